// strength is served in front of page.js, as one file with it.
var strength = (function () {
  'use strict';
  return { estimate: estimate };

  // estimate says how hard a password is to guess, from 0 to 4, and what would
  // help most. It counts the characters that tell something new: not those of
  // known words, of repeats, or of runs on the keyboard and in the alphabet.
  function estimate(text, known) {
    var characters = Array.from(text).length;
    if (characters < 8) return { level: 0, advice: 'short' };
    var rest = text.slice(0, 200).toLowerCase();
    var advice = '';
    known.forEach(function (word) {
      if (rest.indexOf(word) < 0) return;
      rest = rest.split(word).join('');
      advice = 'personal';
    });
    var before = rest.length;
    rest = rest.replace(/(.)\1{2,}|(.{2,}?)\2+/g, '$1$2');
    var rows = 'abcdefghijklmnopqrstuvwxyz 1234567890 qwertyuiop asdfghjkl zxcvbnm';
    rows += ' ' + Array.from(rows).reverse().join('');
    var count = 0;
    var run = 0;
    for (var i = 0; i < rest.length; i++) {
      run = i && rest[i] !== ' ' && rows.indexOf(rest[i - 1] + rest[i]) >= 0 ? run + 1 : 0;
      if (run < 2) count++;
    }
    if (!advice && count < before * .8) advice = 'repeated';
    var pool = (/[a-z]/.test(text) && 26) + (/[A-Z]/.test(text) && 26) + (/[0-9]/.test(text) && 10) +
      (/[ -/:-@[-`{-~]/.test(text) && 33) + (/[^ -~]/.test(text) && 100);
    var bits = count * Math.log2(pool);
    var level = [28, 42, 56, 72].filter(function (limit) { return bits >= limit; }).length;
    return { level: level, advice: level < 4 ? advice || 'longer' : '' };
  }
})();

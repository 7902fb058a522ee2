// The pages work without this script. It runs in <head>, before anything is
// drawn, so that nobody sees the form for a moment and then something else.
(function () {
  'use strict';
  if (!window.fetch || !window.AbortController) return;
  var page = document.currentScript.dataset.page;
  var root = document.documentElement;
  var token = '';
  var address = '';
  root.classList.add('js');

  if (page === 'forgot') {
    address = takeAddress();
  } else {
    token = takeToken();
    if (token) root.classList.add('pending');
  }
  document.addEventListener('DOMContentLoaded', page === 'forgot' ? startForgot : startLink);

  // The token leaves the address bar before anything can show, copy or
  // bookmark it. So that a reload does not lose it, it stays in the state of
  // this one history entry, which no other page can read. sessionStorage would
  // be open to every page of this origin and to the tabs opened from here.
  function takeToken() {
    var found = decode(location.hash.slice(1));
    if (found) remember(found);
    return found || (history.state && history.state.token) || '';
  }

  function remember(found) {
    history.replaceState(found ? { token: found } : null, '', location.pathname + location.search);
  }

  function takeAddress() {
    var match = /^#email=(.+)/.exec(location.hash);
    if (!match) return '';
    history.replaceState(null, '', location.pathname + location.search);
    return decode(match[1]);
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch (e) {
      return text;
    }
  }

  function one(selector) {
    return document.querySelector(selector);
  }

  function all(selector) {
    return Array.prototype.slice.call(document.querySelectorAll(selector));
  }

  // Links within the pages take along what is in no address: only as they are
  // followed, and in the fragment again.
  function carry(fragment) {
    all('[data-carry]').forEach(function (link) {
      function add() {
        link.hash = fragment();
      }
      link.addEventListener('click', add);
      link.addEventListener('auxclick', add);
    });
  }

  function startForgot() {
    var field = document.getElementById('email');
    if (address && !field.value) field.value = address;
    carry(function () {
      return field.value && 'email=' + encodeURIComponent(field.value);
    });
  }

  function startLink() {
    var form = one('form[data-check]');
    var username = document.getElementById('username');
    var password = document.getElementById('password');
    var confirmation = document.getElementById('password_confirmation');
    var code = one('[data-code]');
    var toggle = one('[data-show-passwords]');
    var words = JSON.parse(form.dataset.words || '{}');
    var clock = 0;
    var sentAt = 0;
    var asked = 0;

    var button = form.querySelector('button');
    var buttonText = button.textContent;
    var title = document.title.split(' · ');
    // The server has just answered a POST and knows the link.
    var known = form.dataset.secondsLeft || form.hasAttribute('data-known');

    if (known) fillIn(one('input[type=hidden][name=token]').value);
    if (form.dataset.secondsLeft) countDown(+form.dataset.secondsLeft);
    all('[data-retry]').forEach(function (button) { button.addEventListener('click', check); });
    carry(function () {
      return encodeURIComponent(token || (code && document.getElementById('token').value) || '');
    });
    // A second mail opened in this tab changes only the fragment.
    window.addEventListener('hashchange', function () {
      token = takeToken();
      if (token) check();
    });
    // Pages can come back from memory long after they were left: then without
    // passwords, and with a fresh look at the link.
    window.addEventListener('pagehide', hidePasswords);
    window.addEventListener('pageshow', function (event) {
      ready();
      if (event.persisted && token) check();
    });
    if (password) {
      toggle.addEventListener('change', showPasswords);
      form.addEventListener('submit', submit);
      password.addEventListener('input', judge);
    }
    if (token && !known) check();

    function check() {
      var turn = ++asked;
      show('checking');
      var stop = new AbortController();
      var timeout = setTimeout(function () { stop.abort(); }, 15000);
      fetch(form.dataset.check, {
        method: 'POST', body: new URLSearchParams({ token: token }),
        credentials: 'omit', cache: 'no-store', redirect: 'error', signal: stop.signal
      }).then(function (answer) {
        if (answer.status === 429) return { state: 'wait', seconds_left: +answer.headers.get('Retry-After') || 60 };
        if (!answer.ok) throw new Error(answer.status);
        return answer.json();
      }).then(function (link) {
        if (turn === asked) showLink(link);
      }).catch(function () {
        if (turn === asked) show('trouble');
      }).then(function () { clearTimeout(timeout); });
    }

    function showLink(link) {
      // Nobody knew the shop when this page was written, nor the language.
      if (link.language && link.language !== root.lang) {
        location.replace(location.pathname + '?lang=' + link.language + '#' + encodeURIComponent(token));
        return;
      }
      var live = link.state === 'live';
      if (link.state === 'unknown') remember('');
      if (link.shop) showShop(link);
      fillIn(token);
      if (password) {
        username.value = live ? link.email : '';
        code.hidden = live;
      }
      all('[data-email]').forEach(function (place) { place.textContent = link.email || ''; });
      show(live ? 'form' : link.state);
      if (live) countDown(link.seconds_left || 0);
      if (link.state === 'wait') startClock(link.seconds_left, one('[data-wait]'), check);
    }

    function fillIn(value) {
      token = value;
      all('input[name=token]').forEach(function (input) { input.value = value; });
    }

    function showShop(link) {
      title[1] = link.shop;
      Object.keys(link.look || {}).forEach(function (name) { root.style.setProperty('--' + name, link.look[name]); });
      all('[data-shop-line]').forEach(function (place) { place.hidden = false; });
      all('[data-shop]').forEach(function (place) { place.textContent = link.shop; });
      all('[data-back]').forEach(function (place) { place.textContent = link.back || link.shop; });
      all('[data-shop-link]').forEach(function (place) {
        if (link.shop_url) place.querySelector('a').href = link.shop_url;
        place.hidden = !link.shop_url;
      });
      if (link.logo && !one('.logo')) {
        var logo = new Image();
        logo.className = 'logo';
        logo.alt = '';
        logo.src = link.logo;
        one('.shop').prepend(logo, ' ');
      }
      one('[data-footer]').textContent = link.footer || '';
      one('[data-footer]').hidden = !link.footer;
      var support = one('[data-support]');
      support.hidden = !link.support;
      support.querySelector('a').href = 'mailto:' + (link.support || '');
      support.querySelector('bdi').textContent = link.support || '';
    }

    function show(name) {
      root.classList.remove('pending');
      stopClock();
      all('[data-panel]').forEach(function (panel) { panel.hidden = panel.dataset.panel !== name; });
      var heading = one('[data-panel="' + name + '"] h1');
      root.dataset.state = name;
      title[0] = heading.textContent;
      document.title = title.join(' · ');
      say(title[0]);
      if (name !== 'checking' && name !== 'form') heading.focus();
    }

    function say(text) {
      one('[data-status]').textContent = text;
    }

    function startClock(seconds, line, atEnd) {
      stopClock();
      var deadline = Date.now() + seconds * 1000; // not counted ticks: machines sleep
      clock = setInterval(tick, 1000);
      line.hidden = false;
      tick();

      function tick() {
        var left = Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
        var minutes = Math.floor(left / 60);
        line.querySelector('[data-time]').textContent =
          minutes > 1 ? inWords(words.minute, minutes) : inWords(words.second, left);
        if (left === 300 || left === 60) say(line.textContent);
        if (left === 0) atEnd();
      }
    }

    function inWords(unit, n) {
      return (n === 1 ? unit.one : unit.many).replace('{}', n);
    }

    function stopClock() {
      clearInterval(clock);
    }

    function countDown(seconds) {
      startClock(seconds, one('[data-time-left]'), function () { show('expired'); });
    }

    function showPasswords() {
      password.type = confirmation.type = toggle.checked ? 'text' : 'password';
    }

    function hidePasswords() {
      if (!password) return;
      password.value = confirmation.value = '';
      toggle.checked = false;
      showPasswords();
      judge();
    }

    // judge guides, and forbids nothing: that is the server's part. The words
    // wait for a pause in the typing, so that they are not read out each time.
    function judge() {
      var meter = one('[data-strength]');
      var judged = password.value && strength.estimate(password.value, personal());
      var text = judged ? words.strength.label.replace('{}', words.strength.levels[judged.level]) : '';
      if (judged && judged.advice) text += ' ' + words.strength[judged.advice];
      meter.dataset.level = judged ? judged.level : '';
      clearTimeout(meter.pause);
      meter.pause = setTimeout(function () { meter.lastChild.textContent = text; }, text ? 500 : 0);
    }

    function personal() {
      return (username.value + ' ' + username.value.replace(/[@.+_-]+/g, ' ') + ' ' + one('[data-shop]').textContent)
        .toLowerCase().split(/\s+/).filter(function (word) { return word.length > 3; });
    }

    function submit(event) {
      var same = password.value === confirmation.value;
      var error = document.getElementById('confirmation-error');
      error.hidden = same;
      if (same) {
        confirmation.removeAttribute('aria-invalid');
        confirmation.removeAttribute('aria-describedby');
      } else {
        confirmation.setAttribute('aria-invalid', 'true');
        confirmation.setAttribute('aria-describedby', error.id);
        confirmation.focus();
      }
      // The second click of a double click would find the link used.
      if (!same || sentAt) {
        event.preventDefault();
        return;
      }
      sentAt = Date.now();
      toggle.checked = false;
      showPasswords();
      button.textContent = button.dataset.busy;
      setTimeout(ready, 10000); // nobody says when a navigation was stopped
    }

    function ready() {
      sentAt = 0;
      button.textContent = buttonText;
    }
  }
})();

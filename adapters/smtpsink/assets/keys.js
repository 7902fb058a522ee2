// Keyboard shortcuts. They can be switched off, and never take a key from a field.
(function () {
  "use strict";

  var box = document.getElementById("keys");
  var kept = "latchkey.inbox.keys";

  // Storage may be closed to the page; the choice is then for this page only.
  try {
    box.checked = localStorage.getItem(kept) !== "off";
  } catch (e) { /* as it stands */ }
  box.addEventListener("change", function () {
    try {
      localStorage.setItem(kept, box.checked ? "on" : "off");
    } catch (e) { /* as it stands */ }
  });

  function isField(element) {
    return element.closest("input, textarea, select, [contenteditable]") !== null;
  }

  function move(step) {
    var all = Array.from(document.querySelectorAll("#list ol a"));
    var at = all.indexOf(document.activeElement);
    if (at < 0) {
      at = all.findIndex(function (a) { return a.hasAttribute("aria-current"); });
      // On a phone the list is out of sight while a mail is open, so the neighbour is opened at once.
      if (at >= 0 && all[at].offsetParent === null) {
        var next = all[at + step];
        if (next) next.click();
        return;
      }
    }
    var to = all[Math.max(0, Math.min(all.length - 1, at + step))];
    if (to) to.focus();
  }

  function leave() {
    var field = document.getElementById("q");
    if (document.activeElement === field) {
      if (location.search.indexOf("q=") >= 0) location.assign("/inbox");
      else {
        field.value = "";
        field.blur();
      }
      return;
    }
    var open = document.querySelector("#list [aria-current]");
    var back = document.querySelector(".back a");
    if (open && open.offsetParent !== null) open.focus();
    else if (back) back.click();
  }

  document.addEventListener("keydown", function (event) {
    if (!box.checked || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    var inField = isField(event.target);
    if (event.key === "Escape") {
      if (inField && event.target.id !== "q") return;
      event.preventDefault();
      leave();
      return;
    }
    if (inField) return;
    var inList = event.target.closest("#list ol") !== null;
    if (event.key === "j" || inList && event.key === "ArrowDown") move(1);
    else if (event.key === "k" || inList && event.key === "ArrowUp") move(-1);
    else if (event.key === "/") {
      var field = document.getElementById("q");
      if (field.offsetParent === null) return;
      field.focus();
      field.select();
    } else return;
    event.preventDefault();
  });
})();

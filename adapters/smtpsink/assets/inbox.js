// Keeps the list of mails up to date. The page works without it.
(function () {
  "use strict";

  var pause = 2000;
  var known = ids(document);

  function ids(root) {
    return Array.from(root.querySelectorAll("#list a"), function (a) {
      return a.getAttribute("href").split("/").pop();
    }).join(" ");
  }

  // Takes the parts that change from a freshly rendered page; a mail that is being read stays where it is.
  function take(page) {
    var before = document.getElementById("list");
    var after = page.getElementById("list");
    document.getElementById("count").textContent = page.getElementById("count").textContent;
    document.getElementById("empty").hidden = page.getElementById("empty").hidden;
    if (!before || !after) {
      document.getElementById("columns").replaceWith(document.adoptNode(page.getElementById("columns")));
      return;
    }
    var open = before.querySelector("[aria-current]");
    var focused = document.activeElement && document.activeElement.closest("#list a");
    var scrolled = before.scrollTop;
    after.querySelectorAll("a").forEach(function (a) {
      a.toggleAttribute("aria-current", false);
      if (open && a.getAttribute("href") === open.getAttribute("href")) a.setAttribute("aria-current", "true");
    });
    before.replaceWith(document.adoptNode(after));
    after.scrollTop = scrolled;
    if (focused) {
      var again = after.querySelector('a[href="' + focused.getAttribute("href") + '"]');
      if (again) again.focus();
    }
  }

  async function look() {
    var answer = await fetch("/inbox/api/messages", { cache: "no-store" });
    var now = (await answer.json()).messages.map(function (m) { return m.id; }).join(" ");
    if (now === known) return;
    var html = await (await fetch(location.pathname, { cache: "no-store" })).text();
    var page = new DOMParser().parseFromString(html, "text/html");
    var fresh = ids(page);
    var old = known.split(" ");
    var added = fresh.split(" ").filter(function (id) { return id && old.indexOf(id) < 0; }).length;
    take(page);
    known = fresh;
    document.getElementById("announce").textContent =
      added === 0 ? "The inbox changed." : added === 1 ? "1 new mail." : added + " new mails.";
  }

  async function tick() {
    try {
      if (!document.hidden) await look();
    } catch (e) {
      // The server may be restarting; the next tick tries again.
    }
    setTimeout(tick, pause);
  }

  setTimeout(tick, pause);
})();

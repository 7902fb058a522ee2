// Keeps the page up to date, its clock going and its commands at hand. The page works without it.
(function () {
  "use strict";

  var feed = null; // open only while somebody looks: browsers allow few connections to one server
  var again = 0;
  var looking = false;
  var missed = false;
  var sent = {}; // what the server sent for each live part, whatever became of it here
  var clock = document.getElementById("clock");
  var present = Date.parse(clock.dateTime);
  var presentAt = performance.now();

  document.documentElement.classList.add("js");
  live(document).forEach(function (part) { sent[part.id] = part.outerHTML; });
  reveal();

  function live(root) {
    return Array.from(root.querySelectorAll("[data-live]"));
  }

  function mails(root) {
    return Array.from(root.querySelectorAll("#list a"));
  }

  function say(text) {
    document.getElementById("announce").textContent = text;
  }

  function reveal() {
    var open = document.querySelector("#list [aria-current]");
    if (open) open.scrollIntoView({ block: "nearest" });
  }

  // Takes the parts that change from a freshly rendered page; a mail that is being read stays where it is.
  function take(page) {
    live(page).forEach(function (part) {
      var here = document.getElementById(part.id);
      if (part.outerHTML === sent[part.id] || here.contains(document.activeElement)) return;
      sent[part.id] = part.outerHTML;
      here.replaceWith(document.adoptNode(part));
    });
    var before = document.getElementById("list");
    var after = page.getElementById("list");
    if (!before || !after) {
      if (before || after) document.getElementById("columns").replaceWith(document.adoptNode(page.getElementById("columns")));
      return;
    }
    var open = before.querySelector("[aria-current]");
    var focused = before.contains(document.activeElement) && document.activeElement;
    var scrolled = before.scrollTop;
    mails(after).forEach(function (a) {
      a.removeAttribute("aria-current");
      if (open && a.pathname === open.pathname) a.setAttribute("aria-current", "true");
    });
    before.replaceWith(document.adoptNode(after));
    after.scrollTop = scrolled;
    if (!focused) return;
    var same = Array.from(after.querySelectorAll("a")).find(function (a) { return a.href === focused.href; });
    if (same) same.focus({ preventScroll: true });
  }

  async function look() {
    if (looking) {
      missed = true;
      return;
    }
    looking = true;
    try {
      var answer = await fetch(location.pathname + location.search, { cache: "no-store" });
      var page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.getElementById("columns")) throw new Error("not the inbox");
      var known = mails(document).map(function (a) { return a.pathname; });
      var fresh = mails(page).filter(function (a) { return known.indexOf(a.pathname) < 0; }).length;
      take(page);
      document.body.dataset.revision = page.body.dataset.revision;
      if (fresh) say(fresh === 1 ? "1 new mail." : fresh + " new mails.");
    } catch (e) {
      // The server may be restarting; the next event tells.
    }
    looking = false;
    if (missed) {
      missed = false;
      look();
    }
  }

  function listen() {
    hush();
    if (document.hidden) return;
    feed = new EventSource("/inbox/api/events");
    feed.addEventListener("inbox", function (event) {
      var state = JSON.parse(event.data);
      present = Date.parse(state.now);
      presentAt = performance.now();
      tick();
      if (state.revision !== document.body.dataset.revision) look();
    });
    feed.addEventListener("error", function () {
      if (feed && feed.readyState === EventSource.CLOSED) { // refused, which the browser takes as final
        hush();
        again = setTimeout(function () { look(); listen(); }, 10000);
      }
    });
  }

  function hush() {
    clearTimeout(again);
    if (feed) feed.close();
    feed = null;
  }

  // The clock shows the server's time, spelled as the server spells it.
  function tick() {
    var now = new Date(present + performance.now() - presentAt);
    clock.dateTime = now.toISOString();
    clock.textContent = clock.textContent.replace(/^.*, [\d:]+/, now.getUTCDate() + " " +
      ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][now.getUTCMonth()] + " " +
      now.getUTCFullYear() + ", " + now.toISOString().slice(11, 19));
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) return;
    var source = document.getElementById(button.dataset.copy);
    getSelection().selectAllChildren(source);
    Promise.resolve().then(function () { return navigator.clipboard.writeText(source.textContent); }).then(function () {
      say("Copied.");
      button.textContent = "Copied";
    }, function () {
      say("The text is selected. Copy it with your keyboard.");
      button.textContent = "Selected";
    });
  });

  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", hush);
  addEventListener("pageshow", function (event) { if (event.persisted) listen(); });
  setInterval(tick, 1000);
  listen();
})();

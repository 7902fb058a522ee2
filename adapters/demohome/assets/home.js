// Copies what has a button for it, and keeps the clock going. The page works without it.
(function () {
  "use strict";

  var clock = document.getElementById("clock");
  var present = Date.parse(clock.dateTime);
  var presentAt = performance.now();

  document.documentElement.classList.add("js");

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) return;
    var source = document.getElementById(button.dataset.copy);
    getSelection().selectAllChildren(source);
    Promise.resolve().then(function () { return navigator.clipboard.writeText(source.textContent); }).then(function () {
      tell(button, "Copied", "Copied.");
    }, function () {
      tell(button, "Selected", "The text is selected. Copy it with your keyboard.");
    });
  });

  function tell(button, label, text) {
    button.textContent = label;
    document.getElementById("said").textContent = text;
  }

  setInterval(function () {
    var now = new Date(present + performance.now() - presentAt);
    clock.dateTime = now.toISOString();
    clock.textContent = now.getUTCDate() + " " +
      ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][now.getUTCMonth()] + " " +
      now.getUTCFullYear() + ", " + now.toISOString().slice(11, 19) + " UTC";
  }, 1000);
})();

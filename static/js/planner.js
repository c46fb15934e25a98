// Drag a visit to another week: its form opens with that week's day. Without it, the form is reached from the visit.
(function () {
  "use strict";

  var table = document.querySelector("[data-planner]");
  if (!table) return;
  var held = null;

  function cellOf(event) { return held ? event.target.closest("[data-week]") : null; }

  function unmark() {
    table.querySelectorAll(".over-here").forEach(function (cell) { cell.classList.remove("over-here"); });
  }

  table.addEventListener("dragstart", function (event) {
    held = event.target.closest("[data-move]");
    if (held) event.dataTransfer.effectAllowed = "move";
  });
  table.addEventListener("dragend", function () { held = null; unmark(); });
  table.addEventListener("dragover", function (event) {
    var cell = cellOf(event);
    // A visit stays at its academy.
    if (!cell || cell.parentNode !== held.closest("tr")) return;
    event.preventDefault();
    unmark();
    cell.classList.add("over-here");
  });
  table.addEventListener("drop", function (event) {
    var cell = cellOf(event);
    if (!cell || cell.parentNode !== held.closest("tr")) return;
    event.preventDefault();
    var day = new Date(cell.dataset.week + "T12:00:00Z");
    day.setUTCDate(day.getUTCDate() + Number(held.dataset.weekday));
    location.assign(held.dataset.move + "?day=" + day.toISOString().slice(0, 10));
  });
})();

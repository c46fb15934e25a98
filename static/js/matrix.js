// The scoring grid: one tab stop, arrows, number keys, Enter for the panel, Escape back. Without it every cell is a link.
(function () {
  "use strict";

  var grid = document.getElementById("score");
  var panel = document.getElementById("panel");
  if (!grid || !panel || !window.htmx) return;

  var current = null; // id of the link that holds the tab stop
  var opened = null; // id of the cell that the panel shows

  function stops(row) { return Array.from(row.querySelectorAll("[data-cell]")); }
  function rows() { return Array.from(grid.tBodies[0].rows).filter(function (row) { return row.querySelector("[data-cell]"); }); }

  // Exactly one stop: whatever was swapped in comes without one.
  function settle() {
    var all = Array.from(grid.querySelectorAll("[data-cell]"));
    var here = (current && document.getElementById(current)) || grid.querySelector("td [data-cell]") || all[0];
    all.forEach(function (stop) { stop.tabIndex = stop === here ? 0 : -1; });
    if (here) current = here.id;
    mark();
  }

  // The cell that the panel shows.
  function mark() {
    var there = opened && document.getElementById(opened + "-a");
    grid.querySelectorAll("[aria-current]").forEach(function (link) { if (link !== there) link.removeAttribute("aria-current"); });
    if (there) there.setAttribute("aria-current", "true");
  }

  // Beside the grid the panel ends above the bar, wherever the page is scrolled.
  var bar = document.querySelector(".actionbar");
  var beside = window.matchMedia("(width >= 80rem)");
  function fit() {
    var room = beside.matches && bar ? bar.getBoundingClientRect().top - panel.getBoundingClientRect().top - 12 : 0;
    panel.style.maxHeight = room > 0 ? Math.max(room, 240) + "px" : "";
  }
  window.addEventListener("scroll", fit, { passive: true });
  window.addEventListener("resize", fit);
  if (bar) new ResizeObserver(fit).observe(bar);  // it grows with what it says

  function go(stop) {
    if (!stop) return;
    current = stop.id;
    settle();
    stop.focus();
    stop.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function step(stop, down, right) {
    var all = rows();
    var row = stop.closest("tr");
    var line = stops(row);
    var place = line.indexOf(stop) + right;
    var next = all[Math.min(Math.max(all.indexOf(row) + down, 0), all.length - 1)];
    var cells = down ? stops(next) : line;
    go(cells[Math.min(Math.max(place, 0), cells.length - 1)]);
  }

  function show(stop, keepFocus) {
    if (!stop || !stop.href || !stop.closest("td") || stop.classList.contains("decide")) return false;
    opened = stop.closest("td").id;
    panel.dataset.wants = keepFocus ? "" : "focus";
    window.htmx.ajax("GET", stop.href, { target: panel, swap: "innerHTML", source: stop });
    return true;
  }

  function gradesOf(td) {
    var heading = grid.tHead.rows[0].cells[td.cellIndex];
    return heading && heading.dataset.grades ? heading.dataset.grades.split(" ") : [];
  }

  function set(stop, number) {
    var td = stop.closest("td");
    if (!td || !stop.href) return;
    var grade = gradesOf(td)[number - 1];
    if (!grade) { tell("There is no grade " + number + " here."); return; }
    if (!td.dataset.sets) { show(stop); return; }
    var values = { sets: td.dataset.sets, seen: td.dataset.seen, grade: grade, quick: "1" };
    if (opened === td.id) values.panel = "1";
    say("busy", "Saving");
    window.htmx.ajax("POST", stop.href, { target: td, swap: "outerHTML", source: stop, values: values });
  }

  function say(how, words) {
    var state = document.getElementById("save-state");
    if (state) { state.className = "save " + how; state.textContent = words; }
  }

  function tell(words, how) {
    var status = document.getElementById("status");
    if (status) status.textContent = words;
    say(how || "", words);
  }

  // No connection, or signed out: the answer brought no word about saving.
  document.addEventListener("htmx:afterRequest", function (event) {
    var detail = event.detail;
    if (!detail.requestConfig || detail.requestConfig.verb !== "post" || !/^cell-/.test(detail.target.id)) return;
    if (!/id="save-state"/.test(detail.xhr.responseText || "")) tell("Not saved", "bad");
  });

  grid.addEventListener("keydown", function (event) {
    var stop = event.target.closest && event.target.closest("[data-cell]");
    if (!stop || event.altKey || event.metaKey) return;
    var line = stops(stop.closest("tr"));
    var all = rows();
    var done = true;
    if (event.key === "ArrowRight") step(stop, 0, 1);
    else if (event.key === "ArrowLeft") step(stop, 0, -1);
    else if (event.key === "ArrowDown") step(stop, 1, 0);
    else if (event.key === "ArrowUp") step(stop, -1, 0);
    else if (event.key === "Home") go(event.ctrlKey ? stops(all[0])[0] : line[0]);
    else if (event.key === "End") go(event.ctrlKey ? stops(all[all.length - 1]).pop() : line[line.length - 1]);
    else if (event.key === "Enter" && !event.ctrlKey && !event.shiftKey) done = show(stop);
    else if (/^[1-9]$/.test(event.key) && !event.ctrlKey) set(stop, Number(event.key));
    else done = false;
    if (done) event.preventDefault();
  });

  grid.addEventListener("click", function (event) {
    var stop = event.target.closest && event.target.closest("[data-cell]");
    if (!stop || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    current = stop.id;
    settle();
    if (show(stop)) event.preventDefault();
  });

  grid.addEventListener("focusin", function (event) {
    var stop = event.target.closest && event.target.closest("[data-cell]");
    if (stop && stop.id !== current) { current = stop.id; settle(); }
  });

  panel.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var back = document.getElementById(opened ? opened + "-a" : current);
    if (back) { event.preventDefault(); go(back); }
  });

  panel.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    var stop = document.getElementById(link.dataset.open + "-a");
    if (!stop) return;
    event.preventDefault();
    current = stop.id;
    settle();
    show(stop);
  });

  // What is typed in the panel and not saved outlives its being swapped: it stands there again with its cell.
  var typed = new Map();
  function boxOf(area) { return opened + " " + area.id; }

  panel.addEventListener("input", function (event) {
    var area = event.target;
    if (area.tagName !== "TEXTAREA") return;
    if (area.value === area.defaultValue) typed.delete(boxOf(area));
    else typed.set(boxOf(area), area.value);
  });

  document.addEventListener("htmx:beforeOnLoad", function (event) {
    var form = event.detail.elt;
    var answer = event.detail.xhr;
    // Refused, with the words beside the reason to copy: they are done with here as well.
    var shown = answer.status === 409 && /class="not-taken"/.test(answer.responseText);
    if (!panel.contains(form) || (answer.status >= 400 && !shown)) return;
    form.querySelectorAll("textarea").forEach(function (area) { typed.delete(boxOf(area)); });
  });

  function bringBack() {
    panel.querySelectorAll("textarea").forEach(function (area) {
      var words = typed.get(boxOf(area));
      if (words === undefined || words === area.value) return;
      area.value = words;
      tell("What you typed under “Why?” stands there again and is not saved yet.");
    });
  }

  window.addEventListener("beforeunload", function (event) {
    if (typed.size) event.preventDefault();
  });

  // The panel came along with a cell. Its news stand at its head: there the eye goes, and the focus if it was inside.
  var cameAlong = false;
  document.addEventListener("htmx:oobAfterSwap", function (event) {
    if (event.detail && event.detail.target === panel) cameAlong = true;
  });

  // The heading of the cell that came into the panel.
  function headingShown() {
    var heading = panel.querySelector("[data-cell-of]");
    if (heading) opened = heading.dataset.cellOf;
    mark();
    return heading;
  }

  function showNews() {
    cameAlong = false;
    headingShown();
    bringBack();
    var news = panel.querySelector("[data-refusal]");
    if (!news) return;
    panel.scrollTop = 0;
    var active = document.activeElement;
    if (!active || active === document.body || panel.contains(active)) news.focus();
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    settle();
    if (cameAlong) showNews();
    if (event.target !== panel) return;
    var heading = headingShown();
    bringBack();
    var asked = panel.querySelector("[data-focus]");
    if (asked && !panel.querySelector("#error-summary")) asked.focus();
    else if (panel.dataset.wants && heading && !panel.querySelector("#error-summary, [data-refusal]")) heading.focus();
    panel.dataset.wants = "";
  });

  // A cell that was swapped keeps its place in the tab order and the focus, since its link has the same id.
  document.addEventListener("htmx:afterSettle", settle);

  var keys = document.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
  settle();
})();

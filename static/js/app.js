// Small helpers for every page. Nothing here is needed to use Fourfold; it works without.
(function () {
  "use strict";

  var bar = function () { return document.getElementById("errorbar"); };
  var retry = null;

  function showError(words, again) {
    var box = bar();
    if (!box) return;
    box.querySelector("[data-words]").textContent = words;
    var button = box.querySelector("[data-retry]");
    retry = again || null;
    button.hidden = !retry;
    box.hidden = false;
  }

  function wordsFor(status) {
    if (status === 0) return "No connection. Nothing was lost on this page; try again when you are back online.";
    if (status === 401) return "You have been signed out. Open a new tab, sign in, and try again here.";
    if (status === 403) return "You no longer have access to this, or the page was open for too long. Reload the page.";
    if (status === 404) return "This is no longer here, or not open to you. Reload the page.";
    if (status === 413) return "That was too big to send.";
    if (status === 429) return "That was too often. Wait a minute and try again.";
    if (status === 503) return "Fourfold is busy or being updated. Try again in a minute.";
    return "Something went wrong on our side. It was not saved. Try again.";
  }

  // Signing in anew in another tab makes the old page's token worthless: take today's from a fresh copy of the page.
  function freshToken() {
    var name = "input[name=csrfmiddlewaretoken]";
    return fetch(location.href, { credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var found = new DOMParser().parseFromString(text, "text/html").querySelector(name);
        if (found) document.querySelectorAll(name).forEach(function (field) { field.value = found.value; });
      })
      .catch(function () {});
  }

  function again(detail) {
    var source = detail.elt;
    var event = detail.requestConfig && detail.requestConfig.triggeringEvent;
    if (!source || !event || !document.contains(source)) return null;
    return function () { freshToken().finally(function () { window.htmx.trigger(source, event.type); }); };
  }

  function onFailure(event) {
    var detail = event.detail || {};
    var status = detail.xhr ? detail.xhr.status : (detail.ctx && detail.ctx.response ? detail.ctx.response.status : 0);
    showError(wordsFor(status), again(detail));
  }

  // htmx 2 and htmx 4 spell the same events differently
  ["htmx:responseError", "htmx:sendError", "htmx:timeout", "htmx:response:error", "htmx:error"].forEach(function (name) {
    document.addEventListener(name, onFailure);
  });

  // An answer that is a whole page, such as the sign-in page after a session ended, must not land inside a fragment.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var text = event.detail && event.detail.serverResponse;
    if (typeof text === "string" && /^\s*<!doctype html/i.test(text.slice(0, 200)) && !event.detail.boosted) {
      event.detail.shouldSwap = false;
      showError(wordsFor(401));
    }
  });

  function focusProblem(root) {
    var problem = root.querySelector && (root.matches("#error-summary, [data-refusal]") ? root : root.querySelector("#error-summary, [data-refusal]"));
    if (problem) problem.focus();
    return Boolean(problem);
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    var box = bar();
    if (box) box.hidden = true;
    if (event.target instanceof Element) focusProblem(event.target);
  });

  document.addEventListener("click", function (event) {
    var target = event.target;
    if (!(target instanceof Element)) return;

    var dismiss = target.closest("[data-dismiss]");
    if (dismiss) {
      var gone = document.getElementById(dismiss.getAttribute("data-dismiss"));
      if (gone) gone.hidden = true;
    }

    if (target.closest("[data-retry]") && retry) {
      bar().hidden = true;
      retry();
    }

    var opener = target.closest("[data-dialog]");
    if (opener) {
      var dialog = document.getElementById(opener.getAttribute("data-dialog"));
      if (dialog && dialog.showModal) {
        event.preventDefault();
        if (!dialog.open) dialog.showModal();
      }
    }

    var closer = target.closest("[data-close]");
    if (closer && closer.closest("dialog")) {
      event.preventDefault();
      closer.closest("dialog").close();
    }

    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (!menu.contains(target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // "/" leads to the search box, Escape back to where one was.
  var before = null;
  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.key === "Escape" && at instanceof Element && at.matches("[data-seek]")) {
      at.blur();
      if (before && document.contains(before)) before.focus();
      return;
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (at instanceof Element && (at.closest("input, textarea, select, dialog[open]") || at.isContentEditable)) return;
    var box = document.querySelector("[data-seek]");
    if (!box) return;
    event.preventDefault();
    before = at;
    box.focus();
    box.select();
  });

  // A link of the error summary to a group of choices goes to its first choice.
  document.addEventListener("click", function (event) {
    var link = event.target instanceof Element && event.target.closest("#error-summary a[href^='#']");
    if (!link) return;
    var field = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
    if (!field) return;
    if (!/^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName)) field = field.querySelector("input, select, textarea") || field;
    event.preventDefault();
    field.focus();
    (field.closest(".field") || field).scrollIntoView({ block: "start" });
  });

  // A button that is pressed again while its form is on the way sends nothing: what is sent twice might be added twice.
  // Whoever comes back to the page, or waits for an answer that was a file, can press it again.
  var onItsWay = "data-on-its-way";
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.hasAttribute(onItsWay)) { event.preventDefault(); return; }
    form.setAttribute(onItsWay, "");
    setTimeout(function () { form.removeAttribute(onItsWay); }, 5000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[" + onItsWay + "]").forEach(function (form) { form.removeAttribute(onItsWay); });
  });

  // Passkeys: the browser's dialog was closed, or there is no passkey on this device.
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    showError("The passkey was not used. Try again, or use another way.");
  });

  // A box that scrolls sideways can be reached by keyboard, and says what it is; one that fits is left alone.
  function nameScrollers() {
    document.querySelectorAll(".tbl-scroll, .tblscroll, .chart-scroll, .one-card").forEach(function (box) {
      if (box.hasAttribute("tabindex") && !box.hasAttribute("data-scrolls")) return;
      if (box.scrollWidth > box.clientWidth) {
        var caption = box.querySelector("caption");
        box.setAttribute("data-scrolls", "");
        box.setAttribute("tabindex", "0");
        if (!box.hasAttribute("aria-label") && !box.hasAttribute("aria-labelledby")) {
          box.setAttribute("aria-label", ((caption && caption.textContent.trim()) || "Wide content") + ", scrolls sideways");
        }
        if (box.tagName === "DIV") box.setAttribute("role", "region");
      } else if (box.hasAttribute("data-scrolls")) {
        box.removeAttribute("data-scrolls");
        box.removeAttribute("tabindex");
      }
    });
  }
  window.addEventListener("resize", nameScrollers);
  document.addEventListener("htmx:afterSwap", nameScrollers);
  document.addEventListener("toggle", nameScrollers, true);

  document.addEventListener("DOMContentLoaded", function () {
    nameScrollers();
    document.querySelectorAll("[data-needs-script]").forEach(function (part) { part.hidden = false; });
    if (focusProblem(document.body) && document.title.indexOf("Error: ") !== 0) document.title = "Error: " + document.title;
    document.querySelectorAll("form[data-autosubmit]").forEach(function (form) {
      form.addEventListener("change", function () { form.requestSubmit(); });
    });
    document.querySelectorAll("[data-copy]").forEach(function (button) {
      var field = document.getElementById(button.getAttribute("data-copy"));
      if (!field || !navigator.clipboard) return;
      button.hidden = false;
      button.addEventListener("click", function () {
        field.select();
        navigator.clipboard.writeText(field.value).then(function () { button.textContent = "Copied"; });
      });
    });
    // On a small screen a long list is folded, so that the text comes first.
    var narrow = window.matchMedia("(width < 60rem)");
    function fold() {
      document.querySelectorAll("details[data-fold]").forEach(function (list) { list.open = !narrow.matches; });
    }
    narrow.addEventListener("change", fold);
    fold();
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  });
})();

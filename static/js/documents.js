// Writing a section: the editor over the plain boxes, and saving by itself. Without this file a button saves.
const form = document.querySelector("form[data-autosave]");
const state = document.getElementById("save-state");

// ---- Saving by itself: one request at a time, the latest text wins, and the words at the foot tell the truth.
let tab = crypto.randomUUID();
const PAUSE = 1500;
let number = 0, dirty = false, sending = false, timer = 0, failures = 0, savedWords = "", told = 0;
// Why nothing is sent just now. clash: two texts are open; fault: until something else is typed; stopped: until somebody
// comes back to this tab. What was typed is "dirty" all the while, so that leaving asks first.
let waits = "";
let standing = "", keepsStanding = false, renewed = false;
// What the boxes of each field said when the server last told what stands; the fields of saves whose answer was lost.
let known = new Map();
const unanswered = new Set();

function fields() {
  return [...form.querySelectorAll("[id^=f-]")].filter((each) => each.matches(".field"));
}

function said(field) {
  const boxes = [...field.querySelectorAll("input[name], textarea[name]")];
  return JSON.stringify(boxes.map((each) => [each.name, /radio|checkbox/.test(each.type) ? [each.value, each.checked] : each.value]));
}

function snapshot() {
  return new Map(fields().map((each) => [each.id, said(each)]));
}

function say(kind, words, more, link) {
  // Spoken at once where something is wrong, at most once a minute where all is well.
  const now = Date.now();
  const isQuiet = kind === "ok" || kind === "busy";
  state.setAttribute("aria-live", isQuiet && now - told < 60000 ? "off" : "polite");
  if (kind === "ok" && now - told >= 60000) told = now;
  state.className = `save ${kind}`;
  state.replaceChildren();
  const text = document.createElement("span");
  const strong = document.createElement("strong");
  strong.textContent = words;
  text.append(strong, more ? ` ${more}` : "");
  if (link) text.append(" ", link);
  state.append(text);
}

function changed() {
  dirty = true;
  if (waits === "fault") waits = "";
  if (waits) return;
  say("busy", "Not saved yet");
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

async function save(anyway = false) {
  if (sending || !dirty || (waits && !anyway)) return;
  clearTimeout(timer);
  sending = true;
  dirty = false;
  number += 1;
  const body = new FormData(form), sent = snapshot();
  for (const id of unanswered) body.append("changed", id.slice(2));
  for (const [name, value] of [["by_itself", "1"], ["tab", tab], ["key", crypto.randomUUID()], ["edit", number]]) body.set(name, value);
  if (keepsStanding) body.set("keeps_standing", "1");
  say("busy", "Saving …");
  let answer = null;
  try {
    answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", keepalive: document.hidden, headers: { Accept: "application/json" } });
  } catch { /* no connection */ }
  // Until the answer is understood nothing else is sent: the next would take the place of what was refused.
  try { await heard(answer, sent); } finally { sending = false; }
  if (dirty && !waits && failures === 0) timer = setTimeout(save, PAUSE);
}

async function heard(answer, sent) {
  // Whether it arrived is not known: what was changed in it stays this page's own.
  if (!answer?.ok) for (const [id, words] of sent) if (known.get(id) !== words) unanswered.add(id);
  if (answer === null) return failed("off", "No connection.", "What you typed is kept on this page and sent when you are back.");
  if (answer.redirected || answer.status === 401) return failed("off", "You have been signed out, or away for long.", "Once you are signed in this is sent by itself.", true, signIn());
  if (answer.status === 403) {
    const said = await answer.json().catch(() => null);
    if (said?.is_of_another) return ofAnother();
    const words = "You may no longer write this section, or the page was open for too long. Copy your text before you reload.";
    if (renewed) return stop("Not saved.", words);
    // Once with a new token, which is all that is missing after signing in again.
    renewed = true;
    return failed("bad", "Not saved.", words, true);
  }
  if (answer.status === 413) return refused("Not saved.", "This is too long to be sent. Move a part of it to another section.");
  if (answer.status >= 400 && answer.status < 500 && ![408, 409, 422, 425, 429].includes(answer.status)) {
    if (answer.status === 404 && (await freshToken())) return;
    return stop("Not saved.", "This page cannot be saved any more, or somebody else has signed in. Your text is still here: copy it, then reload the page.");
  }
  if (answer.status === 409 || answer.status === 422 || answer.ok) {
    const told = await answer.json().catch(() => null);
    if (told === null) return failed("bad", "Not saved.", "Trying again.");
    if (answer.status === 409) return clash(told);
    failures = 0;
    if (answer.status === 422) return refused("Not saved.", Object.values(told.faults).join(" "));
    waits = "";
    renewed = keepsStanding = false;
    goOn(told, sent);
    savedWords = told.words;
    if (told.lines) replaceLines(told.lines);
    careful(told.careful);
    return dirty ? undefined : say("ok", told.words, told.more);
  }
  return failed("bad", savedWords ? `Not saved since ${savedWords.replace("Saved ", "")}.` : "Not saved.", "Trying again.");
}

// Saved: the page goes on from what stands now. Fields that another changed and this page did not come into it.
function goOn(told, sent) {
  const prints = JSON.parse(told.base), before = JSON.parse(form.elements.base.value);
  known = sent;
  unanswered.clear();
  let areAllIn = true;
  for (const [key, html] of Object.entries(told.fields)) {
    const field = document.getElementById(`f-${key}`);
    if (!field) continue;
    if (said(field) === sent.get(field.id)) bring(field, html);
    else {
      // Typed in since it was sent: both have changed it. As another tab with what it began from, it is asked.
      areAllIn = false;
      for (const name of [key, ...(field.dataset.with ? [field.dataset.with] : [])]) prints[name] = before[name];
    }
  }
  form.elements.base.value = JSON.stringify(prints);
  if (areAllIn) form.elements.version.value = told.version;
  else tab = crypto.randomUUID();
}

function bring(field, html) {
  const was = document.activeElement, isIn = field.contains(was);
  const areOpen = [...field.querySelectorAll("details")].map((each) => each.open);
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = document.importNode(page.getElementById(field.id), true);
  field.querySelectorAll("[data-rich]").forEach((each) => editors.get(each)?.destroy());
  fresh.querySelectorAll("details").forEach((each, place) => { each.open = areOpen[place]; });
  field.replaceWith(fresh);
  furnish(fresh);
  known.set(fresh.id, said(fresh));
  const same = isIn && was.type === "checkbox" && [...fresh.querySelectorAll("input")].find((each) => each.name === was.name && each.value === was.value);
  if (isIn) (same || fresh.querySelector(".page, textarea, input:checked, input:not([type=hidden])"))?.focus();
}

// How many points are ticked, said beside them.
function counted(list) {
  const boxes = list ? [...list.querySelectorAll("[type=checkbox]")] : [];
  if (list) list.querySelector("[data-how-many]").textContent = `${boxes.filter((each) => each.checked).length} of ${boxes.length} considered`;
}

function signIn() {
  const link = document.createElement("a");
  Object.assign(link, { href: location.pathname, target: "_blank", rel: "noopener", textContent: "Sign in again in a new tab" });
  return link;
}

function careful(words) {
  const box = document.getElementById("careful");
  box.textContent = words || "";
  box.hidden = !words;
}

// Who else has the section open: asked for now and then, while somebody looks at the page.
async function callHere() {
  if (document.hidden) return;
  const body = new FormData();
  body.set("tab", tab);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(`${form.dataset.here}?by_itself=1`, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const told = await answer.json(), box = document.getElementById("who-is-here");
    box.textContent = told.words;
    // On a phone only others are worth the room.
    box.classList.toggle("hide-s", told.is_alone);
  } catch { /* no connection: the words at the foot say so when something is typed */ }
}

// The list beside shows how far it is. Where the focus is inside, it stays as it is until the next time.
function replaceLines(html) {
  const box = document.getElementById("sections");
  if (box.contains(document.activeElement)) return;
  const isOpen = box.querySelector("details").open;
  box.innerHTML = html;
  box.querySelector("details").open = isOpen;
  const here = box.querySelector("[aria-current] .st");
  if (here) document.getElementById("section-state").textContent = here.textContent.split(".")[0];
}

function failed(kind, words, more, renew, link) {
  dirty = true;
  failures += 1;
  say(kind, words, more, link);
  const wait = Math.min(30000, 1000 * 2 ** failures) * (0.75 + Math.random() / 2);
  clearTimeout(timer);
  timer = setTimeout(async () => { if (!renew || !(await freshToken())) save(); }, wait);
}

// The same text is not sent again; where more was typed meanwhile, that is.
function refused(words, more) {
  waits = dirty ? "" : "fault";
  dirty = true;
  say("bad", words, more);
}

function stop(words, more) {
  waits = "stopped";
  dirty = true;
  say("bad", words, more);
}

// A shared computer: nobody's words are sent in somebody else's name.
function ofAnother() {
  const name = form.dataset.writerName;
  stop("Not saved.", `${name} typed this, and somebody else is signed in now. It is kept on this page alone. Once ${name} has signed in again in another tab and comes back here, it is sent.`);
}

// What was sent is kept on the server; what was typed meanwhile stays "dirty".
function clash(said) {
  waits = "clash";
  failures = 0;
  standing = said.version;
  keepsStanding = false;
  const box = document.getElementById("clash");
  box.innerHTML = said.html;
  box.hidden = false;
  box.focus();
  say("bad", "Two texts.", "Choose above which one stands; both are kept.");
}

// Whether this ends the trying: somebody else is signed in, be the section theirs to see or not.
async function freshToken() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(form.action, { credentials: "same-origin" })).text(), "text/html");
    const [token, writer] = ["csrfmiddlewaretoken", "writer"].map((name) => page.querySelector(`form[data-autosave] input[name=${name}]`));
    const who = page.querySelector("[data-who]")?.dataset.who;
    if (writer ? writer.value !== form.elements.writer.value : who && who !== form.dataset.writer) { ofAnother(); return true; }
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  } catch { /* still away */ }
  return false;
}

form.addEventListener("input", changed);
form.addEventListener("input", (event) => counted(event.target.closest(".ticks")));
form.addEventListener("change", (event) => { if (event.target.type === "radio") save(); });
form.addEventListener("focusout", () => save());
// Enter on an answer or a tick sends a form: here it saves.
form.addEventListener("submit", (event) => {
  if (!event.submitter?.matches("[data-enter]")) { dirty = false; return; }
  event.preventDefault();
  save();
});
document.addEventListener("visibilitychange", async () => {
  if (document.hidden || waits !== "stopped") return save();
  waits = "";
  renewed = true;
  if (!(await freshToken())) save();
});
window.addEventListener("online", () => { failures = 0; save(); });
// The boxes may hold more by now than what clashed: they are what is kept.
document.getElementById("clash").addEventListener("submit", (event) => {
  if (!event.target.matches("[data-mine]")) return;
  event.preventDefault();
  form.elements.version.value = standing;
  event.currentTarget.hidden = true;
  waits = "";
  dirty = keepsStanding = true;
  (form.querySelector(".page") || form.querySelector("textarea"))?.focus();
  save();
});
window.addEventListener("beforeunload", (event) => { if (dirty || sending) event.preventDefault(); });
// Going to another page: first save, then go. Who has both texts of a clash in view may go, and the last words are sent
// first, to be kept with the others. Where it cannot be saved the browser asks.
async function savedFirst() {
  const areBothSeen = waits === "clash";
  while (sending) await new Promise((done) => setTimeout(done, 50));
  await save(areBothSeen);
  return !dirty && (areBothSeen || !waits);
}
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element && event.target.closest("a[href]");
  if (!link || !(dirty || sending) || event.ctrlKey || event.metaKey || link.target) return;
  if (waits === "fault" || waits === "stopped") return;
  event.preventDefault();
  if (await savedFirst()) location.href = link.href;
});
// The same of another form of the page. Without a connection it stays here too, with what was typed into it: the browser
// would put its own page in the place of both. At the body: what app.js notes of forms on their way comes after it.
document.body.addEventListener("submit", async (event) => {
  const other = event.target, button = event.submitter;
  if (other === form || event.defaultPrevented || waits === "fault" || waits === "stopped") return;
  if (navigator.onLine && !dirty && !sending) return;
  event.preventDefault();
  if (navigator.onLine && (await savedFirst())) other.requestSubmit(button);
  else if (!waits) say("off", "No connection.", `What you typed is kept on this page. When you are back, choose “${button?.innerText.trim() || "Send"}” again.`);
});

// ---- The editor: six formats over the plain box, which stays for those who prefer it.
const COMMANDS = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  heading: (chain) => chain.toggleHeading({ level: 3 }),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  undo: (chain) => chain.undo(),
};

// Styles are put aside first: the page's policy forbids them, and nothing of them is kept.
function pasted(html) {
  const plain = html.replace(/(<[^>]*?)\sstyle(?=\s*=)/gi, "$1 data-style");
  if (!/mso-list|<table/i.test(plain)) return plain;
  const page = new DOMParser().parseFromString(plain, "text/html");
  [...page.body.querySelectorAll("table")].reverse().forEach(tableLines);
  wordLists(page);
  return page.body.innerHTML;
}

// The editor has no tables: a line for each row. A table of one cell is a frame around what stands in it.
function tableLines(table) {
  for (const row of table.rows) {
    const cells = [...row.cells];
    if (cells.length === 1 && cells[0].querySelector("p, ul, ol, h1, h2, h3")) { table.before(...cells[0].childNodes); continue; }
    const texts = cells.map((cell) => {
      cell.querySelectorAll("p, li, div, br, h1, h2, h3").forEach((block) => block.after(" "));
      return cell.textContent.replace(/\s+/g, " ").trim();
    }).filter(Boolean);
    const line = table.ownerDocument.createElement("p");
    line.textContent = texts.join(texts.length === 2 ? ": " : "; ");
    if (texts.length) table.before(line);
  }
  table.remove();
}

// Word writes lists as paragraphs with a mark in front: made into lists again.
function wordLists(page) {
  let open = [];
  for (const line of [...page.body.querySelectorAll("p, h1, h2, h3")]) {
    const found = /mso-list:\s*(l\d+)\s+level(\d+)/i.exec(line.getAttribute("data-style") || "");
    if (!found) { open = []; continue; }
    const of = found[1], level = Number(found[2]);
    const mark = line.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
    const kind = /^\s*(\d+|[a-z])[.)]/i.test(mark ? mark.textContent : "") ? "ol" : "ul";
    if (mark) mark.remove();
    const item = page.createElement("li");
    const words = page.createElement("p");
    words.append(...line.childNodes);
    item.append(words);
    open.length = Math.min(open.length, level);
    // Of another kind, or numbered anew: another list.
    const last = open[level - 1];
    if (last && (last.kind !== kind || (kind === "ol" && last.of !== of))) open.length = level - 1;
    while (open.length < level) {
      const list = page.createElement(kind);
      const above = open.at(-1)?.list;
      if (above) (above.lastElementChild || above.appendChild(page.createElement("li"))).append(list);
      else line.before(list);
      open.push({ list, kind, of });
    }
    open.at(-1).list.append(item);
    line.remove();
  }
}

// What somebody types as an address: a host alone is one on the web. Nothing where it is none.
function address(typed) {
  if (/^(https?:\/\/|mailto:)\S+$/i.test(typed)) return typed;
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(typed)) return `mailto:${typed}`;
  return /^([\p{L}\p{N}-]+\.)+\p{L}{2,}(:\d+)?([/?#]\S*)?$/u.test(typed) ? `https://${typed}` : "";
}

const editors = new Map();

function editorOver(box, parts) {
  const area = box.querySelector("textarea"), bar = box.querySelector("[role=toolbar]"), count = box.querySelector("[data-count]");
  const target = Number(box.dataset.target);
  const { Editor, Document, Paragraph, Text, Bold, Italic, Heading, BulletList, OrderedList, ListItem, HardBreak, History, Link } = parts;
  const page = document.createElement("div"), isIn = document.activeElement === area;
  area.before(page);
  const editor = new Editor({
    element: page,
    injectCSS: false,
    content: area.dataset.html,
    extensions: [Document, Paragraph, Text, Bold, Italic, Heading.configure({ levels: [3] }), BulletList, OrderedList, ListItem, HardBreak, History, Link],
    editorProps: {
      transformPastedHTML: pasted,
      attributes: { class: "page", role: "textbox", "aria-multiline": "true", spellcheck: "true", "aria-labelledby": area.labels[0].id, ...(document.getElementById(`hint-${area.dataset.name}`) ? { "aria-describedby": `hint-${area.dataset.name}` } : {}) },
    },
    onUpdate: ({ editor: now }) => { area.value = now.isEmpty ? "" : now.getHTML(); counted(); changed(); },
    onSelectionUpdate: pressed,
    onTransaction: pressed,
  });
  for (const part of box.parentElement.querySelectorAll("[data-marks], [data-plain-count]")) part.remove();
  area.name = area.dataset.name;
  area.value = area.dataset.html;
  area.hidden = true;
  area.labels[0].addEventListener("click", () => editor.commands.focus());
  bar.hidden = false;
  editors.set(box, editor);
  known.set(box.parentElement.id, said(box.parentElement));
  if (isIn) editor.commands.focus("end");

  function counted() {
    const words = editor.getText({ blockSeparator: " " }).split(/\s+/).filter(Boolean).length;
    count.textContent = `${words} ${words === 1 ? "word" : "words"}${target ? `, aim for under ${target}` : ""}`;
  }
  const buttons = [...bar.querySelectorAll("button")];
  function pressed() {
    for (const button of buttons) {
      if (!button.hasAttribute("aria-pressed")) continue;
      const name = button.dataset.do;
      button.setAttribute("aria-pressed", String(name === "heading" ? editor.isActive("heading") : editor.isActive(name)));
    }
  }
  function link() {
    if (editor.isActive("link")) return editor.chain().focus().extendMarkRange("link").unsetLink().run();
    const row = box.querySelector("[data-link]");
    row.hidden = false;
    row.querySelector("input").focus();
  }
  // One tab stop; arrows go from button to button; Alt and F10 lead there, Escape back.
  buttons.forEach((button, place) => {
    button.tabIndex = place === 0 ? 0 : -1;
    button.addEventListener("click", () => (button.dataset.do === "link" ? link() : COMMANDS[button.dataset.do](editor.chain().focus()).run()));
  });
  bar.addEventListener("keydown", (event) => {
    const place = buttons.indexOf(document.activeElement);
    if (event.key === "Escape") return editor.commands.focus();
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || place < 0) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    buttons.forEach((each) => { each.tabIndex = each === next ? 0 : -1; });
    next.focus();
  });
  page.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "F10") { event.preventDefault(); buttons.find((each) => each.tabIndex === 0).focus(); }
  });
  const row = box.querySelector("[data-link]");
  const input = row.querySelector("input"), fault = row.querySelector("[data-link-fault]");
  const faulty = (isSo) => { fault.hidden = !isSo; input.setAttribute("aria-invalid", String(isSo)); };
  const put = () => {
    const typed = input.value.trim(), url = address(typed);
    faulty(Boolean(typed && !url));
    if (typed && !url) return input.focus();
    row.hidden = true;
    input.value = "";
    if (!url) return editor.commands.focus();
    const chain = editor.chain().focus();
    // With nothing marked the address itself is what is read.
    if (editor.state.selection.empty) chain.insertContent({ type: "text", text: typed, marks: [{ type: "link", attrs: { href: url } }] }).run();
    else chain.extendMarkRange("link").setLink({ href: url }).run();
  };
  row.querySelector("[data-put]").addEventListener("click", put);
  row.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); put(); }
    if (event.key === "Escape") { row.hidden = true; faulty(false); editor.commands.focus(); }
  });
  row.addEventListener("input", (event) => event.stopPropagation());
}

// ---- Points of a list: Enter makes the next one, several lines pasted become several, an arrow moves one up.
function pointsOf(list) {
  let last = list.children.length;
  const box = (row) => row.querySelector("textarea");
  const grow = (area) => {
    if (CSS.supports("field-sizing", "content")) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  const renumber = () => [...list.children].forEach((row, place) => row.querySelectorAll("[data-n]").forEach((each) => { each.textContent = place + 1; }));
  const add = (before, words = "", isMarked = false) => {
    const row = before.cloneNode(true), old = row.querySelector("[name$=_row]").value;
    last += 1;
    row.querySelectorAll("input, button").forEach((each) => { each.value = last; });
    const number = row.querySelector("[id]"), area = box(row);
    const named = number.id.slice(0, -old.length) + last;
    area.setAttribute("aria-labelledby", area.getAttribute("aria-labelledby").replace(number.id, named));
    number.id = named;
    area.value = words;
    row.querySelector("[type=checkbox]").checked = isMarked;
    before.after(row);
    grow(area);
    return row;
  };
  list.addEventListener("input", (event) => { if (event.target.matches("textarea")) grow(event.target); });
  list.addEventListener("keydown", (event) => {
    const area = event.target, row = area.closest("li");
    if (!area.matches("textarea") || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      box(row.nextElementSibling && !box(row.nextElementSibling).value ? row.nextElementSibling : add(row)).focus();
    } else if (event.key === "Backspace" && !area.value && row.previousElementSibling) {
      event.preventDefault();
      box(row.previousElementSibling).focus();
      row.remove();
      changed();
    } else return;
    renumber();
  });
  list.addEventListener("paste", (event) => {
    const area = event.target, row = area.closest("li");
    const lines = event.clipboardData.getData("text/plain").split(/\r?\n/).map((line) => line.replace(/^\s*(?:[-*•·o]|\d{1,2}[.)])\s+/, "").trim()).filter(Boolean);
    if (!area.matches("textarea") || lines.length < 2) return;
    event.preventDefault();
    area.setRangeText(lines[0], area.selectionStart, area.selectionEnd, "end");
    grow(area);
    const isMarked = row.querySelector("[type=checkbox]").checked;
    box(lines.slice(1).reduce((before, line) => add(before, line, isMarked), row)).focus();
    renumber();
    changed();
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".up");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li"), above = row.previousElementSibling;
    if (!above) return;
    above.before(row);
    renumber();
    (row.previousElementSibling ? button : box(row)).focus();
    changed();
  });
  list.parentElement.querySelector("[data-add]").addEventListener("click", () => {
    const empty = [...list.children].find((row) => !box(row).value);
    box(empty || add(list.lastElementChild)).focus();
    renumber();
  });
  list.querySelectorAll("textarea").forEach(grow);
}

let parts = null;

// What a field needs that came with the page, or came into it later.
function furnish(root) {
  const all = (what) => [...root.querySelectorAll(what)];
  all("[data-points]").forEach(pointsOf);
  all("[data-by-hand]").forEach((each) => each.classList.add("by-itself"));
  all("[data-by-itself]").forEach((each) => { each.hidden = false; });
  // In a plain box the words are counted all the same, without the marks.
  for (const box of all("[data-rich]")) {
    const area = box.querySelector("textarea"), count = box.parentElement.querySelector("[data-plain-count]");
    area.addEventListener("input", () => {
      const words = area.value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word) && !/^\d{1,3}[.)]$/.test(word)).length;
      count.textContent = `${words} ${words === 1 ? "word" : "words"}${Number(box.dataset.target) ? `, aim for under ${box.dataset.target}` : ""}`;
    });
  }
  if (parts) editorsIn(root);
}

function editorsIn(root) {
  for (const box of root.querySelectorAll("[data-rich]:not([data-plain])")) {
    const area = box.querySelector("textarea");
    // Who began to type before it came goes on in the plain box.
    if (area.value === area.defaultValue) editorOver(box, parts);
  }
}

callHere();
setInterval(callHere, 30000);
furnish(form);
known = snapshot();
if (form.querySelector("[data-rich]:not([data-plain])")) {
  parts = await import(form.dataset.editor);
  editorsIn(form);
}

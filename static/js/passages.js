// Marked words of a section go into its comment form when that is opened. Without this file they are pasted.
let marked = { part: null, words: "" };
document.addEventListener("selectionchange", () => {
  const now = document.getSelection();
  const words = now.toString().replace(/\s+/g, " ").trim().slice(0, 500);
  const at = now.anchorNode && (now.anchorNode.nodeType === Node.ELEMENT_NODE ? now.anchorNode : now.anchorNode.parentElement);
  const part = at && !at.closest(".said") && at.closest("[data-passages]");
  if (words && part) marked = { part, words };
});
for (const part of document.querySelectorAll("[data-passages]")) {
  const form = part.querySelector(".said > details");
  if (!form) continue; // in a closed year nobody comments
  form.addEventListener("toggle", () => {
    const box = form.querySelector("[name=passage]");
    if (form.open && !box.value && marked.part === part) box.value = marked.words;
  });
}

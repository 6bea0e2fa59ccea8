// Keys that lead on: G and a letter to the main pages and to the parts of a case, ↓ and ↑ from the search field through
// what was found, Alt+Enter for the row one is in, ? for the list of all keys (ui.md S03, S07, S12, S23).
// Keys without a modifier do nothing while somebody types, and nothing where she has switched them off (WCAG 2.1.4).
"use strict";
(() => {
  const help = document.getElementById("keys-help");
  if (!help) return;
  const WAITS = 5000; // ms after G in which a letter still leads somewhere
  const isOff = document.body.dataset.keys === "off";
  const isTyping = (target) => target.closest?.("input,textarea,select,[contenteditable]");
  const say = (words) => { document.getElementById("live").textContent = words; };
  let waiting = 0;

  function stopWaiting() { clearTimeout(waiting); waiting = 0; }
  function waitForLetter() {
    waiting = setTimeout(stopWaiting, WAITS);
    say("G：続けて、行き先の文字を押してください。? で一覧が出ます。");
  }
  function goTo(letter) {
    const link = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
    if (link) link.click();
    else say("その文字の行き先は、ありません。? で一覧が出ます。");
  }

  // From the field to the first that was found, from there to the next; up again to the field.
  function moveAmongHits(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const hits = step ? [...document.querySelectorAll("[data-hit]")] : [];
    const field = document.getElementById("gs");
    const at = event.target === field ? -1 : hits.indexOf(event.target);
    if (!hits.length || (at < 0 && (event.target !== field || step < 0))) return false;
    (at + step < 0 ? field : hits[Math.min(at + step, hits.length - 1)]).focus();
    return true;
  }

  // In a table that is being filled in: one more row. In a list: the page of the row.
  function doTheRow(target) {
    const adds = target.closest?.("[data-rows]")?.closest("section,form").querySelector("[data-adds-row]");
    const row = isTyping(target) ? null : target.closest?.("tbody tr, .list > li");
    const wanted = adds || row?.querySelector("a[href]");
    wanted?.click();
    return Boolean(wanted);
  }

  // Only what does something on this page, for this person.
  function showHelp() {
    help.querySelectorAll("[data-filled]").forEach((line) => line.remove());
    const sample = help.querySelector("[data-go-to]");
    for (const link of document.querySelectorAll("[data-go]")) {
      const line = sample.cloneNode(true);
      line.dataset.filled = "";
      line.querySelector("[data-letter]").textContent = link.dataset.go.toUpperCase();
      line.querySelector("[data-place]").textContent = link.firstChild.textContent;
      sample.before(line);
      line.hidden = false;
    }
    sample.hidden = true;
    for (const line of help.querySelectorAll("[data-needs]")) line.hidden = !document.querySelector(line.dataset.needs);
    help.showModal();
    help.querySelector("h2").focus();
  }
  help.querySelector("[data-keys-close]").addEventListener("click", () => help.close());

  function pressed(event) {
    if (event.key.length > 1 && event.key !== "Escape") return false; // Shift alone, an arrow
    if (waiting) {
      stopWaiting();
      if (event.key === "?") showHelp();
      else if (event.key !== "Escape") goTo(event.key.toLowerCase());
      return true;
    }
    if (event.key.toLowerCase() === "g") waitForLetter();
    else if (event.key === "?") showHelp();
    else return false;
    return true;
  }

  // Before the others: the letter after G is no key of its own.
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey) return;
    let isDone;
    if (event.altKey) isDone = event.key === "Enter" && doTheRow(event.target);
    else if (isOff) return;
    else isDone = moveAmongHits(event) || (isTyping(event.target) ? stopWaiting() : pressed(event));
    if (isDone) event.preventDefault();
  }, true);
})();

// Help while typing: readings from the IME, phone numbers and postcodes, search.
// Nothing here refuses anything and nothing is sent while a composition is open. The server
// reads the same again (documents.text).
"use strict";
(() => {
  const KANA = /^[\u3041-\u3096\u30a1-\u30faー・\s　]+$/;
  const toHiragana = (text) =>
    text.normalize("NFKC").replace(/[\u30a1-\u30f6]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));

  // Reading of a name: what the IME showed before conversion. Never over a reading typed by hand.
  const readings = new WeakMap();
  const readingOf = (field) => {
    if (!readings.has(field)) readings.set(field, { text: "", byHand: field.value !== "" });
    return readings.get(field);
  };
  const readingField = (source) =>
    source.id ? document.querySelector(`[data-kana-for="${CSS.escape(source.id)}"]`) : null;
  const put = (field, text) => {
    field.value = text;
    field.dispatchEvent(new CustomEvent("support:filled", { bubbles: true }));
  };
  document.addEventListener("compositionstart", (event) => {
    const field = readingField(event.target);
    if (field) readingOf(field).text = "";
  });
  document.addEventListener("compositionupdate", (event) => {
    const field = readingField(event.target);
    const seen = (event.data || "").normalize("NFKC").replace(/[a-z]+$/i, "");
    if (field && seen && KANA.test(seen)) readingOf(field).text = seen;
  });
  document.addEventListener("compositionend", (event) => {
    const field = readingField(event.target);
    if (!field) return;
    const state = readingOf(field);
    const chosen = (event.data || "").normalize("NFKC");
    const reading = KANA.test(chosen) ? chosen : state.text;
    state.text = "";
    if (!chosen || !reading || state.byHand) return; // cancelled, no reading known, or hers
    put(field, field.value + toHiragana(reading));
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset.kanaFor) {
      readingOf(event.target).byHand = event.target.value !== "";
      return;
    }
    const field = readingField(event.target);
    if (!field || event.isComposing || readingOf(field).byHand) return;
    if (event.target.value === "") put(field, "");
    else if (event.inputType === "insertText" && /^[ 　]$/.test(event.data || "")) put(field, field.value + "　");
  });

  // Phone numbers and postcodes are put in order when the field is left.
  const digits = (text) => text.normalize("NFKC").replace(/[‐‑‒–—―−ーｰ﹣－\-\s()]/g, "");
  function normalise(field) {
    const number = digits(field.value);
    if (field.dataset.normalise === "postcode" && /^\d{7}$/.test(number)) put(field, `${number.slice(0, 3)}-${number.slice(3)}`);
    if (field.dataset.normalise !== "phone") return;
    if (/^0[5789]0\d{8}$/.test(number)) put(field, number.replace(/^(\d{3})(\d{4})(\d{4})$/, "$1-$2-$3"));
    else if (/^0[36]\d{8}$/.test(number)) put(field, number.replace(/^(\d{2})(\d{4})(\d{4})$/, "$1-$2-$3"));
  }
  document.addEventListener("change", (event) => {
    if (event.target.dataset.normalise) normalise(event.target);
  });

  // Search while typing: one event of our own, never while a composition is open.
  const waiting = new WeakMap();
  const search = (field) => {
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => field.dispatchEvent(new CustomEvent("app:search", { bubbles: true })), 250));
  };
  document.addEventListener("input", (event) => {
    if ("search" in event.target.dataset && !event.isComposing) search(event.target);
  });
  document.addEventListener("compositionend", (event) => {
    if ("search" in event.target.dataset) search(event.target);
  });
})();

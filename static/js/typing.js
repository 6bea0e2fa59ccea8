// Help while typing: readings from the IME, phone numbers, how long a text may be, search.
// Nothing here refuses anything and nothing is sent while a composition is open. The server
// reads the same again (documents.text).
"use strict";
(() => {
  const KANA = /^[\u3041-\u3096\u30a1-\u30faー・\s　]+$/;
  const toHiragana = (text) =>
    text.normalize("NFKC").replace(/[\u30a1-\u30f6]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));

  // Reading of a name: what the IME showed before conversion, remembered for each piece of the name.
  // The reading is put together from the pieces that still stand in the name, so that correcting
  // the name corrects it too. A reading typed by hand is never touched, and nothing changes while
  // a composition is open.
  const readings = new WeakMap();
  const stateOf = (field) => {
    if (!readings.has(field)) readings.set(field, { typed: "", seen: "", pieces: [], byHand: field.value !== "" });
    return readings.get(field);
  };
  const readingField = (source) =>
    source.id ? document.querySelector(`[data-kana-for="${CSS.escape(source.id)}"]`) : null;
  const put = (field, text) => {
    if (field.value === text) return;
    field.value = text;
    field.dispatchEvent(new CustomEvent("support:filled", { bubbles: true }));
  };
  function readingFor(name, pieces) {
    let rest = name, found = "";
    while (rest) {
      const piece = pieces.findLast(([text]) => rest.startsWith(text));
      const [text, reading] = piece || [rest[0], KANA.test(rest[0]) ? rest[0] : ""];
      found += reading;
      rest = rest.slice(text.length);
    }
    return toHiragana(found).replace(/^[\s　]+/, "").replace(/ /g, "　");
  }
  // What was typed so far. An IME that converts by itself while one types shows 山, then 山だ, then
  // 山田: what is added in kana belongs to the reading, what is converted does not change it.
  function follow(typed, before, now) {
    if (KANA.test(now)) return now;
    let common = 0;
    while (common < before.length && before[common] === now[common]) common += 1;
    const added = now.slice(common);
    return common === before.length && added && KANA.test(added) ? typed + added : typed;
  }
  document.addEventListener("compositionstart", (event) => {
    const field = readingField(event.target);
    if (field) Object.assign(stateOf(field), { typed: "", seen: "" });
  });
  document.addEventListener("compositionupdate", (event) => {
    const field = readingField(event.target);
    const now = (event.data || "").normalize("NFKC").replace(/[a-z]+$/i, "");
    if (!field || !now) return;
    const state = stateOf(field);
    Object.assign(state, { typed: follow(state.typed, state.seen, now), seen: now });
  });
  document.addEventListener("compositionend", (event) => {
    const field = readingField(event.target);
    if (!field) return;
    const state = stateOf(field);
    const chosen = event.data || "";
    const reading = KANA.test(chosen.normalize("NFKC")) ? chosen : state.typed;
    state.typed = "";
    if (chosen && reading) state.pieces.push([chosen, reading]);
    if (!state.byHand) put(field, readingFor(event.target.value, state.pieces));
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset.kanaFor) {
      stateOf(event.target).byHand = event.target.value !== "";
      return;
    }
    const field = readingField(event.target);
    if (!field || event.isComposing) return;
    const state = stateOf(field);
    if (!state.byHand) put(field, readingFor(event.target.value, state.pieces));
  });

  // What an earlier draft brought is hers as well.
  document.addEventListener("support:resumed", () => {
    document.querySelectorAll("[data-kana-for]").forEach((field) => { stateOf(field).byHand = field.value !== ""; });
  });

  // Phone numbers are put in order when the field is left.
  const digits = (text) => text.normalize("NFKC").replace(/[‐‑‒–—―−ーｰ﹣－\-\s()]/g, "");
  function normalise(field) {
    const number = digits(field.value);
    if (field.dataset.normalise !== "phone") return;
    if (/^0[5789]0\d{8}$/.test(number)) put(field, number.replace(/^(\d{3})(\d{4})(\d{4})$/, "$1-$2-$3"));
    else if (/^0[36]\d{8}$/.test(number)) put(field, number.replace(/^(\d{2})(\d{4})(\d{4})$/, "$1-$2-$3"));
  }
  // What cannot be a whole number or address is remarked on below its field, as the server does (documents.reach).
  const REMARKS = {
    phone: "電話番号としては、けたの数が合わないようです。分かっているところまでなら、このままでかまいません",
    mail: "メールアドレスとしては、足りないところがあるようです。分かっているところまでなら、このままでかまいません",
  };
  function isWhole(number) {
    if (number.startsWith("+")) return number.length >= 9 && number.length <= 16;
    if (number.startsWith("010")) return number.length >= 11 && number.length <= 18;
    if (number.startsWith("0")) return number.length === (/^0[25-9]0/.test(number) ? 11 : 10);
    return /^(?:1(?:04|1[05789]|7[17]|8[89])|#\d{4}|\d{8})$/.test(number);
  }
  function isOdd(kind, typed) {
    const text = typed.normalize("NFKC").trim();
    if (kind === "mail") return /[A-Za-z0-9@]/.test(text) && !/[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+/.test(text);
    const runs = text.replace(/(\d)[‐‑‒–—―−ーｰ﹣－]/g, "$1-").match(/[+#]?\d(?:[\d\-() ]*\d)?/g) || [];
    if (!runs.length) return /[A-Za-z]/.test(text);
    return !runs.some((run) => isWhole(run.replace(/[^+#\d]/g, "")));
  }
  function remark(field) {
    const told = document.getElementById(`${field.id}_r`), kind = field.dataset.normalise;
    if (told && REMARKS[kind]) told.textContent = isOdd(kind, field.value) ? REMARKS[kind] : "";
  }
  window.support = Object.assign(window.support || {}, { isOdd });
  document.addEventListener("change", (event) => {
    if (!event.target.dataset.normalise) return;
    normalise(event.target);
    remark(event.target);
  });

  // A text that its form would refuse as too long is told beside it while it is written; nothing is cut off.
  function tellLength(field) {
    const most = Number(field.dataset.most);
    const long = field.value.length > most ? [...field.value].length : 0;
    let told = field.nextElementSibling?.matches("[data-too-long]") ? field.nextElementSibling : null;
    if (long <= most) { told?.remove(); return; }
    if (!told) {
      told = document.createElement("span");
      told.className = "errt";
      told.dataset.tooLong = "";
      told.setAttribute("role", "status");
      field.after(told);
    }
    told.textContent = `${most.toLocaleString("ja")}文字までにしてください（いま${long.toLocaleString("ja")}文字です）`;
  }
  document.addEventListener("input", (event) => {
    if (event.target.dataset.most) tellLength(event.target);
  });

  // Words that notes often begin with go where the cursor is; what stands there stays.
  document.querySelectorAll("[data-put-in]").forEach((button) => {
    const field = document.getElementById(button.dataset.putIn);
    const words = document.getElementById(button.dataset.words);
    if (!field || !words) return;
    button.hidden = false;
    button.previousElementSibling.hidden = true;  // the button says the name
    button.addEventListener("click", () => {
      button.closest("details").open = false;
      const before = field.value.slice(0, field.selectionStart), after = field.value.slice(field.selectionEnd);
      const start = before && !before.endsWith("\n") ? "\n" : "", end = after && !after.startsWith("\n") ? "\n" : "";
      field.focus();
      field.setRangeText(start + words.textContent + end, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
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

// Help while typing: readings from the IME, echo of dates, phone numbers and postcodes, search.
// Nothing here refuses anything and nothing is sent while a composition is open. The server
// reads the same tables again (documents.wareki, documents.text).
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

  // One field for a date; both calendars are echoed below it.
  const ERAS = [
    ["令和", "R", 2019, 5, 1], ["平成", "H", 1989, 1, 8], ["昭和", "S", 1926, 12, 25],
    ["大正", "T", 1912, 7, 30], ["明治", "M", 1868, 10, 23],
  ];
  const WITH_ERA = /^(令和|平成|昭和|大正|明治|[RHSTM令平昭大明])\.?(\d{1,2})[年.\-/](\d{1,2})[月.\-/](\d{1,2})日?$/;
  const SHORT_ERA = /^([RHSTM])(\d{2})(\d{2})(\d{2})$/;
  const WESTERN = /^(\d{4})(?:[年.\-/](\d{1,2})[月.\-/](\d{1,2})日?|(\d{2})(\d{2}))$/;
  const start = ([, , year, month, day]) => new Date(year, month - 1, day);

  function readDate(typed) {
    const text = typed.normalize("NFKC").replace(/\s+/g, "").toUpperCase().replace("元年", "1年");
    const byEra = text.match(WITH_ERA) || text.match(SHORT_ERA);
    const western = text.match(WESTERN);
    let year, month, day, era;
    if (byEra) {
      era = ERAS.find(([name, letter]) => byEra[1] === name || byEra[1] === letter || byEra[1] === name[0]);
      year = era[2] + Number(byEra[2]) - 1;
      [month, day] = [Number(byEra[3]), Number(byEra[4])];
    } else if (western) {
      year = Number(western[1]);
      [month, day] = [Number(western[2] || western[4]), Number(western[3] || western[5])];
    } else return { odd: "日付として読み取れません" };
    const date = new Date(year, month - 1, day);
    if (date.getFullYear() !== year || date.getMonth() !== month - 1 || date.getDate() !== day)
      return { odd: `${year}年${month}月${day}日という日はありません` };
    if (era && date < start(era)) return { odd: `${era[0]}は${era[2]}年${era[3]}月${era[4]}日からです` };
    return { date };
  }
  function inWords(date, showsAge) {
    const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
    const era = ERAS.find((e) => date >= start(e));
    const count = era ? year - era[2] + 1 : 0;
    const eraYear = era ? `${era[0]}${count === 1 ? "元" : count}年` : `${year}年`;
    const western = era ? `（${year}年）` : "";
    if (!showsAge) return `→ ${eraYear}${western}${month}月${day}日（${"日月火水木金土"[date.getDay()]}）`;
    const today = new Date();
    const hadBirthday = today >= new Date(today.getFullYear(), month - 1, day);
    return `→ ${eraYear}${western}${month}月${day}日・${today.getFullYear() - year - (hadBirthday ? 0 : 1)}歳`;
  }
  function echo(field, isFinal) {
    const output = document.getElementById(`${field.id}_o`);
    if (!output) return;
    const isBirth = field.dataset.wareki === "birth";
    const read = field.value.trim() ? readDate(field.value) : {};
    const odd = read.date && isBirth && read.date > new Date() ? "今日より後の日付です" : read.odd;
    output.classList.toggle("echo--odd", Boolean(odd));
    output.textContent = odd ? (isFinal ? `${odd}。あとで確かめてください` : "") : read.date ? inWords(read.date, isBirth) : "";
  }
  document.addEventListener("input", (event) => {
    if ("wareki" in event.target.dataset && !event.isComposing) echo(event.target, false);
  });
  document.addEventListener("compositionend", (event) => {
    if ("wareki" in event.target.dataset) echo(event.target, false);
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
    if ("wareki" in event.target.dataset) echo(event.target, true);
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

  const echoAll = (root) => root.querySelectorAll("[data-wareki]").forEach((field) => echo(field, true));
  document.addEventListener("DOMContentLoaded", () => echoAll(document));
  document.addEventListener("htmx:afterSwap", (event) => echoAll(event.target));
  window.support = Object.assign(window.support || {}, { readDate, inWords });
})();

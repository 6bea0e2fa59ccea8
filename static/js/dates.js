// One field for a date: what was read is echoed below it in both calendars, with the age where it
// is a birth. Nothing is refused here. The server reads the same spellings again
// (documents.wareki, documents.births); a test holds both to one table.
"use strict";
(() => {
  const ERAS = [
    ["令和", "R", "れいわ", 2019, 5, 1], ["平成", "H", "へいせい", 1989, 1, 8], ["昭和", "S", "しょうわ", 1926, 12, 25],
    ["大正", "T", "たいしょう", 1912, 7, 30], ["明治", "M", "めいじ", 1868, 10, 23],
  ];
  const ERA = "令和|平成|昭和|大正|明治|[RHSTM令平昭大明]";
  const GAP = "[\\s./,、。・\\-‐-―−ー_]";
  const DATED = new RegExp(`^(?:(${ERA})${GAP}*|西暦\\s*)?(元|\\d{1,4})(?:\\s*年\\s*|\\s*${GAP}\\s*)(\\d{1,2})(?:\\s*月\\s*|\\s*${GAP}\\s*)(\\d{1,2})\\s*日?$`);
  const PACKED = new RegExp(`^(?:(${ERA})${GAP}*(\\d\\d)|(?:西暦\\s*)?(\\d{4}))(\\d\\d)(\\d\\d)$`);
  const YEAR = "(?:[^\\W\\d_]{1,2}\\.?\\s*(?:元|\\d{1,2})|(?:西暦\\s*)?\\d{4})".replace("[^\\W\\d_]", "\\p{L}");
  const TWICE = new RegExp(`^(${YEAR})\\s*年?\\s*\\(\\s*(${YEAR})\\s*年?\\s*\\)\\s*年?[\\s./\\-]*(\\S.*)$`, "u");
  const WEEKDAY = /\s*(?:\([月火水木金土日](?:曜日?)?\)|[月火水木金土日]曜日?)$/;
  // Today is the ward's, as the server counts it, in whatever zone the browser runs: no zone of Japan ever shifts.
  function today() {
    const there = new Date(Date.now() + 9 * 3600 * 1000);
    return new Date(there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate());
  }
  const start = (era) => new Date(era[3], era[4] - 1, era[5]);
  const eraOf = (date) => ERAS.find((era) => date >= start(era));
  const eraNamed = (word) => ERAS.find(([name, letter]) => word === name || word === letter || word === name[0]);

  const KANJI = "〇一二三四五六七八九";
  function number(written) {
    if (!/[十百]/.test(written)) return [...written].map((c) => KANJI.indexOf(c)).join("");
    let total = 0, last = 0;
    for (const c of written) {
      if (c === "十" || c === "百") { total += (last || 1) * (c === "十" ? 10 : 100); last = 0; }
      else last = KANJI.indexOf(c);
    }
    return String(total + last);
  }
  function plainDate(typed) {
    let text = typed.normalize("NFKC").trim().toUpperCase();
    for (const [name, , reading] of ERAS) if (text.startsWith(reading)) text = name + text.slice(reading.length);
    return text.replace(/[〇一二三四五六七八九十百]+/g, number).replace(/\s*(?:生まれ|生れ|うまれ|生)$/, "");
  }

  // Of what is done or due month and day are enough: the year in which that day lies nearest, as the server reads it.
  const BARE = new RegExp(`^(\\d{1,2})(?:\\s*月\\s*|\\s*${GAP}\\s*)(\\d{1,2})\\s*日?$`);
  function withYear(month, day, isPast) {
    const now = today();
    let found = null;
    for (let year = now.getFullYear() - 4; year <= now.getFullYear() + (isPast ? 0 : 4); year += 1) {
      const date = new Date(year, month - 1, day);
      if (date.getMonth() !== month - 1 || date.getDate() !== day || (isPast && date > now)) continue;
      if (!found || Math.abs(date - now) < Math.abs(found - now)) found = date;
    }
    return `${(found || now).getFullYear()}/${month}/${day}`;
  }

  function readDate(typed, kind) {
    const text = plainDate(typed).replace(WEEKDAY, "");
    const bare = kind === "near" || kind === "past" ? text.match(BARE) : null;
    if (bare) return { ...read(withYear(Number(bare[1]), Number(bare[2]), kind === "past")), isWithoutYear: true };
    const twice = text.match(TWICE);
    if (!twice) return read(text);
    const [one, other] = [twice[1], twice[2]].map((year) => read(`${year}年${twice[3]}`));
    if (!one.date || !other.date) return one.date ? other : one;
    return one.date.getTime() === other.date.getTime() ? one : { odd: "書かれた二つの年が合いません" };
  }
  function read(text) {
    const dated = text.match(DATED), packed = dated ? null : text.match(PACKED);
    if (!dated && !packed) return { odd: "日付として読み取れません" };
    const era = eraNamed((dated || packed)[1]);
    const written = dated ? dated[2] : packed[2] || packed[3];
    const count = written === "元" ? 1 : Number(written);
    if (!era && (written === "元" || written.length < 4)) return { odd: "年号か西暦4けたの年がありません" };
    const year = era ? era[3] + count - 1 : count;
    const [month, day] = (dated ? dated.slice(3) : packed.slice(4)).map(Number);
    // Said in the year that was typed, as the server says it: 昭和23年2月は29日までです.
    const said = era ? `${era[0]}${count === 1 ? "元" : count}年` : `${year}年`;
    if (!count) return { odd: `${said}という年はありません` };
    if (!era && year < 1868) return { odd: "明治より前の日は扱えません" };
    // A year or month that the era never had comes before anything about the day (昭和65年2月30日).
    if (era && isOver(era, year, month)) return { odd: `${era[0]}は${lastDayOf(era)}までです` };
    if (month < 1 || month > 12) return { odd: `${month}月はありません` };
    const last = new Date(year, month, 0).getDate();
    if (day < 1 || day > last) return { odd: day ? `${said}${month}月は${last}日までです` : "0日はありません" };
    const date = new Date(year, month - 1, day);
    if (era && date < start(era)) return { odd: `${era[0]}は${era[3]}年${era[4]}月${era[5]}日からです` };
    if (era && eraOf(date) !== era) return { odd: `${era[0]}は${lastDayOf(era)}までです` };
    return eraOf(date) ? { date } : { odd: "明治より前の日は扱えません" };
  }
  function endOf(era) {
    const next = ERAS[ERAS.indexOf(era) - 1];
    return next ? new Date(next[3], next[4] - 1, next[5] - 1) : null;
  }
  function isOver(era, year, month) {
    const last = endOf(era);
    if (!last || year < last.getFullYear()) return false;
    return year > last.getFullYear() || (month <= 12 && month > last.getMonth() + 1);
  }
  function lastDayOf(era) {
    const last = endOf(era);
    return `${last.getFullYear() - era[3] + 1}年${last.getMonth() + 1}月${last.getDate()}日`;
  }

  // A birth of which no day is known: a year, an age, a decade, or nothing at all.
  const ABOUT = "(?:くらい|ぐらい|位|ほど|程度|前後|ごろ|ころ|頃)?";
  const AGE = new RegExp(`^(\\d{1,3})\\s*(?:歳|才)\\s*${ABOUT}$`);
  const ERA_YEAR = new RegExp(`^(${ERA})\\.?\\s*(元|\\d{1,2})\\s*年?\\s*${ABOUT}$`);
  const WESTERN_YEAR = new RegExp(`^(?:西暦\\s*)?(\\d{4})\\s*年?\\s*${ABOUT}$`);
  const DECADE = new RegExp(`^(?:(${ERA})\\.?\\s*(\\d0)|(?:西暦\\s*)?(\\d{3}0))\\s*年代$`);
  const eraYear = (date) => {
    const era = eraOf(date), count = date.getFullYear() - era[3] + 1;
    return `${era[0]}${count === 1 ? "元" : count}年`;
  };
  function readEstimate(typed) {
    const text = plainDate(typed).replace(/^(?:約|およそ|おおよそ|たぶん|多分|推定)\s*/, ""), now = today().getFullYear();
    if (/^(?:年齢|生年月日)?(?:不詳|不明|未詳|分からない|わからない|分かりません)$/.test(text)) return "→ 年齢不詳";
    const ages = text.match(/^(\d{1,2}0)\s*(?:歳|才)?\s*代\s*(前半|半ば|後半)?$/);
    if (ages && Number(ages[1]) <= 125) return `→ ${ages[1]}代${ages[2] || ""}（推定）`;
    const decade = text.match(DECADE);
    if (decade) {
      const first = decade[3] ? Number(decade[3]) : eraNamed(decade[1])[3] + Number(decade[2]) - 1;
      return `→ ${Math.max(now - first - 9, 0)}〜${now - first}歳くらい`;
    }
    const [age, byEra, western] = [text.match(AGE), text.match(ERA_YEAR), text.match(WESTERN_YEAR)];
    const year = age ? now - Number(age[1])
      : byEra ? eraNamed(byEra[1])[3] + (byEra[2] === "元" ? 1 : Number(byEra[2])) - 1
      : western ? Number(western[1]) : 0;
    if (!year || year > now || year < now - 125) return "";
    return `→ ${eraYear(new Date(year, 11, 31))}ごろ（${year}年ごろ）・${now - year}歳くらい`;
  }

  // Of a day typed without its year, that another year than this was read: the era alone is soon overlooked.
  function whichYear(year) {
    const ahead = year - today().getFullYear();
    if (Math.abs(ahead) > 1) return `・${Math.abs(ahead)}年${ahead < 0 ? "前" : "後"}`;
    return { "-1": "・昨年", 0: "", 1: "・来年" }[ahead];
  }
  function inWords({ date, isWithoutYear }, showsAge) {
    const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
    const words = `→ ${eraYear(date)}（${year}年）${month}月${day}日`;
    if (!showsAge) return `${words}（${"日月火水木金土"[date.getDay()]}）${isWithoutYear ? whichYear(year) : ""}`;
    const now = today(), hadBirthday = now >= new Date(now.getFullYear(), month - 1, day);
    return `${words}・${now.getFullYear() - year - (hadBirthday ? 0 : 1)}歳`;
  }
  function echo(field, isFinal) {
    const output = document.getElementById(`${field.id}_o`);
    if (!output) return;
    const isBirth = field.dataset.wareki === "birth";
    const estimate = isBirth && field.value.trim() ? readEstimate(field.value) : "";
    const read = field.value.trim() && !estimate ? readDate(field.value, field.dataset.wareki) : {};
    // 小学生, 高齢: words without a number are kept as they are (documents.births); whether they say an age is the server's.
    const isWords = isBirth && /^[々ー、（）\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]+$/u.test(plainDate(field.value));
    const odd = read.date && field.dataset.wareki !== "near" && read.date > today() ? "今日より後の日付です" : isWords ? "" : read.odd;
    output.classList.toggle("echo--odd", Boolean(odd));
    output.textContent = estimate || (odd ? (isFinal ? `${odd}。確かめてください` : "") : read.date ? inWords(read, isBirth) : "");
  }
  document.addEventListener("input", (event) => {
    if ("wareki" in event.target.dataset && !event.isComposing) echo(event.target, false);
  });
  document.addEventListener("compositionend", (event) => {
    if ("wareki" in event.target.dataset) echo(event.target, false);
  });
  document.addEventListener("change", (event) => {
    if ("wareki" in event.target.dataset) echo(event.target, true);
  });

  const echoAll = (root) => root.querySelectorAll("[data-wareki]").forEach((field) => echo(field, true));
  document.addEventListener("DOMContentLoaded", () => echoAll(document));
  document.addEventListener("htmx:afterSwap", (event) => echoAll(event.target));
  window.support = Object.assign(window.support || {}, { readDate, readEstimate, inWords });
})();

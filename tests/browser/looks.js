// What is wrong with the page at the width it has now; tests/browser/looking.py says what is looked for.
"use strict";
globalThis.looks = (() => {
  // Names of elements as a style sheet would say them.
  const named = (el) => el.tagName.toLowerCase() + (el.id ? "#" + el.id : "") +
    (typeof el.className === "string" && el.className ? "." + el.className.trim().split(/\s+/).join(".") : "");
  const shown = (el) => el.checkVisibility({visibilityProperty: true, opacityProperty: true});

  function headings() {
    const all = [...document.querySelectorAll("h1")].filter(shown);
    return all.length === 1 ? [] : [`${all.length} headings of the first level`];
  }

  // What a label, a description or a link of the page names is one element: axe leaves it to who looks herself.
  function ids() {
    const named = new Set();
    for (const way of ["for", "form", "list", "aria-labelledby", "aria-describedby", "aria-controls", "href"]) {
      for (const el of document.querySelectorAll(`[${way}]`)) {
        const value = el.getAttribute(way);
        for (const id of way === "href" ? [value.replace(/^#/, "")] : value.split(/\s+/)) named.add(id);
      }
    }
    const all = [...document.querySelectorAll("[id]")].map((el) => el.id).filter((id) => named.has(id));
    return [...new Set(all.filter((id, n) => all.indexOf(id) !== n))].map((id) => `an id twice: ${id}`);
  }

  // The page never scrolls sideways, nothing stands beyond its edge, no words are cut off. What is wide by
  // nature (a drawing, a table with many columns) scrolls in a box of its own that the keyboard reaches.
  function width() {
    const root = document.documentElement;
    const room = root.clientWidth;
    const found = [];
    const scrolls = (el) => {
      for (let up = el; up && up !== document.body; up = up.parentElement) {
        const way = getComputedStyle(up).overflowX;
        if (way === "auto" || way === "scroll" || way === "hidden" || way === "clip") return true;
      }
      return false;
    };
    if (root.scrollWidth > room) {
      found.push(`scrolls sideways, ${root.scrollWidth} of ${room}`);
      for (const el of document.body.querySelectorAll("*")) {
        if (shown(el) && el.getBoundingClientRect().right > room + 1 && !scrolls(el)) {
          found.push(`  beyond the edge: ${named(el)}`);
        }
        if (found.length > 4) break;
      }
    }
    for (const el of document.body.querySelectorAll("*")) {
      const style = getComputedStyle(el);
      if (!/hidden|clip/.test(style.overflowX) || style.clipPath !== "none") continue;
      if (el.closest("[aria-hidden=true], .vh, svg, img, input, select, textarea, button")) continue;
      if (el.clientWidth > 2 && shown(el) && el.scrollWidth > el.clientWidth + 1) {
        found.push(`words cut off: ${named(el)}`);
      }
    }
    return found;
  }

  // Whoever goes on with Tab sees where she is: a ring, and nothing in front of it (WCAG 2.4.7, 2.4.11).
  function focus() {
    const found = [];
    const bar = document.querySelector(".savebar");
    const marked = new Set();
    const ringed = (el) => {
      for (let up = el, n = 0; up && n < 3; up = up.parentElement, n++) {
        const style = getComputedStyle(up);
        if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) return true;
      }
      return false;
    };
    const wanted = "a[href], button, input, select, textarea, summary, [tabindex]";
    for (const el of document.querySelectorAll(wanted)) {
      if (el.disabled || el.tabIndex < 0 || !shown(el)) continue;
      el.focus();
      if (document.activeElement !== el) continue;
      const kind = named(el).replace(/#[^.]*/, "") + " in " + (el.parentElement.className || "");
      if (!marked.has(kind)) {
        marked.add(kind);
        if (!ringed(el)) found.push(`no mark of the focus: ${named(el)}`);
      }
      if (bar && !bar.contains(el)) {
        const box = (el.closest(".seg label, .chk") ?? el).getBoundingClientRect();
        const front = bar.getBoundingClientRect();
        if (box.top >= front.top && box.bottom <= front.bottom + 1 && box.height > 0) {
          found.push(`the bar hides: ${named(el)}`);
        }
      }
    }
    document.activeElement?.blur();
    scrollTo(0, 0);
    return found;
  }

  // Words on a ground: everything from which axe computes a contrast. Whatever may paint is in it, in its
  // order: what stands at the middle of each line of the words, and what the element is in.
  const WORDS = ["color", "-webkit-text-fill-color", "-webkit-text-stroke-width", "-webkit-text-stroke-color",
    "font-size", "font-weight", "text-shadow"];
  const CLEAR = "rgba(0, 0, 0, 0)|none|1|normal|none|none|none";

  function ways() {
    const grounds = new Map(), around = new Map();
    const ground = (el) => {
      if (!grounds.has(el)) {
        const s = getComputedStyle(el);
        const paints = [s.backgroundColor, s.backgroundImage, s.opacity, s.mixBlendMode, s.filter,
          s.backdropFilter, s.maskImage].join("|");
        const drawn = /^(img|svg|canvas|video|object|iframe)$/i.test(el.tagName) || el.ownerSVGElement;
        grounds.set(el, drawn ? "?" : paints === CLEAR ? "" : paints);
      }
      return grounds.get(el);
    };
    const within = (el) => {
      if (!el) return "";
      if (!around.has(el)) around.set(el, within(el.parentElement) + (ground(el) && ">" + ground(el)));
      return around.get(el);
    };
    return {ground, within};
  }

  // The number of the element's words on their ground; null where axe must look whatever it has seen.
  function contrastOf(el, {ground, within}) {
    const lines = [];
    let text = "";
    for (const node of el.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.nodeValue.trim()) continue;
      text += node.nodeValue;
      const range = document.createRange();
      range.selectNodeContents(node);
      lines.push(...range.getClientRects());
    }
    if (!/[\p{L}\p{N}].*[\p{L}\p{N}]/su.test(text) || !lines.length) return null;
    let under;
    for (const {left, right, top, bottom} of lines) {
      const stack = document.elementsFromPoint((left + right) / 2, (top + bottom) / 2);
      if (stack[0] !== el) return null;
      const painted = stack.map(ground).join(";");
      if (under !== undefined && painted !== under) return null;
      under = painted;
    }
    const style = getComputedStyle(el);
    const all = [...WORDS.map((name) => style.getPropertyValue(name)), under, within(el)].join("\n");
    return all.includes("?") ? null : hash(all);
  }

  // 53 bits (cyrb53): two grounds of ten thousand have the same number once in a hundred million runs.
  function hash(words) {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let i = 0; i < words.length; i++) {
      const c = words.charCodeAt(i);
      a = Math.imul(a ^ c, 2654435761);
      b = Math.imul(b ^ c, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return 4294967296 * (2097151 & b) + (a >>> 0);
  }

  // Every element with words, by the number of its contrast.
  function contrasts() {
    const reached = new CSSStyleSheet();
    reached.replaceSync("* { pointer-events: auto !important; }"); // else a point falls through what paints
    document.adoptedStyleSheets.push(reached);
    const known = ways();
    const found = new Map();
    for (const el of document.body.querySelectorAll("*")) {
      const number = contrastOf(el, known);
      if (number !== null) found.set(el, number);
    }
    document.adoptedStyleSheets.pop();
    return found;
  }

  // What axe finds wrong, a line each; what it has passed is known from now on.
  function briefly(results, numbers, known) {
    for (const {id, passes} of results) {
      if (id !== "color-contrast") continue;
      for (const {node} of passes) if (numbers.has(node.element)) known.add(numbers.get(node.element));
    }
    return results.flatMap(({id, violations}) => violations.map(({node, any, all, none}) =>
      `${id}: ${node.selector.join(" ")} ${any.concat(all, none).map((check) => check.message)[0] ?? ""}`));
  }

  async function axes(tags, passed) {
    const known = new Set(passed);
    const before = known.size;
    const numbers = contrasts();
    for (const [el, number] of numbers) el.toggleAttribute("data-contrast-known", known.has(number));
    axe.configure({rules: [{id: "color-contrast", selector: ":not([data-contrast-known])"}]});
    axe.addReporter("briefly", (results, _, done) => done(briefly(results, numbers, known)));
    const found = await axe.run(document, {
      runOnly: {type: "tag", values: tags}, iframes: false, reporter: "briefly",
    });
    return {found, passed: [...known].slice(before)};
  }

  // Everything that is asked for, in one go; only how tall the page is where the window does not hold it.
  async function look({asked, tags, passed}) {
    const tall = document.documentElement.scrollHeight;
    if (asked.includes("axe") && tall > innerHeight) return {tall};
    const said = asked.includes("axe") ? await axes(tags, passed) : {found: [], passed: []};
    if (asked.includes("headings")) said.found.unshift(...headings());
    if (asked.includes("ids")) said.found.push(...ids());
    if (asked.includes("width")) said.found.push(...width());
    return said;
  }

  return {look, focus};
})();

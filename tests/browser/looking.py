"""What is wrong with a page for whoever cannot see it, cannot use a mouse, or has a small window.

axe-core (WCAG 2.2 AA), and what it does not look at: sideways scrolling, words that are cut off, the mark
of the focus, the bar with the save button in front of it. Each finding is one line: rule, element.
"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

RUN_AXE = """async (tags) => {
  const said = await axe.run(document, {
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], iframes: false,
  });
  return said.violations.flatMap(v => v.nodes.map(n =>
    `${v.id}: ${n.target.join(' ')} ${n.any.concat(n.all, n.none).map(c => c.message)[0] ?? ''}`));
}"""

# Names of elements as a style sheet would say them.
NAMED = """const named = (el) => el.tagName.toLowerCase() + (el.id ? '#' + el.id : '') +
  (typeof el.className === 'string' && el.className ? '.' + el.className.trim().split(/\\s+/).join('.') : '');
const shown = (el) => el.checkVisibility({visibilityProperty: true, opacityProperty: true});
"""

HEADINGS = (
    "() => {"
    + NAMED
    + """
  const all = [...document.querySelectorAll('h1')].filter(shown);
  return all.length === 1 ? [] : [`${all.length} headings of the first level`];
}"""
)

# The page never scrolls sideways, nothing stands beyond its edge, no words are cut off. What is wide by
# nature (a drawing, a table with many columns) scrolls in a box of its own that the keyboard reaches.
WIDTH = (
    "() => {"
    + NAMED
    + """
  const root = document.documentElement;
  const room = root.clientWidth;
  const found = [];
  const scrolls = (el) => {
    for (let up = el; up && up !== document.body; up = up.parentElement) {
      const way = getComputedStyle(up).overflowX;
      if (way === 'auto' || way === 'scroll' || way === 'hidden' || way === 'clip') return true;
    }
    return false;
  };
  if (root.scrollWidth > room) {
    found.push(`scrolls sideways, ${root.scrollWidth} of ${room}`);
    for (const el of document.body.querySelectorAll('*')) {
      if (shown(el) && el.getBoundingClientRect().right > room + 1 && !scrolls(el)) {
        found.push(`  beyond the edge: ${named(el)}`);
      }
      if (found.length > 4) break;
    }
  }
  for (const el of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(el);
    if (!/hidden|clip/.test(style.overflowX) || style.clipPath !== 'none') continue;
    if (el.closest('[aria-hidden=true], .vh, svg, img, input, select, textarea, button')) continue;
    if (el.clientWidth > 2 && shown(el) && el.scrollWidth > el.clientWidth + 1) {
      found.push(`words cut off: ${named(el)}`);
    }
  }
  return found;
}"""
)

# Whoever goes on with Tab sees where she is: a ring, and nothing in front of it (WCAG 2.4.7, 2.4.11).
FOCUS = (
    "() => {"
    + NAMED
    + """
  const found = [];
  const bar = document.querySelector('.savebar');
  const marked = new Set();
  const ringed = (el) => {
    for (let up = el, n = 0; up && n < 3; up = up.parentElement, n++) {
      const style = getComputedStyle(up);
      if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) return true;
    }
    return false;
  };
  const wanted = 'a[href], button, input, select, textarea, summary, [tabindex]';
  for (const el of document.querySelectorAll(wanted)) {
    if (el.disabled || el.tabIndex < 0 || !shown(el)) continue;
    el.focus();
    if (document.activeElement !== el) continue;
    const kind = named(el).replace(/#[^.]*/, '') + ' in ' + (el.parentElement.className || '');
    if (!marked.has(kind)) {
      marked.add(kind);
      if (!ringed(el)) found.push(`no mark of the focus: ${named(el)}`);
    }
    if (bar && !bar.contains(el)) {
      const box = (el.closest('.seg label, .chk') ?? el).getBoundingClientRect();
      const front = bar.getBoundingClientRect();
      if (box.top >= front.top && box.bottom <= front.bottom + 1 && box.height > 0) {
        found.push(`the bar hides: ${named(el)}`);
      }
    }
  }
  document.activeElement?.blur();
  scrollTo(0, 0);
  return found;
}"""
)


def bring_axe(page: Page) -> None:
    """Once a page, after it has been loaded."""
    page.evaluate(AXE_SCRIPT)


def axe_findings(page: Page) -> list[str]:
    return list(page.evaluate(RUN_AXE, list(TAGS)))


def heading_findings(page: Page) -> list[str]:
    return list(page.evaluate(HEADINGS))


def width_findings(page: Page) -> list[str]:
    return list(page.evaluate(WIDTH))


def focus_findings(page: Page) -> list[str]:
    page.keyboard.press("Tab")  # from here on the browser marks the focus as for the keyboard
    return list(page.evaluate(FOCUS))

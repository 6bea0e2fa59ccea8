"""Fills in the forms of a page as somebody in a hurry would: much is typed, something is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement, HTMLParser, document_fromstring

TYPED = "打ったことば"
NO_DAY = "R99.99.99"


def page_of(html: bytes) -> HtmlElement:
    """The page as a tree, in a twentieth of the time that a reader written in Python takes."""
    return document_fromstring(html, parser=HTMLParser(encoding="utf-8", remove_comments=True))


def forms_of(html: bytes) -> Iterator[HtmlElement]:
    """Forms into which something is typed."""
    return _forms_in(page_of(html))


def _forms_in(page: HtmlElement) -> Iterator[HtmlElement]:
    return (form for form in page.iter("form") if "data-form" in form.attrib)


def _controls(form: HtmlElement) -> Iterator[HtmlElement]:
    return (e for e in form.iter() if e.tag in ("input", "textarea", "select") and e.get("name"))


def _value(control: HtmlElement) -> str:
    if control.tag == "textarea":
        return "".join(control.itertext()).removeprefix("\n")
    if control.tag == "select":
        chosen = [o for o in control.iter("option") if "selected" in o.attrib]
        return chosen[0].get("value", "") if chosen else ""
    return control.get("value", "")


def typed_values(page: HtmlElement) -> dict[str, str]:
    """What stands in the fields of text of a page, by name."""
    return {
        c.get("name", ""): _value(c)
        for form in _forms_in(page)
        for c in _controls(form)
        if c.tag == "textarea" or c.get("type") in ("text", "tel", "email", "number")
    }


@dataclass
class Filled:
    """What is sent, what of it was typed, and whether it can be called wrong."""

    data: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    is_wrong: bool = False


def fill_in_wrongly(form: HtmlElement) -> Filled:
    """Words into every field of text, no days where days are asked for, and nothing is chosen.

    A form that has neither days nor anything to choose is sent without one of its words.
    """
    filled, needed = Filled(), ""
    for control in _controls(form):
        name, kind = control.get("name", ""), control.get("type", "")
        is_required = control.get("aria-required") == "true"
        if kind == "hidden":
            filled.data[name] = control.get("value", "")
        elif kind in ("radio", "checkbox", "file") or control.tag == "select":
            filled.is_wrong |= is_required
        elif "data-wareki" in control.attrib:
            filled.typed[name], filled.is_wrong = NO_DAY, True
        else:
            filled.typed[name] = TYPED
            needed = name if is_required else needed
    if not filled.is_wrong and needed:
        filled.typed[needed], filled.is_wrong = "", True
    if (button := _main_button(form)) is not None:
        filled.data[button.get("name", "")] = button.get("value", "")
    return filled


def _main_button(form: HtmlElement) -> HtmlElement | None:
    named = [b for b in form.iter("button") if b.get("name") and "data-main" in b.attrib]
    return named[0] if named else None


def messages(page: HtmlElement) -> int:
    """Messages that stand beside a field."""
    return sum("errt" in e.get("class", "").split() for e in page.iter())


def out_of_order(page: HtmlElement) -> str:
    """What the summary of errors tells in another order than the page has its fields; "" for nothing."""
    places = {e.get("id"): place for place, e in enumerate(page.iter()) if e.get("id")}
    summary = page.get_element_by_id("errors", None)
    links = [a.get("href", "")[1:] for a in summary.iter("a")] if summary is not None else []
    lead_nowhere = [link for link in links if link not in places]
    in_order = sorted(links, key=lambda link: places.get(link, 0))
    return (
        f"leads nowhere {lead_nowhere}, says {links}" if lead_nowhere or links != in_order else ""
    )

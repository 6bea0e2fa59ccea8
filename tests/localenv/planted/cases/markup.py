"""Planted: what localenv/semgrep/markup.yml must find, and what it must leave alone."""

from django.http import HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SHAPE = "<b>{}</b>"


def shown(name, shape, register):
    # ruleid: text-declared-markup
    a = mark_safe(name)
    # ruleid: text-declared-markup
    b = SafeString(name)
    # ruleid: format-html-without-arguments
    c = format_html(name)
    # ruleid: format-html-without-arguments
    d = format_html(f"<b>{name}</b>")
    # ruleid: format-html-without-arguments
    e = format_html(shape, name)
    # ruleid: format-html-without-arguments
    f = format_html_join("", f"<b>{name}</b>{{}}", [(name,)])
    # ok: format-html-without-arguments
    g = format_html("<b>{}</b>", name)
    # ok: format-html-without-arguments
    h = format_html(SHAPE, name)
    # ok: format-html-without-arguments
    i = format_html_join("", "<b>{}</b>", [(name,)])
    return a, b, c, d, e, f, g, h, i


def answered(name, text):
    # ruleid: answer-put-together-by-hand
    yield HttpResponse(f"<p>{name}</p>")
    # ruleid: answer-put-together-by-hand
    yield HttpResponse("<p>" + name)
    # ruleid: answer-put-together-by-hand
    yield HttpResponse("<p>{}".format(name), status=404)
    # ok: answer-put-together-by-hand
    yield HttpResponse(f"{name}\n", content_type="text/plain")
    # ok: answer-put-together-by-hand
    yield HttpResponse(text)


# ruleid: text-declared-markup
@mark_safe
def declared(name):
    return name


# ok: text-declared-markup
def typed(name) -> SafeString:
    return format_html("{}", name)

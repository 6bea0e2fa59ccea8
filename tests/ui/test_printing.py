"""Which pages the browser prints (R19, S-91): those that are named here, and no other."""

from localenv.state import PROJECT

TEMPLATES = PROJECT / "templates"
# About nobody but the reader herself, and meant to be kept on paper.
PRINTED = {"mfa/recovery_codes/index.html"}
# Nobody is signed in there, or the page holds nothing of the database.
WITHOUT_CONTENT = {"base_public.html", "base_plain.html"}


def test_s91_only_pages_that_are_named_print_themselves() -> None:
    found = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "data-prints" in path.read_text(encoding="utf-8")
    }
    assert found == PRINTED


def test_s91_every_frame_of_a_page_has_the_sentence_for_paper() -> None:
    """A frame is what has a `body` and the style sheets of the product; papers have theirs."""
    frames = {
        str(path.relative_to(TEMPLATES)): text
        for path in TEMPLATES.rglob("*.html")
        if "ui/_assets.html" in (text := path.read_text(encoding="utf-8"))
    }
    assert set(frames) - WITHOUT_CONTENT == {"base.html"}
    assert 'class="unprinted"' in frames["base.html"]


def test_r19_the_foot_says_what_is_true() -> None:
    foot = (TEMPLATES / "ui/_footer.html").read_text(encoding="utf-8")
    assert "見たことと、作った書類は記録されます" in foot
    assert "印刷したことは記録され" not in foot

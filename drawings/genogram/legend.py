"""How to read the picture: each sign with its words."""

from django.utils.safestring import SafeString

from drawings import svg
from drawings.geometry import Line

from .family import Bond, Descent, Ending, Figure, Sex, Union
from .paint import paint_drop, paint_figure, paint_tie
from .routes import Drop, Tie

WIDTH, HEIGHT = 64.0, 56.0


def _figure(**facts: object) -> SafeString:
    return paint_figure(Figure("", "", **facts), WIDTH / 2, 6)  # type: ignore[arg-type]


def _tie(bond: Bond, ending: Ending = Ending.TOGETHER) -> SafeString:
    return paint_tie(Tie(Union(("", ""), bond, ending), Line(4, 28, WIDTH - 4, 28)))


def _drop(descent: Descent) -> SafeString:
    return paint_drop(Drop(Line(WIDTH / 2, 8, WIDTH / 2, 48), descent))


def _home() -> SafeString:
    corners = [(6.0, 8.0), (58.0, 8.0), (58.0, 48.0), (6.0, 48.0)]
    return svg.path(corners, width=1.25, dashes="2 4", stroke=svg.GREY, closed=True)


def _twins() -> SafeString:
    return svg.line(Line(32, 12, 14, 46)) + svg.line(Line(32, 12, 50, 46))


def legend() -> list[tuple[SafeString, str]]:
    """Signs and their words, in the order in which one meets them."""
    signs = [
        (_figure(sex=Sex.MALE), "男性"),
        (_figure(sex=Sex.FEMALE), "女性"),
        (_figure(sex=Sex.OTHER), "その他・回答しない"),
        (_figure(sex=Sex.UNKNOWN), "性別が分からない"),
        (_figure(sex=Sex.FEMALE, is_subject=True), "二重の線：本人"),
        (_figure(sex=Sex.MALE, is_deceased=True), "塗りつぶし：亡くなった人"),
        (_tie(Bond.MARRIED), "結婚"),
        (_tie(Bond.COMMON_LAW), "内縁・事実婚"),
        (_tie(Bond.MARRIED, Ending.SEPARATED), "斜線1本：別居"),
        (_tie(Bond.MARRIED, Ending.DIVORCED), "斜線2本：離婚・解消"),
        (_tie(Bond.UNSTATED), "細い線：父母（婚姻は未記入）"),
        (_drop(Descent.BIRTH), "実子（左が年上）"),
        (_drop(Descent.ADOPTED), "養子"),
        (_drop(Descent.FOSTER), "里子"),
        (_twins(), "ふたご"),
        (_home(), "点線の囲み：同居"),
    ]
    return [(svg.picture(WIDTH, HEIGHT, [sign], says=words), words) for sign, words in signs]

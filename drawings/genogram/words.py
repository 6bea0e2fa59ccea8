"""The genogram in words: the same facts, for who does not see the picture."""

from .family import Bond, Descent, Ending, Family, Figure, Union

SEX = {"male": "男性", "female": "女性", "other": "性別その他", "unknown": "性別不明"}
BOND = {Bond.MARRIED: "夫婦", Bond.COMMON_LAW: "内縁", Bond.UNSTATED: "父母（婚姻関係は未記入）"}
ENDING = {
    Ending.SEPARATED: "別居",
    Ending.DIVORCED: "離婚",
    Ending.WIDOWED: "死別",
}
DESCENT = {Descent.BIRTH: "", Descent.ADOPTED: "養子", Descent.FOSTER: "里子"}


def words_of(family: Family) -> list[str]:
    """Sentences: each person, each couple with the children, who lives together."""
    return [
        *(_person(figure) for figure in family.figures.values()),
        *(_union(family, union) for union in family.unions),
        *_twins(family),
        *_homes(family),
    ]


def _person(figure: Figure) -> str:
    facts = [
        "本人" if figure.is_subject else figure.relation,
        SEX[figure.sex],
        figure.age and (figure.age + ("歳" if figure.age.isdigit() else "")),
        (figure.died or "死亡") if figure.is_deceased else "",
        "キーパーソン" if figure.is_key_person else "",
    ]
    return f"{figure.name}（{'、'.join(fact for fact in facts if fact)}）"


def _union(family: Family, union: Union) -> str:
    names = "と".join(family.figures[key].name for key in union.members)
    children = "、".join(
        family.figures[key].name + (f"（{DESCENT[descent]}）" if DESCENT[descent] else "")
        for key, descent in union.children
    )
    below = f"子は、{children}" if children else ""
    if len(union.members) == 1:
        return f"{names}の{below}。"
    how = BOND[union.bond]
    if union.ending:
        how += f"（{union.said or ENDING[union.ending]}）"
    elif union.said:
        how += f"（{union.said}）"
    return f"{names}は{how}。{below + '。' if below else ''}"


def _twins(family: Family) -> list[str]:
    groups: dict[str, list[str]] = {}
    for figure in family.figures.values():
        if figure.twins:
            groups.setdefault(figure.twins, []).append(figure.name)
    return [
        f"{'と'.join(names)}は、ふたご（多胎）。" for names in groups.values() if len(names) > 1
    ]


def _homes(family: Family) -> list[str]:
    homes: dict[str, list[str]] = {}
    for figure in family.figures.values():
        if figure.home:
            homes.setdefault(figure.home, []).append(figure.name)
    return [
        f"{'、'.join(names)}は、いっしょに暮らしている。"
        if len(names) > 1
        else f"{names[0]}は、ひとりで暮らしている。"
        for names in homes.values()
    ]

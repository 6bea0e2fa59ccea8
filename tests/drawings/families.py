"""Twelve family constellations that textbooks of genograms and case work show, with invented names.

McGoldrick, Gerson & Petry, "Genograms": nuclear, single parent, remarried with half-siblings, three
generations, adoption and foster care, twins, common law, widowhood; Japanese case work: 8050, four
grandparents, cousins and aunts; and the ward's bar of three generations with fifteen people.
"""

from dataclasses import dataclass, field

from drawings.genogram import Bond, Couple, Descent, Ending, Figure, ParentOf, Sex

M, F, U = Sex.MALE, Sex.FEMALE, Sex.UNKNOWN
ADOPTED, FOSTER, BIRTH = Descent.ADOPTED, Descent.FOSTER, Descent.BIRTH
YEAR = 2026


@dataclass
class Made:
    """A family being told."""

    figures: list[Figure] = field(default_factory=list)
    couples: list[Couple] = field(default_factory=list)
    parents: list[ParentOf] = field(default_factory=list)

    def who(self, key: str, sex: Sex, age: int | None = None, relation: str = "", **more) -> "Made":
        more.setdefault("name", f"架空 {key}")
        born = f"{YEAR - age}-04-02" if age is not None else ""
        shown = str(age) if age is not None else ""
        self.figures.append(
            Figure(key=key, sex=sex, age=shown, relation=relation, born=born, **more)
        )
        return self

    def pair(self, a: str, b: str, *children: str, descent: Descent = BIRTH, **more) -> "Made":
        self.couples.append(Couple(a, b, **more))
        return self.child_of((a, b), *children, descent=descent)

    def child_of(self, parents, *children: str, descent: Descent = BIRTH) -> "Made":
        self.parents += [ParentOf(p, c, descent) for c in children for p in parents]
        return self


def nuclear() -> Made:
    made = (
        Made()
        .who("太一", M, 44, "夫", home="a")
        .who("花", F, 41, "本人", is_subject=True, home="a")
    )
    made.who("海", M, 14, "長男", home="a").who("空", F, 11, "長女", home="a")
    return made.who("陸", M, 6, "次男", home="a").pair(
        "太一", "花", "海", "空", "陸", said="H22結婚"
    )


def single_parent() -> Made:
    made = (
        Made().who("泉", F, 36, "本人", is_subject=True, home="a").who("滝", F, 9, "長女", home="a")
    )
    return made.who("湖", M, 5, "長男", home="a").child_of(("泉",), "滝", "湖")


def remarried() -> Made:
    made = Made().who("一", M, 52, "前の夫").who("弥生", F, 48, "本人", is_subject=True, home="a")
    made.who("二郎", M, 50, "夫", home="a").who("前の妻", F, 47, name="架空 三月")
    made.who("長男", M, 24).who("長女", F, 20, home="a").who("次男", M, 8, home="a")
    made.who("継子", F, 17, "夫の子", home="a")
    made.pair("一", "弥生", "長男", "長女", ending=Ending.DIVORCED, said="H20離婚", since="2000")
    made.pair("二郎", "弥生", "次男", said="H28再婚", since="2016")
    return made.pair("二郎", "前の妻", "継子", ending=Ending.DIVORCED, said="H26離婚", since="2005")


def three_generations() -> Made:
    made = Made().who("祖父", M, 84, is_deceased=True, died="R3年没").who("祖母", F, 81, home="a")
    made.who("父", M, 55, home="a").who("母", F, 52, home="a", is_subject=True)
    made.who("孫一", M, 25, home="a").who("孫二", F, 22).who("叔母", F, 50, "父の妹")
    made.pair("祖父", "祖母", "父", "叔母", ending=Ending.WIDOWED)
    return made.pair("父", "母", "孫一", "孫二")


def four_grandparents() -> Made:
    made = Made().who("父方祖父", M, 78).who("父方祖母", F, 75)
    made.who("母方祖父", M, 80, is_deceased=True, died="令和2年没").who("母方祖母", F, 77)
    made.who("父", M, 50, home="a").who("母", F, 48, home="a").who("伯父", M, 53).who("叔父", M, 45)
    made.who("本人", F, 16, "本人", is_subject=True, home="a").who("弟", M, 12, "弟", home="a")
    made.pair("父方祖父", "父方祖母", "伯父", "父").pair("母方祖父", "母方祖母", "母", "叔父")
    return made.pair("父", "母", "本人", "弟")


def eighty_fifty() -> Made:
    made = Made().who("母", F, 84, "本人", is_subject=True, home="a")
    made.who("父", M, 86, "夫", is_deceased=True, died="平成30年没")
    made.who("長男", M, 55, "長男", home="a", is_key_person=False)
    made.who("長女", F, 52, "長女", is_key_person=True)
    return made.pair("父", "母", "長男", "長女", ending=Ending.WIDOWED)


def adopted() -> Made:
    made = Made().who("養父", M, 49, home="a").who("養母", F, 47, home="a")
    made.who("実母", F, 30).who("実父", U, name="不明")
    made.who("子", M, 8, "養子", is_subject=True, home="a").who("妹", F, 4, home="a")
    made.pair("養父", "養母", "妹").child_of(("養父", "養母"), "子", descent=ADOPTED)
    return made.pair("実父", "実母", "子", bond=Bond.UNSTATED)


def foster() -> Made:
    made = Made().who("里父", M, 58, home="a").who("里母", F, 55, home="a")
    made.who("里子", F, 10, "里子", is_subject=True, home="a").who("実子", M, 25)
    made.who("実母", F, 33)
    made.pair("里父", "里母", "実子").child_of(("里父", "里母"), "里子", descent=FOSTER)
    return made.child_of(("実母",), "里子")


def twins() -> Made:
    made = Made().who("父", M, 40, home="a").who("母", F, 39, home="a", is_subject=True)
    made.who("兄", M, 10, home="a").who("双子一", F, 6, home="a", twins="t")
    made.who("双子二", F, 6, home="a", twins="t")
    return made.pair("父", "母", "兄", "双子一", "双子二")


def cousins() -> Made:
    made = Made().who("祖父", M, 85).who("祖母", F, 83, "本人", is_subject=True)
    made.who("長男", M, 58).who("長男の妻", F, 57).who("長女", F, 55).who("長女の夫", M, 56)
    made.who("次男", M, 50).who("次男の妻", F, 45)
    made.who("いとこ一", M, 30).who("いとこ二", F, 27).who("いとこ三", F, 25)
    made.who("いとこ四", M, 12).who("いとこ五", F, 9)
    made.pair("祖父", "祖母", "長男", "長女", "次男")
    made.pair("長男", "長男の妻", "いとこ一", "いとこ二").pair("長女の夫", "長女", "いとこ三")
    return made.pair("次男", "次男の妻", "いとこ四", "いとこ五")


def common_law() -> Made:
    made = (
        Made()
        .who("本人", M, 63, "本人", is_subject=True, home="a")
        .who("内縁の妻", F, 60, home="a")
    )
    made.who(
        "妻",
        F,
        61,
    ).who("子", M, 35)
    made.pair("本人", "妻", "子", ending=Ending.SEPARATED, said="H15別居", since="1988")
    return made.pair("本人", "内縁の妻", bond=Bond.COMMON_LAW, since="2010")


def fifteen() -> Made:
    made = (
        Made().who("祖父", M, 88, is_deceased=True, died="平成29年没").who("祖母", F, 85, home="a")
    )
    made.who("外祖父", M, 83).who("外祖母", F, 80)
    made.who("前妻", F, 54).who("父", M, 58, "夫", home="a")
    made.who("母", F, 52, "本人", is_subject=True, home="a").who("伯母", F, 61).who(
        "伯母の夫", M, 63
    )
    made.who("叔父", M, 48)
    made.who("異母兄", M, 30).who("長女", F, 24, home="a").who(
        "双子の一", M, 18, home="a", twins="t"
    )
    made.who("双子の二", F, 18, home="a", twins="t").who("いとこ", F, 33)
    made.pair("祖父", "祖母", "伯母", "父", ending=Ending.WIDOWED).pair(
        "外祖父", "外祖母", "母", "叔父"
    )
    made.pair("父", "前妻", "異母兄", ending=Ending.DIVORCED, said="平成10年離婚", since="1993")
    made.pair("父", "母", "長女", "双子の一", "双子の二", said="H13再婚", since="2001")
    return made.pair("伯母の夫", "伯母", "いとこ")


CONSTELLATIONS = {
    made.__name__: made
    for made in (
        nuclear, single_parent, remarried, three_generations, four_grandparents, eighty_fifty,
        adopted, foster, twins, cousins, common_law, fifteen,
    )
}  # fmt: skip

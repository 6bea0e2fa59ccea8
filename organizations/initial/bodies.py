"""Areas, bodies and counters of Bunkyo ward at the start of the project (2025-04-01)."""

from dataclasses import dataclass

# (code, name) in the order in which the ward lists them.
AREAS = (
    ("tomisaka", "富坂"),
    ("otsuka", "大塚"),
    ("motofuji", "本富士"),
    ("komagome", "駒込"),
)

COUNTER = "BUNKYOつながる相談窓口"


@dataclass(frozen=True)
class BodySeed:
    """One body; `counters` are names of the places where people are received."""

    name: str
    kana: str
    kind: str
    area: str | None = None
    parent: str | None = None
    is_entrusted: bool = False
    is_secretariat: bool = False
    phone: str = ""
    note: str = ""
    counters: tuple[str, ...] = ()


WARD = (
    BodySeed(
        "福祉部 福祉政策課",
        "ふくしぶ ふくしせいさくか",
        "ward",
        is_secretariat=True,
        note="事務局の所管は要確認",
    ),
    BodySeed("福祉部 高齢福祉課", "ふくしぶ こうれいふくしか", "ward", counters=(COUNTER,)),
    BodySeed("福祉部 障害福祉課", "ふくしぶ しょうがいふくしか", "ward", counters=(COUNTER,)),
    BodySeed("福祉部 生活福祉課", "ふくしぶ せいかつふくしか", "ward", counters=(COUNTER,)),
    BodySeed("子ども家庭支援センター", "こどもかていしえんせんたー", "child", counters=(COUNTER,)),
    BodySeed("文京区児童相談所", "ぶんきょうくじどうそうだんじょ", "child"),
    BodySeed("児童発達支援センター", "じどうはったつしえんせんたー", "child", counters=(COUNTER,)),
    BodySeed("教育センター", "きょういくせんたー", "education", counters=(COUNTER,)),
    BodySeed("保健サービスセンター", "ほけんさーびすせんたー", "health", counters=(COUNTER,)),
    BodySeed("文京保健所", "ぶんきょうほけんじょ", "health"),
    BodySeed("予防対策課", "よぼうたいさくか", "health"),
)

# One in each area, contracted out, each with a branch.
CARE_CENTRES = tuple(
    BodySeed(
        f"高齢者あんしん相談センター{name}",
        f"こうれいしゃあんしんそうだんせんたー{kana}",
        "elderly",
        area=code,
        is_entrusted=True,
        counters=(COUNTER, "分室"),
    )
    for code, name, kana in (
        ("tomisaka", "富坂", "とみさか"),
        ("otsuka", "大塚", "おおつか"),
        ("motofuji", "本富士", "もとふじ"),
        ("komagome", "駒込", "こまごめ"),
    )
)

# Named in the ward's own plan among the desks that receive people (source-document.txt); who runs it was not seen.
CENTRE_FOR_DISABILITY = BodySeed(
    "障害者基幹相談支援センター",
    "しょうがいしゃきかんそうだんしえんせんたー",
    "disability",
    note="委託かどうかと電話は要確認",
    counters=(COUNTER,),
)

CONTRACTED = (
    CENTRE_FOR_DISABILITY,
    BodySeed(
        "地域生活支援拠点（本富士）",
        "ちいきせいかつしえんきょてん（もとふじ）",
        "disability",
        area="motofuji",
        counters=(COUNTER,),
    ),
    BodySeed(
        "文京区ひきこもり支援センター",
        "ぶんきょうくひきこもりしえんせんたー",
        "private",
        is_entrusted=True,
        counters=(COUNTER,),
    ),
)

COUNCIL = "文京区社会福祉協議会"

COUNCIL_BODIES = (
    BodySeed(COUNCIL, "ぶんきょうくしゃかいふくしきょうぎかい", "council", phone="03-3812-3040"),
    BodySeed(
        "文京区社会福祉協議会 地域福祉推進係",
        "ぶんきょうくしゃかいふくしきょうぎかい ちいきふくしすいしんがかり",
        "council",
        parent=COUNCIL,
        phone="03-5800-2942",
        counters=(COUNTER,),
    ),
    BodySeed(
        "権利擁護センター あんしんサポート文京",
        "けんりようごせんたー あんしんさぽーとぶんきょう",
        "council",
        parent=COUNCIL,
    ),
    BodySeed(
        "文京ボランティア支援センター",
        "ぶんきょうぼらんてぃあしえんせんたー",
        "council",
        parent=COUNCIL,
    ),
    BodySeed(
        "地域連携ステーション フミコム",
        "ちいきれんけいすてーしょん ふみこむ",
        "council",
        parent=COUNCIL,
    ),
    BodySeed(
        "ファミリー・サポート・センター",
        "ふぁみりーさぽーとせんたー",
        "council",
        parent=COUNCIL,
    ),
)

COMMUNITY = (
    BodySeed("民生委員・児童委員", "みんせいいいん・じどういいん", "community"),
    BodySeed("町会・自治会", "ちょうかい・じちかい", "community"),
    BodySeed("話し合い員", "はなしあいいん", "community"),
    BodySeed(
        "文京区地域公益活動ネットワーク",
        "ぶんきょうくちいきこうえきかつどうねっとわーく",
        "community",
    ),
)

OUTSIDE = (
    BodySeed("富坂警察署", "とみさかけいさつしょ", "other"),
    BodySeed("大塚警察署", "おおつかけいさつしょ", "other"),
    BodySeed("本富士警察署", "もとふじけいさつしょ", "other"),
    BodySeed("駒込警察署", "こまごめけいさつしょ", "other"),
    BodySeed("小石川消防署", "こいしかわしょうぼうしょ", "other"),
    BodySeed("本郷消防署", "ほんごうしょうぼうしょ", "other"),
    BodySeed("ハローワーク飯田橋", "はろーわーくいいだばし", "other"),
    BodySeed("法テラス", "ほうてらす", "other"),
)

# A parent stands before its children.
BODIES = (*WARD, *CARE_CENTRES, *CONTRACTED, *COUNCIL_BODIES, *COMMUNITY, *OUTSIDE)

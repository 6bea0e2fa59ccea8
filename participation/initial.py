"""The eleven services of the 社会福祉協議会 as the ward's plan names them: the first entries of the register.

Public services, named by a public document (地域福祉保健計画「計画の推進に向けて」). What the document does
not say is left open, and no entry counts as checked: its keeper is asked to look at it. Names are kept as
the ward uses them; the document's 「ファミコム」 is フミコム.
"""

from dataclasses import dataclass
from typing import Any

from documents.text import search_key

SOURCE = "文京区地域福祉保健計画「計画の推進に向けて」（社会福祉協議会とは？）"
COUNCIL = "文京区社会福祉協議会"
SECTION = f"{COUNCIL} 地域福祉推進係"
VOLUNTEERS, FUMIKOMU = "文京ボランティア支援センター", "地域連携ステーション フミコム"
RIGHTS, FAMILY = "権利擁護センター あんしんサポート文京", "ファミリー・サポート・センター"


@dataclass(frozen=True)
class Service:
    """One of the eleven: what it is called, its kind (CL-16), and who runs it."""

    name: str
    kana: str
    kind: str
    operator: str
    content: str
    menus: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()


SERVICES = (
    Service(
        "小地域福祉活動（地域福祉コーディネーター）",
        "しょうちいきふくしかつどう",
        "11",
        SECTION,
        "地域福祉コーディネーターの配置による小地域福祉活動の推進",
    ),
    Service(
        "地域の支え合い体制づくり（生活支援コーディネーター）",
        "ちいきのささえあいたいせいづくり",
        "11",
        SECTION,
        "生活支援コーディネーターの配置による地域の支え合い体制づくりの推進",
    ),
    Service(
        "みまもり訪問",
        "みまもりほうもん",
        "14",
        COUNCIL,
        "ボランティアによるひとり暮らし等の高齢者へのみまもり訪問",
        ("volunteer",),
        ("11",),
    ),
    Service(
        "ふれあいいきいきサロン",
        "ふれあいいきいきさろん",
        "02",
        COUNCIL,
        "地域の皆さんの交流の場づくり",
        ("place", "hobby"),
        ("15",),
    ),
    Service(
        "ボランティア・市民活動の相談・支援",
        "ぼらんてぃあしみんかつどうのそうだんしえん",
        "08",
        VOLUNTEERS,
        "ボランティア・市民活動の相談・支援（文京ボランティア支援センター）",
        ("volunteer",),
    ),
    Service(
        "地域連携ステーション（フミコム）",
        "ちいきれんけいすてーしょんふみこむ",
        "11",
        FUMIKOMU,
        "NPO等によるつながりを創出した地域課題への解決支援",
        ("volunteer",),
    ),
    Service(
        "福祉サービス利用援助事業",
        "ふくしさーびすりようえんじょじぎょう",
        "11",
        RIGHTS,
        "福祉サービス利用援助事業（あんしんサポート文京）",
    ),
    Service(
        "成年後見制度利用支援",
        "せいねんこうけんせいどりようしえん",
        "11",
        RIGHTS,
        "成年後見制度の利用支援",
    ),
    Service(
        "災害ボランティア体制の整備",
        "さいがいぼらんてぃあたいせいのせいび",
        "08",
        COUNCIL,
        "災害ボランティア体制の整備",
        ("volunteer",),
    ),
    Service(
        "いきいきサービス",
        "いきいきさーびす",
        "13",
        COUNCIL,
        "高齢者等への日常生活支援",
        ("volunteer",),
        ("11", "13"),
    ),
    Service(
        "子育ての相互援助（ファミリー・サポート・センター事業）",
        "こそだてのそうごえんじょ",
        "08",
        FAMILY,
        "子育ての相互援助事業",
        ("volunteer",),
        ("10",),
    ),
)


def enter(models: Any, alias: str) -> None:
    """Enter what is not there yet, with its first version; by nobody, as the owner of the tables.

    Whether a service takes somebody in is not known: menus say for what it is worth asking.
    """
    resources = models.get_model("participation", "Resource").objects.using(alias)
    versions = models.get_model("participation", "HistoricalResource").objects.using(alias)
    bodies = models.get_model("organizations", "Body").objects.using(alias)
    keeper = bodies.get(name=SECTION)
    for service in SERVICES:
        if resources.filter(name=service.name).exists():
            continue
        row = resources.create(**_values(service, bodies, keeper))
        kept = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
        versions.create(**kept, history_date=row.created_at, history_type="+")


def _values(service: Service, bodies: Any, keeper: Any) -> dict[str, Any]:
    values = {
        "name": service.name,
        "kana": service.kana,
        "operator": service.operator,
        "content": service.content,
    }
    return values | {
        "kind": service.kind,
        "operator_kind": "council",
        "body": bodies.get(name=service.operator),
        "menus": list(service.menus),
        "activities": list(service.activities),
        "publicity": "public",
        "kept_by_body": keeper,
        "source": SOURCE,
        "search_key": " ".join(search_key(value) for value in values.values()),
    }


def remove(models: Any, alias: str) -> None:
    """Take them out again, with their versions; fails on one that is in use."""
    names = [service.name for service in SERVICES]
    rows = models.get_model("participation", "Resource").objects.using(alias)
    found = rows.filter(name__in=names, created_by__isnull=True)
    keys = list(found.values_list("pk", flat=True))
    found.delete()
    versions = models.get_model("participation", "HistoricalResource").objects.using(alias)
    versions.filter(id__in=keys).delete()

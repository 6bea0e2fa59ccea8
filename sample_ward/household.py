"""What a fictitious household is made of, and the names of bodies that receive one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """A member of a household; age is the present one, for dates of birth."""

    name: str
    kana: str
    relation: str
    age: int
    sex: str = ""


@dataclass(frozen=True)
class Sample:
    """A household, who received it, and how far its story goes (see `story`)."""

    stage: str
    worker: str
    members: tuple[Member, ...]
    topics: tuple[str, ...]
    words: str
    urgency: str = "C"
    receiver: str = ""


def m(name: str, kana: str, relation: str, age: int, sex: str = "") -> Member:
    return Member(name, kana, relation, age, sex)


# Topics by their label in CL-04; receivers by name of body.
WELFARE, CSW = "福祉部 生活福祉課", "文京区社会福祉協議会 地域福祉推進係"
DISABILITY, HEALTH = "福祉部 障害福祉課", "保健サービスセンター"
TOMISAKA = "高齢者あんしん相談センター富坂"

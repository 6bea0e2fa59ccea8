"""Whether somebody may consent by herself, or the one with parental authority for her (domain.md 2.1 R07).

A right hangs on the age that the law counts, reached on the eve of the birthday (6.3). Of many people the
day of birth is not known: who may be a child by what is known is not taken for grown up. Where nothing at all is
known, whoever sits with her judges: somebody without a name at a door would have no way to consent.
"""

import datetime

from cases.models import Person
from documents.births import UNKNOWN, least_age_on

# Below this age the one with parental authority consents (practice of the privacy commission: from
# 12 to 15 years on a child may be able to judge herself). Her own will is written down as well.
OWN_CONSENT_FROM_AGE = 15
TAKE_FROM_PARENT = "親権者か未成年後見人から同意を受け、本人の意向も書いてください"


def may_consent_alone(person: Person, day: datetime.date) -> bool:
    """Whether nothing that is known makes her a child on that day."""
    if is_age_unknown(person):
        return True
    age = least_age_on(person.birth_on, person.birth_estimate, day)
    return age is not None and age >= OWN_CONSENT_FROM_AGE


def is_age_unknown(person: Person) -> bool:
    """Whether nothing at all is known of her age: whoever sits with her is asked to make sure."""
    return person.birth_on is None and person.birth_estimate in ("", UNKNOWN)


def why_not_alone(person: Person, day: datetime.date) -> str:
    """Why she does not consent by herself and what to do; nothing when she may."""
    if may_consent_alone(person, day):
        return ""
    if person.birth_on:
        return f"{OWN_CONSENT_FROM_AGE}歳未満の人の同意は、{TAKE_FROM_PARENT}"
    return (
        f"{person}：年齢が「{person.age}」のため、{OWN_CONSENT_FROM_AGE}歳未満かどうかが分かりません。"
        f"{OWN_CONSENT_FROM_AGE}歳以上なら、世帯のページで生年月日を入れてください"
        "（「40代」「20歳くらい」でもかまいません）。"
        f"{OWN_CONSENT_FROM_AGE}歳未満かもしれないときは、{TAKE_FROM_PARENT}"
    )

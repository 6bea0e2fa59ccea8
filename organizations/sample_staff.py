"""Fictitious staff of the sample ward, for trying out and for tests.

Nobody here exists, and neither do the bodies named 見本. Password and codes are known to
everybody: production refuses DEVELOPMENT, without which nothing here is shown or made.
"""

import base64
import datetime
import hashlib
import time
from dataclasses import dataclass

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from django.db import transaction
from django.utils import timezone

from .models import Body, NoteWords, Role, Staff
from .services import appoint, end_employment, establish_body

# Meant to be known.
SAMPLE_PASSWORD = "mihon-no-aikotoba-2026"  # noqa: S105  # nosec B105

CLINIC, NPO = "見本診療所", "見本NPO はこぶね"
SYSTEMS, AUDIT = "見本情報システム担当", "見本監査担当"
FICTITIOUS_BODIES = (
    (CLINIC, "みほんしんりょうじょ", Body.Kind.MEDICAL),
    (NPO, "みほんえぬぴーおー はこぶね", Body.Kind.PRIVATE),
    (SYSTEMS, "みほんじょうほうしすてむたんとう", Body.Kind.WARD),
    (AUDIT, "みほんかんさたんとう", Body.Kind.WARD),
)
TOMISAKA = "高齢者あんしん相談センター富坂"
WELFARE, DISABILITY = "福祉部 生活福祉課", "福祉部 障害福祉課"
HEALTH, SECRETARIAT = "保健サービスセンター", "福祉部 福祉政策課"
CSW = "文京区社会福祉協議会 地域福祉推進係"
COMMISSIONERS = "民生委員・児童委員"
NOTE_WORDS = (
    ("電話", "用件：\n聞いたこと：\n伝えたこと："),
    ("訪問", "会えた人：\n住まいのようす：\n本人のようす：\n話したこと："),
    ("安否の確認", "郵便受け：\n明かり・物音：\n近所の人の話："),
)

SERVES, MOVED, LEFT = "", "異動済み（所属なし）", "離職済み（ログインできません）"
LONG_AGO = datetime.timedelta(days=400)
LAST_MONTH = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Sample:
    """One member of staff: offices are pairs of body and role."""

    username: str
    name: str
    kana: str
    offices: tuple[tuple[str, Role], ...]
    state: str = SERVES

    @property
    def offices_in_words(self) -> str:
        return "、".join(f"{body} {role.label}" for body, role in self.offices)


SAMPLES = (
    Sample("soudan1", "見本 相談子", "みほん そうだんこ", ((TOMISAKA, Role.CASEWORKER),)),
    Sample("soudan2", "例示 一郎", "れいじ いちろう", ((TOMISAKA, Role.CASEWORKER),)),
    Sample("kanri1", "見本 管理江", "みほん かんりえ", ((TOMISAKA, Role.SUPERVISOR),)),
    Sample("kurashi1", "例示 暮子", "れいじ くらしこ", ((WELFARE, Role.CASEWORKER),)),
    Sample("kanri2", "例示 管太", "れいじ かんた", ((WELFARE, Role.SUPERVISOR),)),
    Sample("csw1", "見本 地域男", "みほん ちいきお", ((CSW, Role.CASEWORKER),)),
    Sample("sanka1", "例示 参加子", "れいじ さんかこ", ((CSW, Role.RESOURCE_WORKER),)),
    Sample("chiiki1", "見本 広場", "みほん ひろば", ((CSW, Role.COMMUNITY_WORKER),)),
    Sample("jimukyoku1", "見本 調整子", "みほん ちょうせいこ", ((SECRETARIAT, Role.COORDINATOR),)),
    Sample("jimukyoku2", "例示 二郎", "れいじ じろう", ((SECRETARIAT, Role.COORDINATOR),)),
    Sample("kanri3", "見本 課長", "みほん かちょう", ((SECRETARIAT, Role.SUPERVISOR),)),
    Sample("ishi1", "見本 医師夫", "みほん いしお", ((CLINIC, Role.MEMBER),)),
    Sample("minsei1", "例示 民江", "れいじ たみえ", ((COMMISSIONERS, Role.MEMBER),)),
    Sample("npo1", "例示 舟子", "れいじ ふねこ", ((NPO, Role.MEMBER),)),
    Sample(
        "kenmu1",
        "見本 兼務",
        "みほん けんむ",
        ((DISABILITY, Role.CASEWORKER), (HEALTH, Role.CASEWORKER)),
    ),
    Sample("kansa1", "例示 監査", "れいじ かんさ", ((AUDIT, Role.AUDITOR),)),
    Sample("system1", "見本 機械", "みほん きかい", ((SYSTEMS, Role.SYSTEM_ADMINISTRATOR),)),
    Sample("ido1", "例示 異動子", "れいじ いどうこ", ((TOMISAKA, Role.CASEWORKER),), MOVED),
    Sample("taishoku1", "見本 離職男", "みほん りしょくお", ((TOMISAKA, Role.CASEWORKER),), LEFT),
)


def secret_of(username: str) -> str:
    """The secret for one-time codes of a sample login: the same on every machine."""
    digest = hashlib.sha256(f"sample second factor of {username}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def code_of(username: str, *, later: int = 0) -> str:
    """The one-time code at this moment, or the one `later` periods from now."""
    counter = int(time.time()) // int(app_settings.TOTP_PERIOD) + later
    return str(format_hotp_value(hotp_value(secret_of(username), counter)))


def create_sample_staff(using: str = "owner") -> None:
    """Enter the fictitious bodies and staff; running again changes nothing.

    As the owner of the tables: the application writes staff only for a system administrator,
    and the first of those must come from somewhere.
    """
    with transaction.atomic(using=using):
        for name, kana, kind in FICTITIOUS_BODIES:
            establish_body(name=name, kind=kind, kana=kana, order=800, using=using)
        for order, (name, text) in enumerate(NOTE_WORDS, start=1):
            NoteWords.objects.using(using).get_or_create(
                body=Body.objects.using(using).get(name=TOMISAKA),
                name=name,
                defaults={"text": text, "order": order},
            )
        for sample in SAMPLES:
            if not Staff.objects.using(using).filter(username=sample.username).exists():
                _create(sample, using)


def _create(sample: Sample, using: str) -> None:
    staff = Staff.objects.db_manager(using).create_user(
        sample.username, SAMPLE_PASSWORD, name=sample.name, kana=sample.kana
    )
    Authenticator.objects.using(using).create(
        user=staff,
        type=Authenticator.Type.TOTP,
        data={"secret": encrypt(secret_of(sample.username))},
    )
    now = timezone.now()
    for body, role in sample.offices:
        appoint(
            staff=staff,
            body=Body.objects.using(using).get(name=body),
            role=role,
            valid_from=now - LONG_AGO,
            valid_until=now - LAST_MONTH if sample.state == MOVED else None,
            using=using,
        )
    if sample.state == LEFT:
        end_employment(staff=staff, using=using)

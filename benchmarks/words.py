"""Words of the synthetic ward: plainly made up, the same at each making."""

import random

SEED = 20261126
FAMILIES = [a + b for a in ("架空", "例示", "仮名", "見本", "仮設") for b in "山川田森谷島原沢木野"]
GIVEN = [a + b for a in "一二三四五六七八九十" for b in "花郎美助乃菜恵作江太"]
SOUNDS = dict(
    zip(
        "山川田森谷島原沢木野一二三四五六七八九十花郎美助乃菜恵作江太",
        [
            "やま",
            "かわ",
            "た",
            "もり",
            "や",
            "しま",
            "はら",
            "さわ",
            "き",
            "の",
            "いち",
            "に",
            "さん",
            "し",
            "ご",
            "ろく",
            "なな",
            "はち",
            "きゅう",
            "とお",
            "か",
            "ろう",
            "み",
            "すけ",
            "の",
            "な",
            "え",
            "さく",
            "え",
            "た",
        ],
        strict=True,
    )
)
FIRST = {"架空": "かくう", "例示": "れいじ", "仮名": "かめい", "見本": "みほん", "仮設": "かせつ"}
WHO = ["本人", "長女", "隣の人", "大家", "通院先", "学校", "配食の人", "民生委員", "窓口", "姉"]
DID = [
    "に電話した", "を訪ねた", "から連絡があった", "と面談した", "に手紙を届けた", "と書類を確かめた",
    "に受診を勧めた", "と家計を見直した", "の話を聞いた", "に制度を案内した",
]  # fmt: skip
SAID = [
    "眠れない日が続くとのこと。", "家賃の督促が届いている。", "食事は一日一回。", "顔色はよく、声も明るい。",
    "部屋に荷物が増えている。", "薬の飲み忘れがある。", "仕事を探す気持ちが出てきた。", "介護の負担が重い様子。",
    "電気が止まりそうだという。", "通帳の残りは少ない。", "来週また伺うと伝えた。", "返事はなかった。",
    "足の痛みで買物に行けない。", "子どもは学校に通えている。", "犬の世話を気にしている。", "雨漏りを直したい。",
]  # fmt: skip
NEXT = [
    "次は受診に付き添う。", "生活福祉課につなぐか考える。", "一週間後に電話する。", "見守りを続ける。",
    "会議で相談したい。", "書類を預かった。", "家族の意向を確かめる。", "様子を見る。",
]  # fmt: skip


def names(number: int) -> list[tuple[str, str]]:
    """Names with their readings."""
    rng = random.Random(SEED)
    found = []
    for _ in range(number):
        family, given = rng.choice(FAMILIES), rng.choice(GIVEN)
        reading = FIRST[family[:2]] + SOUNDS[family[2]]
        found.append((f"{family} {given}", f"{reading} {''.join(SOUNDS[c] for c in given)}"))
    return found


def notes(number: int) -> list[str]:
    """Notes of three to five sentences. One in a thousand holds a word that is in no other (猫背)."""
    rng = random.Random(SEED + 1)
    found = []
    for place in range(number):
        words = rng.choice(WHO) + rng.choice(DID) + "。"
        words += "".join(rng.sample(SAID, rng.randint(1, 3))) + rng.choice(NEXT)
        rare = "猫背が目立つ。" if place % 1000 == 7 else ""
        found.append(words + rare + f"記録{place:05d}")
    return found

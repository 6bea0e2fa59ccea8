"""What places, what goes on there and the work of the CSW are sorted by (domain.md 3.7, 5 F); the ward edits
the lists.

F4 counts 立上げ支援 and 運営支援, and an entry of 個別支援 is 個人と活動の調整: their values are in
`community.choices`.
"""

from .code_lists import ListSeed, numbered

PLACES = ListSeed(
    "CL-94",
    "居場所・拠点の種別",
    numbered(
        "多機能な居場所",
        "通いの場",
        "サロン",
        "コミュニティ食堂",
        "地域活動支援センター",
        "地域子育て支援拠点",
        "世代や属性を超えた居場所",
        "その他",
    ),
)
ACTIVITIES = ListSeed(
    "CL-95",
    "居場所での活動の種類",
    numbered(
        "自由に過ごす",
        "食事・お茶",
        "体操・運動",
        "趣味・ものづくり",
        "学び・学習",
        "親子・子どもの遊び",
        "相談会",
        "行事",
        "その他",
    ),
)
SUPPORTS = ListSeed(
    "CL-96",
    "地域支援の内容",
    numbered(
        "立上げ支援",
        "運営支援",
        "つながりづくり・調整",
        "学びの場・講座",
        "個人と活動の調整",
        "その他",
    ),
)
LISTS = (PLACES, ACTIVITIES, SUPPORTS)

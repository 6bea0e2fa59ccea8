"""What the register of social resources is sorted by (domain.md 4.12); the ward edits the lists.

Food places are called コミュニティ食堂, as the ward does, so that nobody is ashamed to go there.
"""

from .code_lists import ListSeed, numbered

KINDS = ListSeed(
    "CL-16",
    "社会資源の種別",
    numbered(
        "常設の居場所",
        "サロン（ふれあいいきいきサロン）",
        "通いの場",
        "コミュニティ食堂",
        "学習支援",
        "認知症カフェ",
        "家族会・当事者会",
        "ボランティア活動",
        "就労体験・中間的就労",
        "フードパントリー",
        "相談窓口",
        "住まいの支援",
        "移動・買物の支援",
        "見守り",
        "企業・商店",
        "大学・学校",
        "宗教施設",
        "その他",
    ),
)
ACTIVITIES = ListSeed(
    "CL-91",
    "参加支援の活動・興味",
    numbered(
        "料理・食事づくり",
        "園芸・農作業",
        "手芸・ものづくり",
        "音楽・歌",
        "運動・体操・散歩",
        "読書・学び",
        "パソコン・スマートフォン",
        "ゲーム・将棋・囲碁",
        "動物とのふれあい",
        "子どもと関わる",
        "高齢者と関わる",
        "事務・軽作業",
        "清掃・片付け",
        "接客・店番",
        "お茶・おしゃべり",
        "静かに過ごす",
        "その他",
    ),
)
SUPPORTS = ListSeed(
    "CL-92",
    "受入先でできる支え",
    numbered(
        "はじめの付き添い・同席",
        "体調に合わせた休憩・早退",
        "少しずつの慣らし参加",
        "コミュニケーションの配慮",
        "手順を分けた説明",
        "食事・アレルギーの配慮",
        "服薬・医療的な配慮",
        "送迎",
        "気になったときの連絡",
        "その他",
    ),
)
ACCESS = ListSeed(
    "CL-93",
    "バリアフリー・設備",
    numbered(
        "入口に段差がない",
        "車いすで入れる",
        "エレベーター",
        "多目的トイレ",
        "筆談・文字での案内",
        "手話",
        "静かな部屋",
        "ベビーカー・授乳",
        "駐輪できる",
        "オンラインで参加できる",
    ),
)
LISTS = (KINDS, ACTIVITIES, SUPPORTS, ACCESS)

"""By what B2 and H1 (domain.md 5) are broken down; the ward edits the lists."""

from .code_lists import ListSeed, numbered

RETURNS = ListSeed(
    "CL-97",
    "多機関協働の差戻しの理由",
    numbered(
        "依頼した機関・今ある制度で対応できる",
        "複雑化・複合化した課題ではない",
        "ほかの機関・事業につなぐのがよい",
        "情報が足りない",
        "本人の意向の確認が先に要る",
        "すでに支援が始まっている・重なっている",
        "その他",
    ),
)
# 01 is what a meeting is when nobody says otherwise (community.choices.LIAISON).
GATHERINGS = ListSeed(
    "CL-98",
    "研修・連絡会の種別",
    numbered("関係者連絡会", "研修", "事例検討会", "説明会・講演会", "その他"),
)
LISTS = (RETURNS, GATHERINGS)

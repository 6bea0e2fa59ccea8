"""CL-01: the grounds on which information leaves its body (R21), as the law stood in 2025.

The ward's own legal section confirms labels and articles before the first disclosure; they
are edited on the pages for masters, with a new period when the law changes.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class BasisSeed:
    """One legal basis. `for_hand_off`: may be chosen when a case is handed to another body."""

    code: str
    label: str
    article: str = ""
    explanation: str = ""
    needs_consent: bool = False
    for_hand_off: bool = False


LEGAL_BASES = (
    BasisSeed(
        "CONSENT",
        "本人同意",
        "個人情報保護法第69条第2項第1号",
        "本人が、目的と提供先を知ったうえで同意しています。",
        needs_consent=True,
        for_hand_off=True,
    ),
    BasisSeed(
        "EMERGENCY",
        "生命・身体の危険",
        "",
        "命や体に危険があり、同意を待てません。",
        for_hand_off=True,
    ),
    BasisSeed(
        "CHILD-ABUSE",
        "児童虐待の通告",
        "児童虐待防止法第6条",
        "虐待を受けたと思われる子どもについて通告します。同意はいりません。",
        for_hand_off=True,
    ),
    BasisSeed(
        "ELDER-ABUSE",
        "高齢者虐待の通報",
        "高齢者虐待防止法第7条",
        "虐待を受けたと思われる高齢者について通報します。同意はいりません。",
        for_hand_off=True,
    ),
    BasisSeed(
        "DISABILITY-ABUSE",
        "障害者虐待の通報",
        "障害者虐待防止法第7条",
        "虐待を受けたと思われる障害のある人について通報します。同意はいりません。",
        for_hand_off=True,
    ),
    BasisSeed(
        "DV",
        "配偶者からの暴力の通報",
        "配偶者暴力防止法第6条",
        "通報では、被害を受けている人の意思を尊重します。",
        for_hand_off=True,
    ),
    BasisSeed(
        "PIPL69-2-2",
        "内部での利用（相当の理由）",
        "個人情報保護法第69条第2項第2号",
        "区の中で、仕事に必要な範囲で使います。相当の理由があることを一件ごとに確かめます。",
        for_hand_off=True,
    ),
    BasisSeed(
        "PIPL69-2-3",
        "ほかの行政機関等への提供（相当の理由）",
        "個人情報保護法第69条第2項第3号",
        "相手の仕事に必要な範囲で提供します。相当の理由があることを一件ごとに確かめます。",
        for_hand_off=True,
    ),
    BasisSeed(
        "PIPL69-2-4",
        "本人の利益になる場合等",
        "個人情報保護法第69条第2項第4号",
        "明らかに本人の利益になるなど、特別の理由があります。",
        for_hand_off=True,
    ),
    BasisSeed(
        "SWA106-4-ENTRUST",
        "委託された事務の中での共有",
        "社会福祉法第106条の4第4項・第5項",
        "重層的支援体制整備事業の委託の範囲で共有します。受託者にも守秘義務があります。",
        for_hand_off=True,
    ),
    BasisSeed(
        "SWA106-6",
        "支援会議",
        "社会福祉法第106条の6",
        "支援会議の中だけで共有します。同意はいりません。会議の外へは出せません。",
    ),
    BasisSeed(
        "PIPL69-1",
        "法令に基づく場合",
        "個人情報保護法第69条第1項",
        "法令に定めがあります。どの法令かを目的に書いてください。",
    ),
    BasisSeed(
        "CHILD-COUNCIL",
        "要保護児童対策地域協議会",
        "児童福祉法第25条の2",
        "協議会の中だけで共有します。",
    ),
    BasisSeed(
        "LSA9",
        "生活困窮者自立支援法の支援会議",
        "生活困窮者自立支援法第9条",
        "その会議の中だけで共有します。",
    ),
    BasisSeed("PA27-3", "調整会議", "生活保護法第27条の3", "その会議の中だけで共有します。"),
    BasisSeed(
        "ANON",
        "個人が特定されない形",
        "",
        "だれのことか分からない形にして使います。",
    ),
)

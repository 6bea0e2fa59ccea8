"""The text of the 誓約書, and the duties of sibling conferences (domain.md 1.3, 1.4, 4.11).

As known of the law; the ward's legal section checks the wording before real use.
"""

import datetime

START = datetime.date(2025, 4, 1)

PLEDGE = (
    "支援会議で知った秘密を、正当な理由なく、ほかの人にもらしません（社会福祉法第106条の6第5項）。\n"
    "この義務が、構成員である間も、構成員でなくなったあとも続くことを理解しています。\n"
    "これに反すると、1年以下の拘禁刑又は50万円以下の罰金に処されることがあること"
    "（同法第159条）を理解しています。\n"
    "会議で知ったことは、支援のためだけに使い、ほかの目的には使いません。\n"
    "会議の資料は、複製・撮影・転送をせず、求められたときと会議が終わったときに返します。\n"
    "会議で知ったことを、SNSなどインターネット上に書きません。"
    "所属する機関の中でも、会議の構成員でない人には伝えません。"
)

_CONFERENCE = (
    "{name}で知った秘密を、正当な理由なく、ほかの人にもらしてはいけません。\n"
    "会議に関わっている間も、関わらなくなったあとも、この義務は続きます（{article}）。\n"
    "これに反すると、法律の定めにより罰せられることがあります。\n"
    "会議で知ったことは、支援のためだけに使ってください。"
    "合同で開くほかの会議の構成員であっても、この会議の構成員でない人には伝えないでください。"
)

TEXTS = (
    ("pledge", PLEDGE, START),
    (
        "secrecy_lsa9",
        _CONFERENCE.format(
            name="生活困窮者自立支援法の支援会議", article="生活困窮者自立支援法第9条"
        ),
        START,
    ),
    (
        "secrecy_pa27_3",
        _CONFERENCE.format(name="生活保護法の調整会議", article="生活保護法第27条の3"),
        START,
    ),
    (
        "secrecy_child",
        _CONFERENCE.format(name="要保護児童対策地域協議会", article="児童福祉法第25条の5"),
        START,
    ),
)

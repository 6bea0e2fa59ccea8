"""Standing texts and the ward's own names.

The wording follows what is known of the law; the ward's legal section checks it before real use.
A change of wording is a new period, so that an acknowledgement given yesterday can be shown with
yesterday's text.
"""

import datetime

START = datetime.date(2025, 4, 1)
# 懲役 and 禁錮 became 拘禁刑 on this day.
IMPRISONMENT_RENAMED = datetime.date(2025, 6, 1)

_DUTY = (
    "支援会議で知った秘密を、正当な理由なく、ほかの人にもらしてはいけません。\n"
    "会議に関わっている間も、関わらなくなったあとも、この義務は続きます"
    "（社会福祉法第106条の6第5項）。\n"
    "これに反すると、1年以下の{penalty}又は50万円以下の罰金に処されることがあります"
    "（同法第159条）。\n"
    "会議で知ったことは、支援のためだけに使ってください。"
    "所属する機関の上司や同僚であっても、会議の構成員でない人には、支援に必要な範囲を超えて"
    "伝えないでください。"
)

_CONSENT = (
    "あなたの困りごとを、いくつかの機関がいっしょに考えるために、情報を共有してよいかを"
    "おたずねします。\n"
    "共有する内容、相手の機関、目的、期間は、このあと一つずつ説明します。"
    "ここで決めた相手と目的のほかには使いません。\n"
    "同意するかどうかは、あなたが決めます。同意しなくても、この窓口での相談は続けられます。\n"
    "同意は、いつでも、どのような方法でも取り消せます。取り消したことで不利益を受けることは"
    "ありません。取り消したあとは、新しく共有しません。\n"
    "命や体に危険があるときなど、法律に定めがある場合には、同意がなくても伝えることがあります。"
)

# Kind, text, first day, and the day on which it no longer holds.
STANDING_TEXTS = (
    ("secrecy_duty", _DUTY.format(penalty="懲役"), START, IMPRISONMENT_RENAMED),
    ("secrecy_duty", _DUTY.format(penalty="拘禁刑"), IMPRISONMENT_RENAMED, None),
    ("consent", _CONSENT, START, None),
)

LOCAL_NAMES = (
    ("project", "ぶんきょうチームでまるごと支援"),
    ("counter", "BUNKYOつながる相談窓口"),
    ("support_meeting", "支援会議"),
    ("plan_conference", "まるごと支援会議"),
)
# Entered later: what the ward calls its 関係者連絡会, on pages and on the paper that goes out.
LIAISON_NAME = ("liaison_meeting", "文京区重層的支援体制整備事業関係者連絡会")

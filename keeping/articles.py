"""Articles of the Act on personal information by which the three requests go: the same way, each with its own numbers.

The numbers stand on pages and papers; the ward checks them before real use (docs/ja/disclosure.md).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Articles:
    """What a request is about, what its decision is called, and by which articles it goes."""

    what: str
    decisions: str
    correcting: str  # 補正 of the request itself
    days: str
    extending: str
    special: str
    deciding: str
    within: str = ""  # ninety days after the disclosure
    duty: str = ""
    passing: str = ""  # to another body; there is none of 利用停止


OF_DISCLOSURE = Articles(
    what="開示",
    decisions="開示決定等",
    correcting="第77条第3項",
    days="第83条第1項",
    extending="第83条第2項",
    special="第84条",
    deciding="第82条",
    passing="第85条第1項",
)
OF_AMENDING = Articles(
    what="訂正",
    decisions="訂正決定等",
    correcting="第91条第3項",
    days="第94条第1項",
    extending="第94条第2項",
    special="第95条",
    deciding="第93条",
    within="第90条第3項",
    duty="第92条",
    passing="第96条第1項",
)
OF_STOPPING = Articles(
    what="利用停止",
    decisions="利用停止決定等",
    correcting="第99条第3項",
    days="第102条第1項",
    extending="第102条第2項",
    special="第103条",
    deciding="第101条",
    within="第98条第3項",
    duty="第100条",
)

"""What the ward of 60 households counts (ward_of_60.py), by hand.

`THIS` is this month, `LAST` the one before.
"""

import datetime

from django.utils import timezone

TODAY = timezone.localdate()
THIS = TODAY.replace(day=1)
LAST = (THIS - datetime.timedelta(days=1)).replace(day=1)

# (month, indicator, break-down, value) -> number. Nothing is left out but what is nought.
Expected = dict[tuple[datetime.date, str, str, str], str]
EXPECTED: Expected = {
    # 10 + 8 + 9 received here this month, and the 16 that come with the situations
    (THIS, "A1", "", ""): "43",
    (THIS, "A1", "method", "1"): "19",  # 10 + 9
    (THIS, "A1", "method", "2"): "24",  # 8 + 16
    (THIS, "A1", "route", "02"): "10",
    (THIS, "A1", "route", "03"): "8",
    (THIS, "A1", "route", "08"): "9",
    (THIS, "A1", "route", ""): "16",
    (THIS, "A1", "age", "75"): "26",  # 10 + 16
    (THIS, "A1", "age", "40"): "8",
    (THIS, "A1", "age", ""): "9",
    (THIS, "A1", "sex", "女性"): "10",
    (THIS, "A1", "sex", "男性"): "8",
    (THIS, "A1", "sex", ""): "25",  # 9 + 16
    (THIS, "A1", "topic", "12"): "10",
    (THIS, "A1", "topic", "03"): "8",
    (THIS, "A1", "topic", ""): "25",
    (THIS, "A1", "consent", "20"): "10",
    (THIS, "A1", "consent", "21"): "9",
    (THIS, "A1", "consent", "00"): "24",
    (THIS, "A1", "area", ""): "43",
    (THIS, "A5", "", ""): "55.8",  # 8 + 16 of 43
    (LAST, "A1", "", ""): "17",
    (LAST, "A1", "method", "3"): "5",
    (LAST, "A1", "method", "2"): "12",
    (LAST, "A1", "age", "0"): "5",
    (LAST, "A1", "age", "65"): "12",
    (LAST, "A5", "", ""): "29.4",  # 5 of 17
    (LAST, "F5", "", ""): "5",
    # ten notes at window 1, four more there, two at the other desk; see `_talked`
    (THIS, "A2", "", ""): "16",
    (THIS, "A2", "method", "1"): "10",
    (THIS, "A2", "method", "3"): "4",
    (THIS, "A2", "method", "9"): "2",
    (THIS, "A3-household", "", ""): "12",
    (THIS, "A3-person", "", ""): "11",  # two households know one person
    (LAST, "A2", "", ""): "1",
    (LAST, "A3-household", "", ""): "1",
    (LAST, "A3-person", "", ""): "1",
    # seven sheets, two of them more than 30 days old
    (THIS, "A4-sent", "", ""): "5",
    (THIS, "A4-sent", "kind", "ward"): "5",
    (THIS, "A4-reported", "", ""): "3",
    (THIS, "A4-days", "", ""): "0.0",
    (THIS, "A4-open", "", ""): "2",
    # eight requests: six accepted, of which one is closed, one suspended, one end taken back
    (THIS, "B1", "", ""): "6",
    (THIS, "B1", "consented", "yes"): "2",
    (THIS, "B1", "consented", "no"): "4",
    (THIS, "B2", "", ""): "2",
    (THIS, "B2", "why", "01"): "1",
    (THIS, "B2", "why", "04"): "1",
    (THIS, "B4", "", ""): "4",
    (THIS, "B4", "months", "0"): "4",
    (THIS, "B5", "", ""): "1",
    (THIS, "B5", "reason", "11"): "1",
    (THIS, "B6", "", ""): "1",
    (THIS, "B8", "", ""): "0.0",
    # three plans of 多機関協働 decided; two of 参加支援 as well, which are counted as E1
    (THIS, "B3", "", ""): "3",
    (THIS, "B3", "sequence", "first"): "3",
    # one household twice, another once
    (THIS, "C1", "", ""): "3",
    (THIS, "C2-cases", "", ""): "2",
    (THIS, "C2-times", "", ""): "3",
    (THIS, "C2-times", "turn", "first"): "2",
    (THIS, "C2-times", "turn", "again"): "1",
    (THIS, "C2-times", "topic", "13"): "2",
    (THIS, "C2-times", "topic", ""): "1",
    # the doctor three times; the neighbour on paper once
    (THIS, "C4-people", "kind", "medical"): "3",
    (THIS, "C4-people", "kind", "community"): "1",
    # a conference for each of the five plans, and one more that evaluates
    (THIS, "C3-times", "", ""): "6",
    (THIS, "C3-items", "", ""): "6",
    (THIS, "C3-items", "purpose", "adequacy"): "5",
    (THIS, "C3-items", "purpose", "evaluation"): "1",
    # three households sought out; one met twice and consented, one met, one refused and closed
    (THIS, "D1", "", ""): "3",
    (THIS, "D1", "route", "05"): "3",
    (THIS, "D2", "", ""): "6",
    (THIS, "D2", "result", "person"): "2",
    (THIS, "D2", "result", "family"): "2",
    (THIS, "D2", "result", "absent"): "1",
    (THIS, "D2", "result", "refused"): "1",
    (THIS, "D2", "method", "visit"): "6",
    (THIS, "D3-met", "", ""): "2",
    (THIS, "D3-consented", "", ""): "1",
    (THIS, "D4-closed", "", ""): "1",
    (THIS, "D4-closed", "reason", "21"): "1",
    (THIS, "K2", "", ""): "2",
    # two persons; one began today, the other 90 days ago and stays
    (THIS, "E1", "", ""): "2",
    (THIS, "E2", "", ""): "1",
    (THIS, "E2", "resource", "01"): "1",
    (THIS, "E2", "menu", "place"): "1",
    (THIS, "E4", "", ""): "1",
    (THIS, "E5", "", ""): "1",
    (THIS, "E5", "resource", "04"): "1",
    # one place open for a hundred days, two days of it
    (THIS, "F1", "", ""): "1",
    (THIS, "F1", "standing", "yes"): "1",
    (THIS, "F1", "origin", "existing"): "1",
    (LAST, "F1", "", ""): "1",
    (THIS, "F2-times", "", ""): "2",
    (THIS, "F2-people", "", ""): "12",
    (THIS, "F2-people", "band", "aged"): "9",
    (THIS, "F2-people", "band", "pupils"): "3",
    (THIS, "F3", "", ""): "1",
    (THIS, "F4", "", ""): "2",
    (THIS, "F4", "kind", "01"): "1",
    (THIS, "F4", "kind", "02"): "1",
    (THIS, "G1-individual", "", ""): "1",
    (THIS, "G1-communal", "", ""): "3",
    # a liaison meeting with seven people, a training with five
    (THIS, "H1-times", "", ""): "2",
    (THIS, "H1-times", "kind", "01"): "1",
    (THIS, "H1-times", "kind", "02"): "1",
    (THIS, "H1-people", "", ""): "12",
    (THIS, "H1-people", "kind", "01"): "7",
    (THIS, "H1-people", "kind", "02"): "5",
}

"""How the Act on personal information counts the days of a request of disclosure.

Art. 83 (1): within thirty days of the request; the days that its correction took are not counted. (2): once,
by thirty days at most, with the reason told to whoever asked. Art. 84: where it is so much that sixty days are
too few for all of it, a considerable part within these sixty, and the rest until a day that is told within the
thirty; the days of a correction are not counted there either. Art. 86 (3): between the decision and the
disclosure lie at least two weeks, if a third party was against it; taken as fourteen whole days.
Of a request of correction (Art. 94) and of one to stop using (Art. 102) they are counted alike; these are made
within ninety days of the disclosure (Art. 90 (3), 98 (3)).
"""

import datetime

DAYS = 30
DAYS_IN_PARTS = 60
MOST_MORE = 30
DAYS_AFTER_DISCLOSURE = 90
WEEKS_BETWEEN = datetime.timedelta(days=15)


def due_on(
    received_on: datetime.date,
    *,
    correction_days: int = 0,
    extended_by: int = 0,
    in_parts: bool = False,
) -> datetime.date:
    """Until when it must be decided; in parts: until when the considerable part must be."""
    days = DAYS_IN_PARTS if in_parts else DAYS
    return received_on + datetime.timedelta(days=days + correction_days + extended_by)


def first_day_of_disclosure(decided_on: datetime.date) -> datetime.date:
    """From when the copies may be handed over although a third party is against it."""
    return decided_on + WEEKS_BETWEEN

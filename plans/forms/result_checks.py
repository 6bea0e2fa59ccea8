"""What was typed beside a result that does not take it: refused, so that nothing typed is lost or stands on paper askew."""

from collections.abc import Iterator
from typing import Any

from meetings.models import ItemResult

CONDITIONAL = "条件を書いたときは、結果で「条件付きで適切」を選びます。条件がないときは、条件の文を消してください"
ABSENT = (
    "出席した機関に入っていません。出席したときは上で機関を選び、欠席のときは氏名を消してください"
)


def astray(form: Any, data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Fields and words. Conditions that were on record already, and belong to a result put right since, just go."""
    for item in form.items:
        key = f"conditions_{item.position}"
        # Not `changed_data`: a browser sends \r\n for the \n on record.
        is_typed = data.get(key) and data[key] != (form.initial.get(key) or "")
        if is_typed and data.get(f"result_{item.position}") not in (
            "",
            None,
            ItemResult.CONDITIONAL,
        ):
            yield key, CONDITIONAL
    came = data.get("bodies")
    for number, body in enumerate(form.invited, 1):
        key = f"people_{number}"
        if came is not None and data.get(key) and body not in came:
            yield key, ABSENT

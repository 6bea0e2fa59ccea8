"""The parts of the page of a case for whoever looks, and the letter that leads to each after G (ui.md S07)."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

if TYPE_CHECKING:
    from .page import CasePage


def tabs_of(page: "CasePage") -> list[dict[str, Any]]:
    """One dict a part that there is for her. Letters are none of the menu's (bunkyo_support.context)."""
    entries = [
        ("detail", "g", "概要と経過", True, 0),
        ("household", "e", "世帯", page.face is not None, len(page.people)),
        ("family", "z", "家族図", page.face is not None, 0),
        ("assessments", "a", "アセスメント", page.records, 0),
        ("attachments", "d", "写真・書類", page.records, len(page.attachments)),
        ("referrals", "n", "つなぎ", page.referrals or page.may_write_record, page.hand_offs),
        ("consents", "i", "同意", page.consents or page.records, len(page.consents)),
        ("ledger", "r", "提供の記録", page.records, 0),
        ("readers", "w", "見られる人", True, 0),
    ]
    return [
        {
            "url": reverse(f"cases:{name}", args=[page.case.pk]),
            "key": key,
            "label": label,
            "is_current": name == page.tab,
            "count": count,
            "unit": "人" if name == "household" else "件",
        }
        for name, key, label, shown, count in entries
        if shown
    ]

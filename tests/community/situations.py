"""Places, days and memos for the tests, made by who makes them in the sample ward."""

from typing import Any

from community import services
from community.models import Concern, Place, PlaceState
from sample_ward import gathering
from sample_ward.doing import days
from tests.told_once import told_once
from tests.world import acting, staff

WORKER, CASEWORKER = "chiiki1", "csw1"
COORDINATOR, FOREIGN = "jimukyoku1", "soudan1"

__all__ = ["CASEWORKER", "COORDINATOR", "FOREIGN", "WORKER", "acting", "days", "staff"]


def places() -> list[Place]:
    return gathering.open_places()


@told_once
def a_place(**more: Any) -> Place:
    """見本のいえ alone: open, standing, in 駒込."""
    from organizations.models import Area

    facts: dict[str, Any] = {
        "name": "検証のいえ",
        "kind": "01",
        "origin": "existing",
        "is_standing": True,
        "area": Area.objects.get(code="komagome"),
    }
    state = more.pop("state", PlaceState.OPEN)
    since = more.pop("since", days(-100))
    with acting(WORKER) as by:
        place = services.enter_place(
            facts=services.PlaceFacts(**facts | more), state=state, since=since, by=by
        )
        if state == PlaceState.OPEN:
            run_by(place, "検証町会", by)
    return place


def run_by(place: Place, name: str, by: Any, kind: str = "neighbour", ago: int = 100) -> Any:
    partner = services.enter_runner(name=name, kind=kind, by=by)
    return services.add_partner(place=place, partner=partner, part="runs", since=days(-ago), by=by)


def attended(place: Place, ago: int = 1, **figures: Any) -> Any:
    facts = {"kind": "01", "aged": 5} | figures
    with acting(WORKER) as by:
        return services.record_gathering(
            place=place, facts=services.AttendanceFacts(on=days(-ago), **facts), by=by
        )


@told_once
def a_concern(place: Place | None = None, **more: Any) -> Concern:
    found: Concern = gathering.notice(place, **more)
    return found


def seen(concern: Concern, by: Any) -> Concern:
    rows = Concern.objects.visible_to(by).select_related("compartment__case", "body")
    found: Concern = rows.get(pk=concern.pk)
    return found

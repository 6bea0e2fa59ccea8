"""What the told case holds of retention: a hold on it, and, beside it, a list of another case whose work was
over long ago, approved and not yet carried out, so that the crawl walks through lists and certificates."""

from access import keeping
from access.context import acting_as
from sample_ward.story import Story
from tests.keeping.situations import a_closed_case, decide, draw_up

from .people import persona

# Who sees a list of numbers: who keeps the records, and auditors (R10).
KNOWN_TO = {"auditor": {"keeping:disposal_list", "keeping:certificate"}}


def tell(story: Story) -> None:
    with acting_as(persona("supervisor_a")) as _:
        keeping.place_hold(
            case_id=story.case.pk,
            reason="lawsuit",
            reference="検証第1号",
            by=persona("supervisor_a"),
        )
    a_closed_case("csw1")
    decide(draw_up("x-secretary"), "x-supervisor_s")

"""Rules and the mutants that take them away, in the order of the page (docs/proof.md)."""

from .domain import PROTECTED, TOLD
from .log import LOG
from .meetings import MEETINGS
from .mutant import Mutant
from .states import STATES
from .walls import SENTENCE
from .walls_more import DETECTORS, MORE


def _place(mutant: Mutant) -> tuple[int, int]:
    """Rules, detectors, state machines."""
    return "RDM".index(mutant.rule[0]), int(mutant.rule[1:] or 0)


MUTANTS: list[Mutant] = sorted(
    [*SENTENCE, *MORE, *LOG, *MEETINGS, *PROTECTED, *TOLD, *DETECTORS, *STATES], key=_place
)


def page() -> str:
    """The table of docs/proof.md."""
    head = "| no. | rule | taken away | goes red |\n|---|---|---|---|\n"
    return head + "".join(
        f"| {number} | {mutant.rule} | {mutant.without.replace('|', '/')} |"
        f" {'<br>'.join(f'`{test}`' for test in mutant.killed_by)} |\n"
        for number, mutant in enumerate(MUTANTS, 1)
    )

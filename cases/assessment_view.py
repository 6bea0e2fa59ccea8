"""Blocks of a version as they stand on the page and on paper."""

from dataclasses import dataclass

from .assessment_sheet import (
    Lists,
    basis_words,
    item_words,
    rows_of,
    source_words,
    text_label,
)
from .assessment_versions import Content
from .models import AssessmentBlock

TONES: dict[str, str] = {
    AssessmentBlock.State.TODO: "line",
    AssessmentBlock.State.DOING: "yellow",
    AssessmentBlock.State.CARRIED: "orange",
    AssessmentBlock.State.UNCHANGED: "green",
}


@dataclass(frozen=True)
class ShownBlock:
    """A block with its words."""

    block: AssessmentBlock
    items: list[tuple[str, str]]
    rows: list[dict[str, str]]
    text_label: str
    source: str
    basis: str
    tone: str

    @property
    def is_left(self) -> bool:
        """Whether somebody still has to look at it before the version is fixed."""
        state = AssessmentBlock.State
        return self.block.state in (state.TODO, state.DOING, state.CARRIED)


def shown_blocks(content: Content, lists: Lists) -> list[ShownBlock]:
    """The blocks of a version in the order of the sheet."""
    return [
        ShownBlock(
            block,
            item_words(block, lists),
            rows_of(block),
            text_label(block.kind),
            source_words(block, lists),
            basis_words(block),
            TONES.get(block.state, ""),
        )
        for block in content.blocks.values()
    ]

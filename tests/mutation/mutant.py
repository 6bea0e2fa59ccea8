"""What a mutant is: a change of the source that takes one rule away, and the tests that notice it."""

from dataclasses import dataclass
from pathlib import Path

from localenv.state import PROJECT

# Files of which functions and policies of the database are made: these are laid anew for such a mutant.
LAID = (".sql", "access/policies.py", "access/shielding.py", "access/statements.py")
LAID += ("access/tables.py", "access/search_index.py", "access/models.py")


@dataclass(frozen=True)
class Change:
    """A text of a file, which stands there once, and what is put in its place."""

    file: str
    old: str
    new: str

    def mutated(self, root: Path = PROJECT) -> str:
        """The whole file with the change. Raises LookupError when the text is not there, or twice."""
        text = (root / self.file).read_text(encoding="utf-8")
        found = text.count(self.old)
        if found != 1:
            raise LookupError(f"{self.file} holds {found} times: {self.old!r}")
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Mutant:
    """`killed_by`: each of these tests goes red by itself. Names as in docs/proof.md."""

    rule: str
    without: str  # in words: what is taken away, and of which wall
    changes: tuple[Change, ...]
    killed_by: tuple[str, ...]
    # What is laid once and then stays, as a key: the whole database is made from nothing.
    from_nothing: bool = False

    @property
    def is_laid(self) -> bool:
        return any(change.file.endswith(LAID) for change in self.changes)

    @property
    def files(self) -> list[str]:
        return list(dict.fromkeys(change.file for change in self.changes))


def mutant(rule: str, without: str, file: str, old: str, new: str, *killed_by: str) -> Mutant:
    """One change in one file."""
    return Mutant(rule, without, (Change(file, old, new),), killed_by)

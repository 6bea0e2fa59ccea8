"""One crawl as a process: python -m tests.ways_out.process open|shut WORLD ANSWERS

WORLD and ANSWERS are files; where somebody outside waits stands in the environment (urls.py).
"""

import pickle
import sys
from pathlib import Path

import django

from .shut import shut_in


def main(where: str, told: Path, answers: Path) -> None:
    if where == "shut":
        shut_in()
    django.setup()
    from .crawling import everything

    world = pickle.loads(told.read_bytes())  # noqa: S301 - written by the test that starts this
    answers.write_bytes(pickle.dumps(everything(world)))


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))

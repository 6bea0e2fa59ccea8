"""Room for the frames of Python, taken once and not again and again (docs/decisions/0666).

Python keeps the frames of its functions in pieces of 16 KB. A call at the end of a piece asks the system for
another, and gives it back when it returns; the next call asks again. A page calls a million functions, forty to a
hundred deep, and some loop always runs at such an end: a fifth of the time of a page went there. A function that
asks for a large frame gets a piece that is large enough for all that it calls.
"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# In words of eight bytes: a little more than half a megabyte, for which Python takes a whole one (pieces double).
# What is left is enough for a thousand functions in one another. It is only touched where it is used.
WORDS = 2**16


def with_room(work: Callable[P, T]) -> Callable[P, T]:
    """The same function, with room for all that it calls."""

    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return work(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=WORDS)
    return functools.wraps(work)(call)

"""Loaded first by each Python of a system on another day (localenv/clock.py).

`time.sleep` waits until a moment of the kernel's count, from which libfaketime takes off the days by which it puts the
clock forward; where the machine has not been up for so long, that is no moment at all. This one waits for so many
seconds.
"""

import select
import time
from typing import Any


def sleep(seconds: Any, /) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = sleep

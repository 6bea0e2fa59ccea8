"""Two people do something at one moment: the first has not saved yet when the second begins."""

import threading
import time
from collections.abc import Callable

from django.db import connections

from tests.world import acting

LONG_ENOUGH = 1.0  # seconds in which the second comes as far as it comes without the first


def while_unsaved(who: str, first: Callable[[], object], second: Callable[[], object]) -> None:
    """`first`, in a transaction of hers that stays open while `second` begins in its own."""
    done = threading.Event()
    wrong: list[BaseException] = []

    def go() -> None:
        try:
            with acting(who):
                first()
                done.set()
                time.sleep(LONG_ENOUGH)
        except Exception as error:  # told in the thread of the test
            wrong.append(error)
        finally:
            done.set()
            connections.close_all()

    thread = threading.Thread(target=go)
    thread.start()
    assert done.wait(30)
    try:
        second()
    finally:
        thread.join()
    if wrong:
        raise wrong[0]

"""Walls of a child process that opens what came from outside (S-62). Knows no Django."""

import ctypes
import resource

MEMORY_BYTES = 1024**3
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def confine(*, cpu_seconds: int, memory_bytes: int = MEMORY_BYTES) -> None:
    """Limit work and memory of this process and take the network away, for good.

    A system that gives no network namespace leaves the other walls standing.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)

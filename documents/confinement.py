"""Walls of a child process that opens what came from outside (S-62). Knows no Django."""

import ctypes
import errno
import os
import resource
import struct

MEMORY_BYTES = 1024**3
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2

# How the kernel calls the machine (linux/audit.h), and there the number of socket(2).
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_IO_URING_SETUP = 425  # by which a socket can be had as well; the same number everywhere
_X32 = 0x40000000  # from here on the same calls of x86_64 under other numbers
# Steps of a filter (linux/filter.h): load a word of the call, compare, return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _MACHINE = 0, 4  # where they stand in struct seccomp_data
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM


def confine(*, cpu_seconds: int, memory_bytes: int = MEMORY_BYTES) -> None:
    """Limit work and memory of this process and take the network away, for good.

    Two walls to the network: a namespace without one, where the system gives it (in production it does not, for
    Docker gives none to whoever has no capability), and a filter that refuses every new socket. With neither the
    child does not work: OSError.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    is_alone = ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    if not refuse_sockets() and not is_alone:
        raise OSError("no wall to the network")


def refuse_sockets() -> bool:
    """From now on this process gets no socket, of whatever kind. False where the kernel takes no such filter."""
    if os.uname().machine not in _MACHINES:
        return False
    machine, socket = _MACHINES[os.uname().machine]
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_IF_EQUAL, 0, 5, machine),  # calls of another machine (32 bits) are all refused
        (_LOAD, 0, 0, _NUMBER),
        (_IF_EQUAL, 3, 0, socket),
        (_IF_EQUAL, 2, 0, _IO_URING_SETUP),
        (_IF_AT_LEAST, 1, 0, _X32),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    given = ctypes.create_string_buffer(
        struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(program))
    )
    prctl = ctypes.CDLL(None).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0))):
        return False
    mode, address = ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.c_void_p(ctypes.addressof(given))
    return bool(prctl(_PR_SET_SECCOMP, mode, address, ctypes.c_ulong(0), ctypes.c_ulong(0)) == 0)

"""Takes this process, and all that it starts, to where there is this machine's own loopback and nothing else. Knows
no Django."""

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_SET_FLAGS, _UP = 0x8914, 0x1
REFUSED = (
    "this machine gives no network of its own to a process ({why}): what S-80 asks cannot be tried here. "
    "It takes root with CAP_SYS_ADMIN (docker run --cap-add SYS_ADMIN), or a kernel that gives namespaces to everybody "
    "(sysctl kernel.unprivileged_userns_clone=1 and user.max_net_namespaces above 0)."
)


def shut_in() -> None:
    """A network namespace with its loopback up. Whoever may not have one as she is gets it within a namespace of users,
    in which she stays who she is. Before any thread begins."""
    user, group = os.getuid(), os.getgid()
    system = ctypes.CDLL(None, use_errno=True)
    is_within = bool(system.unshare(_NEW_NETWORK))
    if is_within and system.unshare(_NEW_NETWORK | _NEW_USER):
        raise SystemExit(REFUSED.format(why=os.strerror(ctypes.get_errno())))
    if is_within:
        own = Path("/proc/self")
        (own / "setgroups").write_text("deny", encoding="ascii")
        (own / "uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        (own / "gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))

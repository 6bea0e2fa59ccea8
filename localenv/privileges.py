"""As whom the embedded services run: as ourselves, or as `nobody` when root starts them."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from .state import Stop

UNPRIVILEGED = "nobody"


def unprivileged_prefix(*needed: Path) -> list[str]:
    """What precedes a command of a service so that it does not run as root; empty for others.

    A project below a folder closed to others (as root's home is) needs one capability more: to
    pass through folders. It is kept through exec, and nothing else is.
    """
    if os.getuid() != 0:
        return []
    user = pwd.getpwnam(UNPRIVILEGED)
    base = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    for capability in ("", "dac_read_search", "dac_override"):
        through = [
            f"--inh-caps=+{capability}",
            f"--ambient-caps=+{capability}",
            "--securebits=+no_setuid_fixup",
        ]
        prefix = base + (through if capability else [])
        probes = ([*prefix, "test", "-x", str(path)] for path in needed)
        if all(subprocess.run(p, capture_output=True, check=False).returncode == 0 for p in probes):
            return prefix
    raise Stop(
        f"PostgreSQLは管理者（root）では動きません。利用者 {UNPRIVILEGED} が {needed[0].parent} を"
        "読めないため、始められませんでした。プロジェクトを /srv などに移すか、"
        "一般の利用者で make run を実行してください。"
    )


def own_folder(path: Path) -> None:
    """A private folder for the services' user, refused when somebody else made it."""
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    owner = pwd.getpwnam(UNPRIVILEGED).pw_uid if os.getuid() == 0 else os.getuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.getuid()):
        raise Stop(f"フォルダ {path} は、ほかの利用者のものです。確かめてから消してください。")
    if os.getuid() == 0 and found.st_uid != owner:
        shutil.chown(path, owner, pwd.getpwuid(owner).pw_gid)
    path.chmod(0o700)


def as_service(
    command: list[str],
    data: Path,
    stop_signal: signal.Signals,
    environment: Mapping[str, str] | None = None,
) -> list[str]:
    """The command as the services' user. A change of user forgets the parent-death signal.

    `environment`: what only the service itself may find. A library that is put before it and makes files would
    make them as root otherwise, and the service could not open them.
    """
    prefix = unprivileged_prefix(Path(command[0]), data)
    death = [f"--pdeathsig={stop_signal.name.removeprefix('SIG')}"] if prefix else []
    stated = [f"{name}={value}" for name, value in (environment or {}).items()]
    return [*prefix, *death, *(["env", *stated] if stated else []), *command]


def own_file(path: Path) -> None:
    """Only the services' user reads the file."""
    path.chmod(0o600)
    if os.getuid() == 0:
        shutil.chown(path, UNPRIVILEGED)

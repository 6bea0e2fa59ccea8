"""Creates and refreshes `.venv`, and what lies apart from it, from the hashed locks. Runs with the system's Python
alone."""

import fcntl
import hashlib
import importlib.util
import subprocess
import sys
import venv
from pathlib import Path

from .state import LOCAL, PROJECT, Stop
from .system_packages import VENV, require

ENVIRONMENT = PROJECT / ".venv"
# A tool that wants parts in other versions than the system has them has an environment of its own.
APART = {"semgrep": LOCAL / "semgrep"}
LOCKS = ("runtime", "development", *APART)
EVERY_LOCK = (*LOCKS, "sqlmap")  # that tool is brought by `make sqlmap` alone (injection.py)
OLDEST = (3, 11)


def lock_file(name: str) -> Path:
    """The lock of that name, one of LOCKS."""
    return PROJECT / "requirements" / f"{name}.txt"


def _digest(name: str) -> str:
    content = lock_file(name).read_bytes() + f"{sys.version_info[:2]}".encode()
    return hashlib.sha256(content).hexdigest()


def environment(name: str) -> Path:
    """Where the parts of this lock are installed."""
    return APART.get(name, ENVIRONMENT)


def _python(place: Path) -> Path:
    return place / "bin" / "python"


def _is_current(name: str) -> bool:
    place = environment(name)
    stamp = place / f"installed-{name}"
    try:
        return _python(place).exists() and stamp.read_text(encoding="ascii") == _digest(name)
    except OSError:
        return False


def _create(place: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        require([VENV])
    name = place.relative_to(PROJECT)
    print(f"Python の仮想環境（{name}）を作っています…", flush=True)
    venv.create(place, with_pip=True, clear=place.exists())


def _works(place: Path) -> bool:
    """False for no environment, a half-made one, and one of another Python."""
    probe = "import sys, pip; print(*sys.version_info[:2])"
    try:
        result = subprocess.run(
            [str(_python(place)), "-c", probe], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return result.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _install(name: str) -> None:
    print(f"部品をそろえています（requirements/{name}.txt）。数分かかることがあります…", flush=True)
    result = subprocess.run(
        [
            str(_python(environment(name))),
            *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--requirement", str(lock_file(name))),
        ],
        check=False,
    )
    if result.returncode != 0:
        raise Stop(
            "部品をそろえられませんでした。インターネットにつながっているかを確かめて、"
            "もう一度実行してください。"
        )
    (environment(name) / f"installed-{name}").write_text(_digest(name), encoding="ascii")


def main(names: list[str]) -> None:
    """Bring the environments to the locks named; nothing is done when it is there already."""
    if sys.version_info < OLDEST:
        raise Stop("Python 3.11 以上が要ります。例: make run PYTHON=python3.11")
    LOCAL.mkdir(exist_ok=True)
    with open(LOCAL / "bootstrap.lock", "w", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        missing = [name for name in names if not _is_current(name)]
        for place in dict.fromkeys(map(environment, missing)):
            if not _works(place):
                _create(place)
        for name in missing:
            _install(name)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as exc:
        sys.exit(f"\n{exc}")
    except PermissionError as exc:
        sys.exit(
            f"\n{exc.filename} に書けません。ほかの利用者が作った場合は、持ち主を確かめてください。"
        )

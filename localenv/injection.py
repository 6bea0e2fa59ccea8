"""`make sqlmap`: brings the tool that looks for SQL injection into a folder of its own, for the tests in
tests/injection (S-57).

It is no part of the project and of none of its images (GPL, a program by itself): nothing imports it, and it lies
beside `.venv`, not in it.
"""

import hashlib
import shutil
import subprocess
import sys

from .bootstrap import lock_file
from .state import LOCAL, Stop

NAME = "sqlmap"
FOLDER = LOCAL / NAME
_STAMP = "installed"


def is_there() -> bool:
    """True when the folder holds what the lock names."""
    try:
        return (FOLDER / _STAMP).read_text(encoding="ascii") == _digest()
    except OSError:
        return False


def _digest() -> str:
    return hashlib.sha256(lock_file(NAME).read_bytes()).hexdigest()


def main() -> None:
    """Nothing is done when it is there already."""
    if is_there():
        return
    print(f"SQL の穴を探す道具を置いています（requirements/{NAME}.txt）…", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    result = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--require-hashes", "--only-binary", ":all:", "--target", str(FOLDER)),
            *("--requirement", str(lock_file(NAME))),
        ],
        check=False,
    )
    if result.returncode != 0:
        raise Stop("道具を置けませんでした。インターネットにつながっているかを確かめてください。")
    (FOLDER / _STAMP).write_text(_digest(), encoding="ascii")


if __name__ == "__main__":
    try:
        main()
    except Stop as exc:
        sys.exit(f"\n{exc}")

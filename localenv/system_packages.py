"""Libraries and programs of the operating system: looked for, installed by root, else named."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .clock import library
from .state import Stop


@dataclass(frozen=True)
class Package:
    """A Debian package and how to see that what it brings is there."""

    name: str
    purpose: str
    present: Callable[[], bool]


def _library(name: str) -> Callable[[], bool]:
    def present() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return present


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


VENV = Package(
    "python3-venv", "Python の仮想環境", lambda: importlib.util.find_spec("ensurepip") is not None
)

# What WeasyPrint loads. Without harfbuzz-subset a page in a large Japanese font takes seconds.
RUNTIME = (
    Package("libpango-1.0-0", "PDFの文字組み", _library("libpango-1.0.so.0")),
    Package("libpangoft2-1.0-0", "PDFの文字組み", _library("libpangoft2-1.0.so.0")),
    Package("libharfbuzz-subset0", "PDFの書体の切り出し", _library("libharfbuzz-subset.so.0")),
)
# For another day than that of the machine (clock.py).
CLOCK = Package("libfaketime", "別の日で動かすこと、時計の試験", lambda: library() is not None)
TESTS = (
    Package("chromium", "画面の試験", _program("chromium")),
    Package("poppler-utils", "PDFの試験", _program("pdftotext")),
    Package("age", "バックアップの試験", _program("age")),
    Package("caddy", "入口の試験", _program("caddy")),
    Package("docker-compose", "本番の構成の試験", _program("docker-compose")),
    CLOCK,
)

# Of the same source as chromium, without what a desktop needs: where it is, most pages are tried in it.
FASTER = (Package("chromium-headless-shell", "画面の試験", _program("chromium-headless-shell")),)


def require(packages: Iterable[Package]) -> None:
    """Everything is there, or Stop names the one command that installs what is missing."""
    missing = [package for package in packages if not package.present()]
    if not missing:
        return
    names = [package.name for package in missing]
    if os.getuid() == 0 and shutil.which("apt-get"):
        print(f"OSの部品を入れています: {' '.join(names)}", flush=True)
        _install(names)
        missing = [package for package in missing if not package.present()]
    if missing:
        listed = "、".join(f"{package.name}（{package.purpose}）" for package in missing)
        command = " ".join(package.name for package in missing)
        raise Stop(
            f"次の部品が足りません: {listed}\n次の命令で入れてから、もう一度実行してください。\n"
            f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {command}"
        )


def prefer(packages: Iterable[Package]) -> None:
    """Install what is missing where that can be done; whoever wants it does without it elsewhere."""
    missing = [package.name for package in packages if not package.present()]
    if missing and os.getuid() == 0 and shutil.which("apt-get"):
        _install(missing)


def _install(names: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *names]
    for command in (["apt-get", "update", "-q"], install):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)

"""A disk whose power can be cut: what was not written to it by then is gone, as with a real one.

kill -9 shows nothing of this: what a killed process wrote stays in the memory of the kernel and reaches the
disk later. Here the file system of its own is told to go down at once and to bring nothing to the disk any
more, neither data nor its own journal (the call by which the makers of file systems try this themselves).
Mounted again, it holds what was on the disk at that moment.
"""

import fcntl
import os
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

GO_DOWN, WITHOUT_THE_JOURNAL = 0x8004587D, 2  # EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH


@dataclass
class Disk:
    """One file that is a disk, and where it is mounted."""

    image: Path
    folder: Path

    def mount(self) -> None:
        _run("mount", "-o", "loop", str(self.image), str(self.folder))

    def unmount(self, seconds: float = 10) -> None:
        """As soon as nobody holds a file of it any more."""
        deadline = time.monotonic() + seconds
        while subprocess.run(
            ["umount", str(self.folder)], capture_output=True, check=False
        ).returncode:
            assert time.monotonic() < deadline, "somebody still holds a file of the disk"
            time.sleep(0.1)

    def cut_power(self) -> None:
        """From here on nothing reaches the disk. Whoever writes or waits for it gets an error."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, GO_DOWN, struct.pack("I", WITHOUT_THE_JOURNAL))
        finally:
            os.close(folder)

    def bring_to_disk(self) -> None:
        _run("sync", "--file-system", str(self.folder))


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"this machine does not let us use a disk of our own: {done.stderr.strip()}")


@contextmanager
def disk_of_its_own(size: str) -> Iterator[Disk]:
    """Made and mounted; gone at the end. Seen by the processes of this test run only (`unshare --mount`)."""
    home = Path(tempfile.mkdtemp(prefix="bunkyo-power-"))
    home.chmod(0o711)  # the server may run as another user
    disk = Disk(home / "disk", home / "mounted")
    disk.folder.mkdir()
    try:
        _run("truncate", f"--size={size}", str(disk.image))
        _run("mkfs.ext4", "-q", "-F", str(disk.image))
        disk.mount()
        disk.folder.chmod(0o711)
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk.folder)], check=False, capture_output=True)
        disk.image.unlink(missing_ok=True)
        disk.folder.rmdir()
        home.rmdir()

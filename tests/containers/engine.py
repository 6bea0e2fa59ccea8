"""The images of the Dockerfile and the services of docker-compose.yml, in containers.

No registry is asked. What ours stand on is made of packages of Debian and of the PostgreSQL of `make run`, under
the names by which Dockerfile and compose file call it (`standins/`). Podman takes the place of a Docker engine: each
service is handed to it with what the compose file says of its user, rights, files, networks and limits.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from localenv.postgres import binaries
from localenv.system_packages import Package, require
from tests.deploy.compose import OVERLAYS, ROOT, with_overlays

HERE = Path(__file__).parent / "standins"
PROGRAMS = ("buildah", "podman", "runc", "conmon", "catatonit", "debootstrap", "age", "openssl")
# Of the network; the last one is called by the first, whose package only suggests it.
HELPERS = ("netavark", "aardvark-dns", "iptables")
STANDINS = {
    "python": "python:3.11-slim-bookworm",
    "postgres": "postgres:18-bookworm",
    "redis": "redis:7-bookworm",
    "caddy": "caddy:2",
}
OURS = {
    "application": "bunkyo-support",
    "database": "bunkyo-support-database",
    "backup": "bunkyo-support-backup",
    "proxy": "bunkyo-support-proxy",
    "redis": "bunkyo-support-redis",
}
SETTINGS = """[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
PIP = "[global]\nno-index = true\nfind-links = /wheels\n"
HOST = "support.example.lg.jp"


def _require_programs() -> None:
    def is_there(name: str) -> bool:
        return bool(shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/lib/podman"))

    names = (*PROGRAMS, *HELPERS)
    require([Package(name, "コンテナの試験", partial(is_there, name)) for name in names])


class Engine:
    """Images are kept in `folder` from one run to the next; containers and volumes are not."""

    def __init__(self, folder: Path, secrets: Path, port: int) -> None:
        _require_programs()
        self.folder, self.port = folder, port
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "containers.conf").write_text(SETTINGS, encoding="utf-8")
        self.environment = {
            **os.environ,
            "CONTAINERS_CONF": str(self.folder / "containers.conf"),
            "BUILDAH_ISOLATION": "chroot",
        }
        self.place = ["--root", str(self.folder / "storage"), "--runroot", "/run/bunkyo-containers"]
        self.secrets = secrets
        self.compose = with_overlays(SECRETS=str(secrets), PUBLIC_HOST=HOST, NO_SCANNER="1")

    # --- images ------------------------------------------------------------------------------------

    def build(self) -> None:
        """Of the tree as it is; what the images stand on only the first time."""
        self._make_system()
        wheels = self._wheels()
        for name, tag in STANDINS.items():
            if self._has(f"docker.io/library/{tag}"):
                continue
            context = self.folder / "context"
            shutil.rmtree(context, ignore_errors=True)
            shutil.copytree(HERE, context)
            if name == "postgres":
                server = binaries().parent
                shutil.copytree(server, context / "server")
                shutil.copytree(server.parent.parent / f"{server.parent.name}.libs", context / "libraries")  # fmt: skip
            file = ["--file", str(context / f"{name}.Containerfile")]
            self._buildah("build", *file, "--tag", f"docker.io/library/{tag}", str(context))
        mounts = [
            *("--volume", f"{wheels}:/wheels:ro"),
            *("--volume", f"{self.folder / 'pip.conf'}:/etc/pip.conf:ro"),
        ]
        for target, tag in OURS.items():
            self._buildah("build", *mounts, "--target", target, "--tag", tag, str(ROOT))

    def _make_system(self) -> None:
        if self._has("localhost/system"):
            return
        root = self.folder / "root"
        shutil.rmtree(root, ignore_errors=True)
        _call("debootstrap", "--variant=minbase", "bookworm", str(root))
        made = self._buildah("from", "scratch").split()[-1]
        self._buildah("add", "--quiet", made, str(root), "/")
        self._buildah("commit", "--quiet", made, "localhost/system")
        shutil.rmtree(root)

    def _wheels(self) -> Path:
        """What pip of this machine finds, with the hashes that are asked for in the image as well."""
        (self.folder / "pip.conf").write_text(PIP, encoding="utf-8")
        wheels = self.folder / "wheels"
        _call(
            *(sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes"),
            *("--only-binary=:all:", "--python-version=3.11", "--dest", str(wheels)),
            *("--requirement", str(ROOT / "requirements/runtime.txt")),
        )
        return wheels

    def _has(self, image: str) -> bool:
        return self.podman("image", "exists", image, check=False).returncode == 0

    def _buildah(self, command: str, *arguments: str) -> str:
        more = ["--pull-never", "--network=host"] if command == "build" else []
        return _call(
            "buildah", *self.place, command, *more, *arguments, environment=self.environment
        )

    # --- containers --------------------------------------------------------------------------------

    def podman(
        self, *arguments: str, check: bool = True, given: Path | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """One command of podman; AssertionError with its words when it fails."""
        networks = ["--network-config-dir", str(self.folder / "networks")]
        with (given or Path(os.devnull)).open("rb") as entered:
            done = subprocess.run(
                ["podman", *self.place, *networks, *arguments],
                env=self.environment,
                stdin=entered,
                capture_output=True,
                text=True,
                check=False,
            )
        assert not check or done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done

    @contextmanager
    def laid_over(self, *names: str, **settings: str) -> Iterator[None]:
        """As if COMPOSE_FILE named these overlays as well, for what is run in the block."""
        kept = self.compose
        given = {"SECRETS": str(self.secrets), "PUBLIC_HOST": HOST, "NO_SCANNER": "1", **settings}
        self.compose = with_overlays(*names, **given)
        try:
            yield
        finally:
            self.compose = kept

    def gateway(self, network: str) -> str:
        """Where this machine is found on a network."""
        said = json.loads(self.podman("network", "inspect", network).stdout)
        return str(said[0]["subnets"][0]["gateway"])

    def clear(self) -> None:
        """No container, volume or network of an earlier run."""
        self.podman("rm", "--force", "--all", "--time=5")
        self.podman("volume", "rm", "--force", "--all")
        for name in self._networks():
            self.podman("network", "rm", "--force", name, check=False)

    def lay_networks(self) -> None:
        for name, said in self._networks().items():
            internal = ["--internal"] if (said or {}).get("internal") else []
            self.podman("network", "create", *internal, name)

    @staticmethod
    def _networks() -> dict[str, Any]:
        """Those of the overlays as well; a service has what its file gives it."""
        found: dict[str, Any] = with_overlays(*OVERLAYS)["networks"]
        return found

    def start(self, *names: str) -> None:
        """In the background, under the names by which the services know each other."""
        for name in names:
            self.podman("run", "--detach", f"--name={name}", *self._said_of(name), *self._command(name))  # fmt: skip

    def run(self, name: str, *command: str, given: Path | None = None) -> Any:
        """A service once, with another command, as `compose run --rm -T`."""
        passing = ["--rm", "--interactive"]
        said = self._said_of(name)
        return self.podman("run", *passing, *said, *(command or self._command(name)), check=False, given=given)  # fmt: skip

    def inside(self, name: str, *command: str, check: bool = True) -> str:
        """What a command says that is called in a running service."""
        return self.podman("exec", name, *command, check=check).stdout

    def is_healthy(self, name: str) -> bool:
        """What the service's own health check says now."""
        kind, *test = self.compose["services"][name]["healthcheck"]["test"]
        command = ["sh", "-c", *test] if kind == "CMD-SHELL" else test
        return self.podman("exec", name, *command, check=False).returncode == 0

    def wait_for(self, *names: str, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        for name in names:
            while not self.is_healthy(name):
                said = self.podman("logs", "--tail=20", name, check=False)
                assert time.monotonic() < until, f"{name}: {said.stdout}{said.stderr}"
                time.sleep(1)

    def _command(self, name: str) -> list[str]:
        command = self.compose["services"][name].get("command", [])
        return [*command]

    def _said_of(self, name: str) -> list[str]:
        """Options of podman for what the compose file says of a service, and its image."""
        said = self.compose["services"][name]
        limits = said["deploy"]["resources"]["limits"] if "deploy" in said else {}
        options = [
            f"--user={said['user']}",
            *(["--init"] if said.get("init") else []),
            *(["--read-only"] if said.get("read_only") else []),
            *(f"--cap-drop={one}" for one in said.get("cap_drop", ())),
            *(f"--cap-add={one}" for one in said.get("cap_add", ())),
            *(f"--security-opt={one}" for one in said.get("security_opt", ())),
            *(f"--group-add={one}" for one in said.get("group_add", ())),
            *([f"--shm-size={said['shm_size']}"] if "shm_size" in said else []),
            *([f"--stop-signal={said['stop_signal']}"] if "stop_signal" in said else []),
            *([f"--memory={limits['memory']}"] if "memory" in limits else []),
            *([f"--pids-limit={said['pids_limit']}"] if "pids_limit" in said else []),
            *(f"--env={key}={value}" for key, value in said.get("environment", {}).items()),
            *(f"--publish={self._published(one)}" for one in said.get("ports", ())),
            *(f"--network={one}" for one in said.get("networks", ())),
        ]
        for one in said.get("tmpfs", ()):
            options += self._in_memory(one)
        for one in said.get("volumes", ()):
            source, _, rest = one.partition(":")
            options.append(f"--volume={ROOT / source if source.startswith('.') else source}:{rest}")
        for one in said.get("secrets", ()):
            file = self.compose["secrets"][one]["file"]
            options.append(f"--volume={file}:/run/secrets/{one}:ro")
        return [*options, said["image"]]

    def _published(self, port: str) -> str:
        return f"127.0.0.1:{self.port}:{port.rpartition(':')[2]}"

    def _in_memory(self, said: str) -> list[str]:
        """Podman knows no owner of what lies in memory: such a folder is open to all of its container here."""
        place, _, options = said.partition(":")
        if "uid=" not in options:
            return [f"--tmpfs={said}"]
        folder = self.folder / "in-memory" / place.strip("/").replace("/", "-")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        folder.chmod(0o1777)
        return [f"--volume={folder}:{place.replace('/var/run/', '/run/')}"]


def _call(*command: str, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[:3]}: {(done.stdout + done.stderr)[-3000:]}"
    return done.stdout

"""The list of parts (SBOM, CycloneDX) of what runs in production: name, version, licence and who needs it (S-88).

`make lock` writes it beside the lock from what is installed. A test is red when it does not fit the lock, so a new
part, another version or another licence stands in the change that somebody looks at.
"""

import re
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, License, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .bootstrap import lock_file
from .state import PROJECT, Stop

LIST = PROJECT / "requirements" / "parts.cdx.json"
PINNED = re.compile(r"^([a-z0-9._-]+)==([^ ]+)")
RUNS_ON = {
    "python_version": "3.11",
    "python_full_version": "3.11.2",
}  # the images, and the machine of the checks
LONGEST = 60  # where a whole licence stands in place of its name, the name is in the classifiers


def locked(lines: list[str]) -> dict[str, str]:
    """Versions by name."""
    return {found[1]: found[2] for line in lines if (found := PINNED.match(line))}


def licences(metadata: Any) -> list[License]:
    """As the part itself declares them."""
    if expression := metadata.get("License-Expression"):
        return [LicenseExpression(expression)]
    named = [
        classifier.rpartition(" :: ")[2]
        for classifier in metadata.get_all("Classifier") or []
        if classifier.startswith("License :: ")
    ]
    written = (metadata.get("License") or "").strip()
    if written and len(written) <= LONGEST:
        named = [written]
    return [DisjunctiveLicense(name=name) for name in sorted(named)]


def extras(name: str, parts: Iterable[str]) -> dict[str, set[str]]:
    """What is asked of a part beyond itself (`fonttools[woff]`), by the project or by another part."""
    source = lock_file(name).with_suffix(".in").read_text(encoding="utf-8").splitlines()
    texts = [
        asked for line in source if (asked := line.partition("#")[0].strip()) and asked[0] != "-"
    ]
    for part in parts:
        texts += distribution(part).requires or []
    found: dict[str, set[str]] = {}
    for one in map(Requirement, texts):
        found.setdefault(canonicalize_name(one.name), {""}).update(one.extras)
    return found


def needs(part: str, asked_with: dict[str, set[str]]) -> set[str]:
    """The parts that this one needs where the project runs."""
    return {
        canonicalize_name(one.name)
        for one in map(Requirement, distribution(part).requires or [])
        if one.marker is None
        or any(one.marker.evaluate({**RUNS_ON, "extra": extra}) for extra in asked_with[part])
    }


def listed(name: str = "runtime") -> str:
    """The list for this lock. Stop where something else is installed than is locked."""
    versions = locked(lock_file(name).read_text(encoding="utf-8").splitlines())
    bom = Bom()
    bom.serial_number = bom.metadata.timestamp = None  # type: ignore[assignment]  # the same parts, the same list
    made: dict[str, Component] = {}
    asked_with = extras(name, versions)
    for part, version in versions.items():
        found = distribution(part)
        if found.version != version:
            raise Stop(f"{part}: {found.version}が入っています（固定は{version}）。make setup")
        made[part] = Component(
            name=part,
            version=version,
            type=ComponentType.LIBRARY,
            bom_ref=part,
            purl=PackageURL("pypi", name=part, version=version),
            licenses=licences(found.metadata),
        )
        bom.components.add(made[part])
    for part, component in made.items():
        needed = needs(part, asked_with)
        bom.register_dependency(component, [made[one] for one in sorted(needed & made.keys())])
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def main(to: Path = LIST) -> None:
    """Write it."""
    to.write_text(listed(), encoding="utf-8")


if __name__ == "__main__":
    main()

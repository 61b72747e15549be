"""Packs what the playground needs into one archive: `python -m kata.docs.bundle`.

The steps, their specs and the workshop's tool as they are here, and pytest, pytest-bdd and rich as they are installed.
"""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kata.docs.source import ROOT
from kata.docs.vendor import VENDOR

PACKAGES = ("pytest", "pytest-bdd", "rich")
KEPT = re.compile(r".*\.(py|feature|toml|gherkin)|.*\.json|.*/(METADATA|entry_points\.txt)")
LEXERS = re.compile(r"pygments/lexers/(?!__init__|_mapping|python|diff)")  # four megabytes that colour other languages


def main() -> None:
    if not (VENDOR / "pyodide").is_dir():
        return
    with ZipFile(VENDOR / "kata.zip", "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in needed(PACKAGES):
            for file in distribution(name).files or []:
                if KEPT.fullmatch(str(file)) and not LEXERS.match(str(file)) and ".." not in file.parts:
                    archive.write(Path(str(file.locate())), f"packages/{file}")
        archive.write(ROOT / "pyproject.toml", "pyproject.toml")
        for folder in ("steps", "features", "kata"):
            for path in sorted((ROOT / folder).rglob("*")):
                if KEPT.fullmatch(path.as_posix()) and "features/docs" not in path.as_posix():
                    archive.write(path, path.relative_to(ROOT))


def needed(names: tuple[str, ...]) -> list[str]:
    """These packages and all that they need on any machine."""
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = distribution(name)
            waiting += requirements(found[name])
    return sorted(found)


def requirements(package: Distribution) -> Iterator[str]:
    """What a package needs on any machine."""
    for requirement in map(Requirement, package.requires or []):
        if requirement.marker is None:
            yield canonicalize_name(requirement.name)


if __name__ == "__main__":
    main()

"""The changes to the steps' code that no spec notices, as `unnoticed.md` lists them with the reasons."""

import re
from pathlib import Path

LIST = Path(__file__).with_suffix(".md")


def unnoticed() -> list[tuple[str, str]]:
    """The module and the changed line of each."""
    return re.findall(r"^- `(\S+)`: `(.+)`$", LIST.read_text(encoding="utf-8"), flags=re.MULTILINE)


def is_listed(diff: str) -> bool:
    """Whether the one line that a unified diff changes is listed as it is after the change, however it is spaced."""
    [module] = re.findall(r"^\+\+\+ b/steps/(.+)$", diff, flags=re.MULTILINE)
    [line] = re.findall(r"^\+(?!\+\+)(.*)$", diff, flags=re.MULTILINE)
    return (module, squeezed(line)) in {(listed, squeezed(changed)) for listed, changed in unnoticed()}


def squeezed(text: str) -> str:
    return "".join(text.split())

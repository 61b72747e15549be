"""How a scenario went, as one process tells another."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of the variant that was being executed."""

    file: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one scenario went, or one example of an outline. Where it failed: at which line of the feature, and why.

    `is_last` says that no other comes that the same entry covers, of those that were to come first.
    """

    feature: str
    rule: str
    scenario: str
    passed: bool = True
    is_last: bool = False
    hangs: bool = False
    place: str = ""
    gherkin: str = ""
    message: str = ""
    expected: str = ""
    got: str = ""
    frames: list[Frame] = field(default_factory=list)
    printed: str = ""
    trace: str = ""

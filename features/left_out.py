"""The scenarios that a later step does without, and why. Every run of the specs counts them and says so.

Nothing else is left out: what is not listed here runs for every step from its own on. A rule or a feature that is
listed stands for all of its scenarios.
"""

from importlib.util import find_spec

import pytest

from kata.exercises import covers
from kata.worker import blank

TWO_STORES = "step5_two_stores"
TWO_APIS = "step6_two_apis"
ELSEWHERE = "elsewhere"  # stands where others have a step's name, for the shop that --shop-url names

SHARED = (
    "what kept the second one out was a lock beside the shop's file, and a second store may be on another machine;"
    " from step 5 on, two rebuilds share the work"
)
INSIDE = "it breaks down inside a process, or steps in between two of its statements, and in step 6 that is another one"
CLOCK = "it sets the clock, and the processes of step 6 have clocks of their own"
STORES = "it is operators' work on the stores, done as in step 5, and no API is for it"
UNASKED = "no API has this question: a caller of step 6 asks for a customer's orders of a status, in GraphQL"
FILES = "it works on the shop's own files, and a shop elsewhere shows none"
WORDS = "it searches by words of customers' ids, and a shop elsewhere knows them by other ids"
OWN = "it starts and stops the processes of step 6, and gives away order ids that another shop may know already"

OVER_HTTP = {
    "Breaking down while opening an order": INSIDE,
    "Breaking down while adding the first item": INSIDE,
    "Breaking down while confirming": INSIDE,
    "Nobody gets round a rule by way of an answer": INSIDE,
    "An answer takes the same work however much there is in the shop": INSIDE,
    "Another till was faster to set up a brand-new shop": INSIDE,
    "Another till confirms the order that one is about to add to": INSIDE,
    "Without a receipt, nobody asks how far the projector is": INSIDE,
    "Two tills send one and the same command at the same moment": INSIDE,
    "Whoever decided on old news decides again": INSIDE,
    "The order changes at the last moment": INSIDE,
    "Records that can't be read": INSIDE,
    "Crashes": INSIDE,
    "Lag grows while the projector is paused, and is gone after": CLOCK,
    "However much has happened, the projector goes on to the end of it": CLOCK,
    "Lag falls batch by batch, and time counts from the oldest event that is left": CLOCK,
    "Time that passes in an idle shop is no lag": CLOCK,
    "A new version of the answers": STORES,
    "Rebuilds that are killed": STORES,
    "The operator's commands": STORES,
    "Code and data of different ages": STORES,
    "two versions are never live": STORES,
    "ctrl c keeps what is built and the next rebuild goes on from there": STORES,
    "a shop without orders lists none": UNASKED,
    "Words of any length, and more of them than anybody reads": INSIDE,
    "Crashes between two servers": STORES,
    "Two stores, one of them out of order": STORES,
    "The order of events": STORES,
    "A new version in another store": STORES,
}

ON_FILES = {
    "A till waits while another is busy": FILES,
    "A till waits while another sets up a brand-new shop": FILES,
    "A long look at the shop keeps no till waiting": FILES,
    "Answers that are behind": FILES,
    "Search": WORDS,
    "Commands that are accepted": OWN,
    "Commands that are refused": OWN,
    "Questions": OWN,
    "Three processes": OWN,
}

LEFT_OUT: dict[str, dict[str, str]] = {
    TWO_STORES: {"Two rebuilds at once": SHARED},
    TWO_APIS: OVER_HTTP,
    ELSEWHERE: OVER_HTTP | ON_FILES,
}


def why_left_out(item: pytest.Item) -> str | None:
    """Why a step does without this scenario, if it does."""
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return None
    step_name = str(item.callspec.params.get("step_name"))
    if step_name == TWO_APIS and not find_spec("fastapi"):
        return 'step 6 needs packages that are not installed: python -m pip install -c constraints.txt -e ".[apis]"'
    if step_name == TWO_APIS and item.callspec.params.get("pair_name", "embedded") != "embedded":
        return "it is the same over HTTP, whichever stores there are behind it"
    left_out = LEFT_OUT.get(step_name, {})
    outcome = blank(item)
    return next((why for entry, why in left_out.items() if covers([entry], outcome)), None)

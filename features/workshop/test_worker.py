"""What a worker says of a failure."""

import pytest

from kata.worker import brief


def test_words_that_do_not_match_are_shown_beside_those_that_came() -> None:
    with pytest.raises(AssertionError) as failure, pytest.raises(ValueError, match="has stopped"):
        raise ValueError("is gone")
    assert "has stopped" in brief(failure.value)
    assert "is gone" in brief(failure.value)

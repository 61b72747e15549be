"""What schemathesis has to be told of both APIs."""

from typing import Any
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

schemathesis.graphql.scalar("Position", st.integers(0, 1).map(nodes.Int))  # nobody waits for what will never be


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Give every command a key of its own, for one that was used before is rightly refused."""
    if "idempotency-key" in {name.lower() for name in case.headers or {}}:
        case.headers["idempotency-key"] = str(uuid4())

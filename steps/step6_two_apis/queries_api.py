"""The query API: answers questions over HTTP. It takes no commands, and none of their code is loaded here.

All of it runs on one thread, which alone uses the connection to the read store. A look takes microseconds, and whoever
waits for the projector keeps nobody else waiting.
"""

import hashlib
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Header, Query, Response
from pydantic import BaseModel, WithJsonSchema

from steps.contract import OrderSummary
from steps.step5_two_stores.queries import OrderQueryHandler
from steps.step6_two_apis.answers import LONGEST_PAGE, LONGEST_PATIENCE, LONGEST_SEARCH, PATIENCE, page_of, wait_for
from steps.step6_two_apis.graphql_api import graphql_router
from steps.step6_two_apis.lag import AskLag, Lag, metrics, require_ready
from steps.step6_two_apis.problems import as_json
from steps.step6_two_apis.web import PathText, new_app, refusals


class Order(BaseModel):
    """An order at a glance. Money is text, so that no reader makes a float of it."""

    order_id: str
    customer_id: str
    total: Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$"})]
    item_count: int
    status: Literal["pending", "confirmed"]


class Page(BaseModel):
    """Some orders, and what to give as `after` to see those that follow, or null where none do."""

    orders: list[Order]
    next: str | None


class Behind(BaseModel):
    """How far answers are behind what was accepted, and why they get no further, if they don't."""

    events_behind: int
    seconds_behind: float
    stopped_by: str | None


AtLeast = Annotated[int, Query(ge=0, le=2**63 - 1, description="The position that a command was answered with.")]
Patience = Annotated[float, Query(ge=0, le=LONGEST_PATIENCE, description="How many seconds to wait for that.")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE, description="How many orders at most.")]
After = Annotated[
    str | None,
    Query(max_length=200, description="The `next` of the page before."),
    WithJsonSchema({"type": "string", "maxLength": 200}),  # or pydantic lets it be null, and HTTP can't
]
IfNoneMatch = Annotated[
    str | None, Header(description="The ETag of an answer that the asker has."), WithJsonSchema({"type": "string"})
]


def create_app(queries: OrderQueryHandler, ask_lag: AskLag) -> FastAPI:
    """The query API on a read store."""
    app = new_app("The shop's queries", __doc__ or "")
    app.include_router(graphql_router(queries))

    async def fresh(at_least: AtLeast = 0, patience: Patience = PATIENCE) -> None:
        await wait_for(queries.lookups, at_least, patience)

    async def fresh_search(at_least: AtLeast = 0, patience: Patience = PATIENCE) -> None:
        await wait_for(queries.searches, at_least, patience)

    @app.get(
        "/orders/{order_id}", response_model=Order, dependencies=[Depends(fresh)], responses=answers(404, 422, 503)
    )
    async def order(order_id: PathText, if_none_match: IfNoneMatch = None) -> Response:
        """One order at a glance. Its ETag is the version to give a command as If-Match."""
        summary = queries.get_summary(order_id)
        return answer(to_json(summary), if_none_match, tag=str(version_of(summary)))

    @app.get(
        "/customers/{customer_id}/orders",
        response_model=Page,
        dependencies=[Depends(fresh)],
        responses=answers(422, 503),
    )
    async def orders(
        customer_id: PathText, after: After = None, limit: Limit = 20, if_none_match: IfNoneMatch = None
    ) -> Response:
        """A customer's orders, oldest first."""
        return answer(page(queries.list_by_customer(customer_id), after, limit), if_none_match)

    @app.get("/search", response_model=Page, dependencies=[Depends(fresh_search)], responses=answers(422, 503))
    async def search(
        q: Annotated[str, Query(max_length=200, description="Beginnings of words, all of which must be found.")],
        after: After = None,
        limit: Limit = 20,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        """The orders whose customer or products have these words, best first."""
        return answer(page(queries.search(q, limit=LONGEST_SEARCH), after, limit), if_none_match)

    @app.get("/lag", response_model=Behind, responses=refusals(503))
    async def lag() -> Lag:
        """How far answers are behind, as the projector says."""
        return await ask_lag()

    @app.get("/readyz", response_model=Behind, responses=refusals(503))
    async def readyz() -> Lag:
        """Whether to send questions here: the projector is there, and not too far behind."""
        return await require_ready(ask_lag, queries.lookups)

    @app.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    async def metrics_() -> Response:
        """The lag, for Prometheus."""
        return Response(await metrics(ask_lag), media_type="text/plain; version=0.0.4; charset=utf-8")

    return app


def answers(*refused: int) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of an answer's ETag, of an answer that the asker has, and of these refusals."""
    etag = {"description": "Names this answer. Send it as If-None-Match.", "schema": {"type": "string"}}
    return {
        200: {"headers": {"ETag": etag}},
        304: {"description": "Nothing has changed", "headers": {"ETag": etag}},
        **refusals(*refused),
    }


def answer(document: dict[str, Any], if_none_match: str | None, tag: str = "") -> Response:
    """The document under its ETag, or 304 where the asker has it already."""
    content = as_json(document)
    etag = f'"{tag or hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}  # which means: keep it, and ask whether it still holds
    if if_none_match is not None and etag in if_none_match.replace("W/", "").split(", "):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/json")


def version_of(summary: OrderSummary) -> int:
    """How many events made the order what it is: its opening, one for each item, and its confirmation."""
    return 1 + summary.item_count + (summary.status == "confirmed")


def page(orders: list[OrderSummary], after: str | None, limit: int) -> dict[str, Any]:
    """A page of orders as JSON."""
    shown, following = page_of(orders, after, limit)
    return {"orders": [to_json(order) for order in shown], "next": following}


def to_json(summary: OrderSummary) -> dict[str, Any]:
    return {**asdict(summary), "total": str(summary.total)}

"""The query API's GraphQL: the same questions, for those who want to choose what an answer holds.

What people have to reckon with is a type of its own and no exception: that an order is not there, and that it is
accepted and not yet visible.
"""

from enum import Enum
from pathlib import Path
from typing import Annotated, NewType

import strawberry
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from strawberry.extensions import AddValidationRules, MaxAliasesLimiter, MaxTokensLimiter, QueryDepthLimiter
from strawberry.fastapi import GraphQLRouter
from strawberry.schema.config import StrawberryConfig

from steps import contract
from steps.contract import OrderSummary
from steps.step5_two_stores.queries import OrderQueryHandler
from steps.step6_two_apis.answers import LONGEST_SEARCH, PATIENCE, page_length, page_of, wait_for
from steps.step6_two_apis.graphql_cost import FewLooks

DEEPEST = 6
MOST_ALIASES = 10
MOST_TOKENS = 500

Position = NewType("Position", int)


@strawberry.enum
class Status(Enum):
    PENDING = "pending"
    CONFIRMED = "confirmed"


@strawberry.type
class NotYetVisible:
    """What was asked for is accepted and safe, and not to be seen yet. Ask again later."""

    at_least: Position
    position: Position
    reason: str


@strawberry.type
class OrderNotFound:
    """There is no such order."""

    order_id: str


@strawberry.type
class Order:
    """An order at a glance. Money is text, so that no reader makes a float of it."""

    order_id: str
    customer_id: str
    total: str
    item_count: int
    status: Status

    @strawberry.field
    def customer(self) -> "Customer":
        return Customer(customer_id=self.customer_id)


@strawberry.type
class Orders:
    """Some orders, and what to give as `after` to see those that follow, or null where none do."""

    orders: list[Order]
    next: str | None


OrderAnswer = Annotated[Order | OrderNotFound | NotYetVisible, strawberry.union("OrderAnswer")]
OrdersAnswer = Annotated[Orders | NotYetVisible, strawberry.union("OrdersAnswer")]
Info = strawberry.Info[dict[str, OrderQueryHandler], None]


@strawberry.type
class Customer:
    """Anybody, known to the shop or not."""

    customer_id: str

    @strawberry.field
    async def orders(
        self,
        info: Info,
        status: Status | None = None,
        after: str | None = None,
        limit: int = 20,
        at_least: Position = Position(0),
        patience: float = PATIENCE,
    ) -> OrdersAnswer:
        """Oldest first."""
        queries = info.context["queries"]
        try:
            await wait_for(queries.lookups, at_least, patience)
        except contract.NotYetVisible as not_yet:
            return to_not_yet_visible(not_yet)
        return to_orders(queries.list_by_customer(self.customer_id), status, after, limit)


@strawberry.type
class Query:
    @strawberry.field
    async def order(
        self, info: Info, order_id: str, at_least: Position = Position(0), patience: float = PATIENCE
    ) -> OrderAnswer:
        """One order at a glance."""
        queries = info.context["queries"]
        try:
            await wait_for(queries.lookups, at_least, patience)
            return to_order(queries.get_summary(order_id))
        except contract.NotYetVisible as not_yet:
            return to_not_yet_visible(not_yet)
        except contract.OrderNotFound:
            return OrderNotFound(order_id=order_id)

    @strawberry.field
    def customer(self, customer_id: str) -> Customer:
        return Customer(customer_id=customer_id)

    @strawberry.field
    async def search(
        self,
        info: Info,
        text: str,
        status: Status | None = None,
        after: str | None = None,
        limit: int = 20,
        at_least: Position = Position(0),
        patience: float = PATIENCE,
    ) -> OrdersAnswer:
        """The orders whose customer or products have these words, best first."""
        queries = info.context["queries"]
        try:
            await wait_for(queries.searches, at_least, patience)
        except contract.NotYetVisible as not_yet:
            return to_not_yet_visible(not_yet)
        return to_orders(queries.search(text, limit=LONGEST_SEARCH), status, after, limit)


def to_order(summary: OrderSummary) -> Order:
    return Order(
        order_id=summary.order_id,
        customer_id=summary.customer_id,
        total=str(summary.total),
        item_count=summary.item_count,
        status=Status(summary.status),
    )


def to_orders(found: list[OrderSummary], status: Status | None, after: str | None, limit: int) -> Orders:
    """A page of those that have this status, if one is asked for."""
    shown, following = page_of(found, after, page_length(limit), status.value if status else None)
    return Orders(orders=[to_order(summary) for summary in shown], next=following)


def to_not_yet_visible(error: contract.NotYetVisible) -> NotYetVisible:
    at_least, position, reason = error.args
    return NotYetVisible(at_least=at_least, position=position, reason=reason)


SCHEMA = strawberry.Schema(
    Query,
    config=StrawberryConfig(
        scalar_map={
            Position: strawberry.scalar(
                name="Position", description="A place in the log. GraphQL's own Int ends at 32 bits.", parse_value=int
            )
        }
    ),
    extensions=[
        lambda: QueryDepthLimiter(max_depth=DEEPEST),
        lambda: MaxAliasesLimiter(max_alias_count=MOST_ALIASES),
        lambda: MaxTokensLimiter(max_token_count=MOST_TOKENS),
        lambda: AddValidationRules([FewLooks]),
    ],
)


def graphql_router(queries: OrderQueryHandler) -> APIRouter:
    """The endpoint, and a page to try it on that needs no network."""
    router = GraphQLRouter[dict[str, OrderQueryHandler], None](
        SCHEMA,
        path="/graphql",
        graphql_ide=None,
        allow_queries_via_get=False,
        context_getter=lambda: {"queries": queries},
        include_in_schema=False,
    )
    page = Path(__file__).with_name("graphql_page.html")

    @router.get("/graphql/page", include_in_schema=False)
    def graphql_page() -> HTMLResponse:
        return HTMLResponse(page.read_text(encoding="utf-8"))

    return router

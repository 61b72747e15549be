"""How much work an answer is, counted, so that nobody's clock matters."""

from collections.abc import Callable

from features.stores import answering
from steps.contract import OrderQueries, Shop


def work(shop: Shop, question: Callable[[OrderQueries], object]) -> int:
    """How many instructions SQLite carries out to answer `question`."""
    shop.settle()
    instructions = 0

    def count() -> int:
        nonlocal instructions
        instructions += 1
        return 0

    question(shop.queries)  # the first answer also pays for reading the schema
    connection = answering(shop)
    connection.set_progress_handler(count, 1)
    question(shop.queries)
    connection.set_progress_handler(None, 1)
    assert instructions
    return instructions

"""Rules 2 to 5: what may come in from outside, and money as whole cents.

Each check names the order in its refusal and knows nothing of what is stored.
"""

from decimal import Decimal
from fractions import Fraction

from steps.contract import AmountTooLarge, InvalidPrice, InvalidQuantity, InvalidText

LONGEST_TEXT = 200
LARGEST_AMOUNT = 2**63 - 1
LARGEST_PRICE = Decimal("92233720368547758.07")


def check_text(order_id: str, *texts: str) -> None:
    """Raise InvalidText unless each of `texts` can serve as an id or a product name."""
    for text in texts:
        if not isinstance(text, str):
            raise InvalidText(order_id, f"{text!r:.50}")
        if not text.strip():
            raise InvalidText(order_id, "an empty one")
        if len(text) > LONGEST_TEXT:
            raise InvalidText(order_id, f"{len(text)} of them")
        try:
            text.encode()
        except UnicodeEncodeError:  # half of a surrogate pair: Python holds it, no database does
            raise InvalidText(order_id, ascii(text)) from None
        if "\0" in text:  # SQLite holds it, and PostgreSQL does not
            raise InvalidText(order_id, "one with a NUL in it")


def check_qty(order_id: str, qty: int) -> None:
    """Raise InvalidQuantity unless `qty` counts pieces, AmountTooLarge where 64 bits don't hold it."""
    if isinstance(qty, bool) or not isinstance(qty, int) or qty < 1:
        raise InvalidQuantity(order_id, f"{qty!r:.50}")
    check_amount(order_id, qty)


def check_amount(order_id: str, amount: int) -> None:
    """Raise AmountTooLarge where 64 bits don't hold `amount`."""
    if amount > LARGEST_AMOUNT:
        raise AmountTooLarge(order_id)


def to_cents(order_id: str, price: Decimal) -> int:
    """The price in whole cents. Raises InvalidPrice, or AmountTooLarge where 64 bits don't hold it."""
    if not isinstance(price, Decimal):
        raise InvalidPrice(order_id, f"{price!r:.50}")
    exponent = price.as_tuple().exponent  # a letter for NaN and infinity
    if not isinstance(exponent, int) or exponent < -2 or price < 0:
        raise InvalidPrice(order_id, str(price))
    if price > LARGEST_PRICE:
        raise AmountTooLarge(order_id)
    return int(Fraction(price) * 100)  # exact, where a product of Decimals rounds to the caller's precision

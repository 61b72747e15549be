"""The words of a text, as search knows them: small letters without accents, and digits.

Every store is given words rather than text, so that all find the same, and no sign has a meaning of its own in any.
"""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 100  # letters that count; PostgreSQL keeps no words of any length


def words_of(text: str) -> list[str]:
    """The words of a text, in its order."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    words = WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
    return [word[:LONGEST_WORD] for word in words]

"""Diagrams: a mermaid fence becomes a figure that holds its text, which a script in the page draws."""

from html import escape
from typing import Any


def figure(source: str, *_: Any, **__: Any) -> str:
    """The figure. The search leaves it out, for its words are those of the drawing, not of the page."""
    return f'<figure class="diagram" data-search-exclude><pre tabindex="0"><code>{escape(source)}</code></pre></figure>'

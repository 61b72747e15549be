"""The OpenAPI documents of step 6, as its services publish them: `python -m kata.docs.apis` writes them for the site.

A page shows what they say, so that neither can drift from the code.
"""

import json
from collections.abc import Iterator
from typing import Any

from kata.docs.source import ROOT, Missing

PUBLISHED = ROOT / "docs" / "openapi"
NAMES = ("commands", "queries")


def main() -> None:
    PUBLISHED.mkdir(exist_ok=True)
    for name in NAMES:
        text = json.dumps(document(name), indent=2) + "\n"
        (PUBLISHED / f"{name}.json").write_text(text, encoding="utf-8")
    from steps.step6_two_apis.graphql_api import SCHEMA

    (PUBLISHED / "queries.graphql").write_text(SCHEMA.as_str() + "\n", encoding="utf-8")


def document(name: str) -> dict[str, Any]:
    """The OpenAPI document of one of the two APIs. Raises Missing."""
    if name not in NAMES:
        raise Missing(f"There is no API {name!r}, only {' and '.join(NAMES)}.")
    # here and not at the top, for most pages need none of this
    from steps.step6_two_apis import commands_api, queries_api

    nothing: Any = None  # a document is made without a question to the shop, so there is none behind it
    app = commands_api.create_app(nothing) if name == "commands" else queries_api.create_app(nothing, nothing)
    return app.openapi()


def operations(name: str) -> Iterator[str]:
    """What can be sent to an API, and how each is answered, as a table."""
    yield "| operation | what it is for | takes | answers |"
    yield "|---|---|---|---|"
    described = document(name)
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            what = operation.get("description", operation["summary"]).replace("\n", " ")
            takes = ", ".join(f"`{taken}`" for taken in fields(described, operation))
            statuses = ", ".join(sorted(operation["responses"]))
            yield f"| `{method.upper()} {path}` | {what} | {takes} | {statuses} |"


def fields(described: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    """The names of an operation's parameters, except for those in its path, and of what its body holds."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = described["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
        yield from schema["properties"]
    for parameter in operation.get("parameters", []):
        if parameter["in"] != "path":
            yield {"idempotency-key": "Idempotency-Key", "if-match": "If-Match", "if-none-match": "If-None-Match"}.get(
                parameter["name"], parameter["name"]
            )


def problems(_: str) -> Iterator[str]:
    """The kinds of problem documents: their types, statuses, titles, and what they hold besides."""
    from steps.step6_two_apis.problems import PROBLEMS, kebab

    yield "| kind | status | title | members of its own |"
    yield "|---|--:|---|---|"
    for name, (status, title, members) in PROBLEMS.items():
        yield f"| `{kebab(name)}` | {status} | {title} | {', '.join(f'`{member}`' for member in members)} |"


if __name__ == "__main__":
    main()

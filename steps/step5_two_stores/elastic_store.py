"""A read store in Elasticsearch or OpenSearch, spoken to over HTTP, without a driver.

It has no transactions. So rows are written before the checkpoint moves, each with the position that it has seen, and a
row that has seen an event already does not take it again. All versions and checkpoints stand in one document, which is
changed where it is still as it was, or not at all.
"""

import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from steps.step5_two_stores.ports import Batch, Row, StoreDown, Version, check_live

VERSIONS = "/read-models/_doc/order-summary"
LONGEST_PREFIX = 20
PAGE = 1000
UNAVAILABLE = (429, 502, 503, 504)

INDEX = {
    "settings": {
        "analysis": {
            "filter": {"beginnings": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_PREFIX}},
            "analyzer": {"beginnings": {"type": "custom", "tokenizer": "whitespace", "filter": ["beginnings"]}},
        }
    },
    "mappings": {
        "dynamic": False,
        "properties": {
            "number": {"type": "long"},
            "customer_id": {"type": "keyword"},
            "status": {"type": "keyword"},
            "words": {"type": "text", "analyzer": "beginnings", "search_analyzer": "whitespace"},
        },
    },
}

Known = dict[str, Any]  # the document of all versions: `live` and, by number, `versions`


def index(version: int) -> str:
    """The path of a version's documents."""
    return f"/orders-v{version}"


class Server:
    """The server at a URL such as http://localhost:9200."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def ask(self, method: str, path: str, body: Any = None, *, allowed: Sequence[int] = ()) -> tuple[int, Any]:
        """The status and the answer. Raises StoreDown, also for an error that is not among those `allowed`."""
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else None
        kind = "application/x-ndjson" if isinstance(body, str) else "application/json"
        request = urllib.request.Request(self.url + path, data, {"Content-Type": kind}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            with error:
                if error.code in allowed:
                    return error.code, None
                if error.code in UNAVAILABLE:
                    raise StoreDown(f"{self.url} is out of reach: {error}") from error
                raise StoreDown(f"{self.url} can't answer {method} {path}: {error.read().decode()[:200]}") from error
        except (urllib.error.URLError, OSError) as error:
            raise StoreDown(f"{self.url} is out of reach: {error}") from error

    def known(self) -> tuple[Known, dict[str, Any]]:
        """The document of all versions, and what a change of it must name to be the next one."""
        _, found = self.ask("GET", VERSIONS, allowed=[404])
        if found is None:
            return {"live": None, "versions": {}}, {"op_type": "create"}
        return found["_source"], {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}

    def change(self, how: Callable[[Known], bool]) -> bool:
        """Have `how` change the document, again where somebody else was faster. False where it does not want to."""
        while True:
            known, as_it_was = self.known()
            if not how(known):
                return False
            path = f"{VERSIONS}?{urlencode({**as_it_was, 'refresh': 'false'})}"
            status, _ = self.ask("PUT", path, known, allowed=[409])
            if status != 409:
                return True


class ElasticReadModel:
    """One version. Step 5's ports say what its methods do."""

    def __init__(self, server: Server, version: int) -> None:
        self.server = server
        self.version = version

    def checkpoint(self) -> int:
        return self._of(self.server.known()[0]).get("checkpoint") or 0

    def _of(self, known: Known) -> dict[str, Any]:
        found: dict[str, Any] = known["versions"].get(str(self.version), {})
        return found

    def load(self, expected: int, order_ids: Iterable[str]) -> dict[str, Row] | None:
        if self._of(self.server.known()[0]).get("checkpoint") != expected:
            return None
        wanted = {"ids": [id_of(order_id) for order_id in order_ids]}
        _, answer = self.server.ask("POST", f"{index(self.version)}/_mget", wanted)
        rows = [to_row(document) for document in answer["docs"] if document.get("found")]
        return {row["order_id"]: row for row in rows}

    def apply(self, expected: int, batch: Batch) -> bool:
        known = self._of(self.server.known()[0])
        if known.get("checkpoint") != expected:
            return False
        if batch.rows:
            self._write(batch)

        def move(known: Known) -> bool:
            version = self._of(known)
            if version.get("checkpoint") != expected:
                return False
            version |= {"checkpoint": batch.position, "last_event": batch.last_event, "stopped_by": None}
            return True

        return self.server.change(move)

    def _write(self, batch: Batch) -> None:
        lines = []
        for row in batch.rows:
            # the server keeps what has seen more, should another projector be further
            action = {"_id": id_of(row["order_id"]), "version": batch.position, "version_type": "external_gte"}
            document = {name: row[name] for name in ("number", "customer_id", "status")}
            document |= {"words": row.get("words", ""), "row": json.dumps(row), "seen": batch.position}
            lines += [json.dumps({"index": action}), json.dumps(document)]
        # wait until they can be found, or the checkpoint would promise what a search does not show yet
        path = f"{index(self.version)}/_bulk?refresh=wait_for"
        _, answer = self.server.ask("POST", path, "\n".join(lines) + "\n")
        for item in answer["items"]:
            if item["index"]["status"] not in (200, 201, 409):
                raise StoreDown(f"{self.server.url} did not keep {item['index']['_id']!r}: {item['index']}")

    def stop(self, reason: str | None) -> None:
        def note(known: Known) -> bool:
            version = self._of(known)
            version |= {"stopped_by": reason} if version else {}
            return bool(version)

        self.server.change(note)


class ElasticStore:
    """The store, as the projector and the operator see it. Step 5's ports say what its methods do."""

    def __init__(self, url: str) -> None:
        self.server = Server(url)

    def versions(self) -> list[Version]:
        known, _ = self.server.known()
        versions = sorted((int(number), found) for number, found in known["versions"].items())
        return [Version(number, **found) for number, found in versions]

    def find(self, version: int) -> Version | None:
        return next((found for found in self.versions() if found.version == version), None)

    def read_model(self, version: int) -> ElasticReadModel:
        return ElasticReadModel(self.server, version)

    def begin(self, version: int, fingerprint: str) -> None:
        def is_begun(known: Known) -> bool:
            begun = known["versions"].get(str(version), {})
            return begun.get("state") in {"live", "standby"} or (
                (begun.get("state"), begun.get("fingerprint")) == ("building", fingerprint)
            )

        if is_begun(self.server.known()[0]):
            return
        self.server.ask("DELETE", index(version), allowed=[404])
        self.server.ask("PUT", index(version), INDEX, allowed=[400])  # 400: somebody else has just done it

        def begin(known: Known) -> bool:
            if is_begun(known):
                return False
            known["versions"][str(version)] = {
                "state": "building",
                "fingerprint": fingerprint,
                "checkpoint": 0,
                "last_event": "",
                "stopped_by": None,
            }
            return True

        self.server.change(begin)

    def switch(self, version: int) -> bool:
        def switch(known: Known) -> bool:
            versions = known["versions"]
            new, live = versions.get(str(version), {}), versions.get(str(known["live"]), {})
            # checked in the very document that a projector's checkpoint moves in
            if new.get("state") not in {"building", "standby"} or new["checkpoint"] < live.get("checkpoint", 0):
                return False
            live |= {"state": "standby"} if live else {}
            new["state"], known["live"] = "live", version
            return True

        return self.server.change(switch)

    def retire(self, version: int) -> None:
        def retire(known: Known) -> bool:
            found = known["versions"].get(str(version), {})
            if found.get("state") != "standby":
                return False
            found |= {"state": "retired", "checkpoint": None, "last_event": "", "stopped_by": None}
            return True

        if self.server.change(retire):
            self.server.ask("DELETE", index(version), allowed=[404])

    def close(self) -> None:
        """There is nothing to let go of: every request is one of its own."""


class ElasticAnswers:
    """The store, as the questions see it. Step 5's ports say what its methods do."""

    def __init__(self, url: str) -> None:
        self.server = Server(url)

    def progress(self) -> tuple[int, str | None]:
        known, _ = self.server.known()
        live = known["versions"].get(str(known["live"]), {})
        return live.get("checkpoint") or 0, live.get("stopped_by")

    def order(self, order_id: str, needs: int = 1) -> Row | None:
        def get(live: int) -> list[Row]:
            _, found = self.server.ask("GET", f"{index(live)}/_doc/{id_of(order_id)}", allowed=[404])
            return [to_row(found)] if found else []

        rows = self._from_live(needs, get)
        return rows[0] if rows else None

    def orders_of_customer(self, customer_id: str) -> list[Row]:
        return self._list({"customer_id": customer_id}, needs=1)

    def orders_of_status(self, status: str) -> list[Row]:
        return self._list({"status": status}, needs=2)

    def _list(self, term: dict[str, str], needs: int) -> list[Row]:
        def pages(live: int) -> list[Row]:
            rows: list[Row] = []
            body: dict[str, Any] = {"query": {"term": term}, "sort": [{"number": "asc"}], "size": PAGE}
            while hits := self._search(live, body):
                rows += [to_row(hit) for hit in hits]
                body["search_after"] = hits[-1]["sort"]
            return rows

        return self._from_live(needs, pages)

    def search(self, words: Sequence[str], limit: int, /) -> list[Row]:
        text = " ".join(word[:LONGEST_PREFIX] for word in words)
        body = {
            "query": {"match": {"words": {"query": text, "operator": "and"}}},
            "sort": [{"_score": "desc"}, {"number": "asc"}],
            "size": limit,
        }
        return self._from_live(2, lambda live: [to_row(hit) for hit in self._search(live, body)])

    def _search(self, live: int, body: dict[str, Any]) -> list[dict[str, Any]]:
        # 404: the version was retired meanwhile, and its answer is not used
        _, answer = self.server.ask("POST", f"{index(live)}/_search", body, allowed=[404])
        hits: list[dict[str, Any]] = answer["hits"]["hits"] if answer else []
        return hits

    def _from_live(self, needs: int, ask: Callable[[int], list[Row]]) -> list[Row]:
        """What the live version answers, if it is still the live one after that."""
        while True:
            live = check_live(self.server.known()[0]["live"], needs)
            rows = ask(live)
            if self.server.known()[0]["live"] == live:
                return rows

    def close(self) -> None:
        """There is nothing to let go of: every request is one of its own."""


def id_of(order_id: str) -> str:
    """The id of an order's document. The server takes no more than 512 bytes, and an order id may have more."""
    return hashlib.sha256(order_id.encode()).hexdigest()


def to_row(document: dict[str, Any]) -> Row:
    """The row in a document, and the position of the last event that it has seen."""
    source = document["_source"]
    return {**json.loads(source["row"]), "seen": source["seen"]}

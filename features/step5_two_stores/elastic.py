"""A stand-in for Elasticsearch: the part of its documented HTTP interface that the read store uses, and nothing else.

What it does not know it refuses, so that the store can't come to rely on it by chance.
"""

import copy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class Refusal(Exception):
    """The answer is an error of this status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status


class Elastic:
    """Documents by index, each with its source, version and sequence number."""

    def __init__(self) -> None:
        self.indices: dict[str, dict[str, dict[str, Any]]] = {}
        self.seq_no = 0
        self.is_down = False
        self.lock = threading.Lock()
        self.backup: dict[str, dict[str, dict[str, Any]]] = {}

    def back_up(self) -> None:
        self.backup = copy.deepcopy(self.indices)

    def put_back(self) -> None:
        self.indices = copy.deepcopy(self.backup)

    def answer(self, method: str, path: str, query: dict[str, str], body: str) -> Any:
        if self.is_down:
            raise Refusal(503, "no master")
        match method, path.strip("/").split("/"):
            case "PUT", [index]:
                return self.create_index(index, json.loads(body))
            case "DELETE", [index]:
                self.documents(index)
                del self.indices[index]
                return {"acknowledged": True}
            case "GET", [index, "_doc", found]:
                return self.get(index, found)
            case "PUT", [index, "_doc", found]:
                return self.put(index, found, query, json.loads(body))
            case "POST", [index, "_bulk"]:
                assert query == {"refresh": "wait_for"}
                return self.bulk(index, body)
            case "POST", [index, "_mget"]:
                wanted = json.loads(body)
                assert set(wanted) == {"ids"}
                documents = self.documents(index)
                return {
                    "docs": [
                        {"_id": found, "found": found in documents, **documents.get(found, {})}
                        for found in wanted["ids"]
                    ]
                }
            case "POST", [index, "_search"]:
                return {"hits": {"hits": self.search(index, json.loads(body))}}
        raise Refusal(400, f"no handler found for uri [{path}] and method [{method}]")

    def documents(self, index: str) -> dict[str, dict[str, Any]]:
        if index not in self.indices:
            raise Refusal(404, f"no such index [{index}]")
        return self.indices[index]

    def create_index(self, index: str, body: dict[str, Any]) -> Any:
        if index in self.indices:
            raise Refusal(400, f"index [{index}] already exists")
        assert set(body) == {"settings", "mappings"}
        self.indices[index] = {}
        return {"acknowledged": True}

    def get(self, index: str, found: str) -> Any:
        document = self.documents(index).get(found)
        if document is None:
            raise Refusal(404, "not found")
        return {"_id": found, "found": True, **document}

    def put(self, index: str, found: str, query: dict[str, str], source: Any) -> Any:
        documents = self.indices.setdefault(index, {})
        now = documents.get(found)
        expected = {key: value for key, value in query.items() if key != "refresh"}
        if now is None:
            fits = expected == {"op_type": "create"}
        else:
            fits = expected == {"if_seq_no": str(now["_seq_no"]), "if_primary_term": "1"}
        if not fits:
            raise Refusal(409, "version conflict")
        return self.write(documents, found, source)

    def write(self, documents: dict[str, dict[str, Any]], found: str, source: Any, version: int = 1) -> Any:
        self.seq_no += 1
        known = {"_seq_no": self.seq_no, "_primary_term": 1, "_version": version}
        documents[found] = {**known, "_source": source}
        return {"_id": found, "status": 201, **known}

    def bulk(self, index: str, body: str) -> Any:
        assert body.endswith("\n")
        assert len(body) < 100_000_000, "more than http.max_content_length"
        lines = [json.loads(line) for line in body.split("\n")[:-1]]
        documents = self.indices.setdefault(index, {})
        items = []
        for action, source in zip(lines[::2], lines[1::2], strict=True):
            meant = action["index"]
            assert len(meant["_id"].encode()) <= 512
            assert meant["version_type"] == "external_gte"
            now = documents.get(meant["_id"])
            if now and now["_version"] > meant["version"]:
                items.append({"index": {"_id": meant["_id"], "status": 409}})
            else:
                items.append({"index": self.write(documents, meant["_id"], source, meant["version"])})
        return {"errors": any(item["index"]["status"] > 299 for item in items), "items": items}

    def search(self, index: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        assert body["size"] <= 10_000, "more than index.max_result_window"
        [(kind, [(name, wanted)])] = [(kind, list(of.items())) for kind, of in body["query"].items()]
        hits = []
        for found, document in self.documents(index).items():
            source = document["_source"]
            if kind == "term":
                score, order = float(source[name] == wanted), [source["number"]]
                assert body["sort"] == [{"number": "asc"}]
            else:
                assert (kind, name, wanted["operator"]) == ("match", "words", "and")
                assert body["sort"] == [{"_score": "desc"}, {"number": "asc"}]
                score = relevance(source["words"].split(), wanted["query"].split())
                order = [-score, source["number"]]
            if score:
                hits.append({"_id": found, "_source": source, "sort": order})
        hits.sort(key=lambda hit: hit["sort"])
        return [hit for hit in hits if hit["sort"] > body.get("search_after", [-2])][: body["size"]]


def relevance(words: list[str], wanted: list[str]) -> float:
    """0 where a word is missing, and else the less the more there is beside."""
    beginnings = {word[:length] for word in words for length in range(1, min(len(word), 20) + 1)}
    return len(wanted) / (len(wanted) + len(words)) if set(wanted) <= beginnings else 0.0


@contextmanager
def served() -> Iterator[tuple[str, Elastic]]:
    """The URL of a new stand-in, and the stand-in."""
    elastic = Elastic()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked = urlsplit(self.path)
            try:
                with elastic.lock:
                    status, said = 200, elastic.answer(self.command, asked.path, dict(parse_qsl(asked.query)), body)
            except Refusal as refusal:
                status, said = refusal.status, {"error": str(refusal), "status": refusal.status}
            except Exception as error:
                status, said = 400, {"error": repr(error), "status": 400}
            text = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815  # as http.server calls them

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", elastic
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

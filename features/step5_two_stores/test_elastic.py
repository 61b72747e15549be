"""What a store without transactions has to make up for."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from features.attempts import told_by
from features.log import assert_answers_are_the_fold
from features.step5_two_stores.elastic import Elastic, Refusal, served
from steps.step5_two_stores import summary
from steps.step5_two_stores.elastic_store import ElasticReadModel
from steps.step5_two_stores.opening import open_answers, open_projector
from steps.step5_two_stores.ports import Batch, Row, StoreDown
from steps.step5_two_stores.shop import TwoStoreShop

pytestmark = pytest.mark.slow


@pytest.fixture
def elastic() -> Iterator[tuple[str, Elastic]]:
    with served() as elastic:
        yield elastic


def place(shop: TwoStoreShop, order_id: str) -> None:
    shop.commands.create_order(order_id, "CUST-1")
    shop.commands.add_item(order_id, "Laptop", 1, Decimal("999.99"))
    shop.commands.add_item(order_id, "Mouse", 2, Decimal("29.99"))


def test_breaking_down_at_every_request_of_a_batch(
    tmp_path: Path, elastic: tuple[str, Elastic], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, server = elastic
    answer = server.answer
    with TwoStoreShop(str(tmp_path / "shop.db"), url) as shop:
        for requests in range(20):
            place(shop, f"ORD-{requests}")
            left = iter(range(requests))

            def answer_or_break_down(*asked: Any, left: Iterator[int] = left) -> Any:
                if next(left, None) is None:
                    raise Refusal(503, "gone")
                return answer(*asked)

            monkeypatch.setattr(server, "answer", answer_or_break_down)
            broke_down = told_by(shop.projector.run_batch)
            monkeypatch.setattr(server, "answer", answer)
            if not broke_down:
                break
        assert 5 < requests < 19
        shop.settle()
        assert_answers_are_the_fold(shop)


def test_a_projector_that_has_written_less_far_than_another(
    tmp_path: Path, elastic: tuple[str, Elastic], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its checkpoint may be the one that counts, and its rows are not."""
    url, server = elastic
    answer = server.answer
    write_url = str(tmp_path / "shop.db")
    with TwoStoreShop(write_url, url) as shop, open_projector(write_url, url) as other:
        place(shop, "ORD-1")
        slow, fast = shop.read_models.projector(2, batch_size=2), other.read_models[0].projector(2)

        def break_down_before_the_checkpoint(method: str, *asked: Any) -> Any:
            if method == "PUT":
                raise Refusal(503, "gone")
            return answer(method, *asked)

        def fold_and_wait(*arguments: Any) -> list[Row]:
            monkeypatch.setattr("steps.step5_two_stores.versions.fold", summary.fold)
            monkeypatch.setattr(server, "answer", break_down_before_the_checkpoint)
            assert told_by(fast.run_batch)
            monkeypatch.setattr(server, "answer", answer)
            return summary.fold(*arguments)

        monkeypatch.setattr("steps.step5_two_stores.versions.fold", fold_and_wait)
        assert slow.run_batch() == 2
        assert slow.checkpoint() == 2
        shop.settle()
        assert_answers_are_the_fold(shop)


def test_a_checkpoint_never_goes_back(
    tmp_path: Path, elastic: tuple[str, Elastic], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = elastic
    write_url = str(tmp_path / "shop.db")
    with TwoStoreShop(write_url, url) as shop, open_projector(write_url, url) as other:
        place(shop, "ORD-1")
        slow, fast = shop.read_models.projector(2, batch_size=2), other.read_models[0].projector(2)
        write = ElasticReadModel._write

        def write_and_wait(model: ElasticReadModel, batch: Batch) -> None:
            monkeypatch.setattr(ElasticReadModel, "_write", write)
            write(model, batch)
            assert fast.run_batch() == 3

        monkeypatch.setattr(ElasticReadModel, "_write", write_and_wait)
        slow.run_batch()
        assert slow.checkpoint() == 3
        assert_answers_are_the_fold(shop)


def test_a_list_has_more_than_a_page(
    tmp_path: Path, elastic: tuple[str, Elastic], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = elastic
    monkeypatch.setattr("steps.step5_two_stores.elastic_store.PAGE", 2)
    with TwoStoreShop(str(tmp_path / "shop.db"), url) as shop:
        for number in range(5):
            shop.commands.create_order(f"ORD-{number}", "CUST-1")
        shop.settle()
        assert [order.order_id for order in shop.queries.list_by_customer("CUST-1")] == [f"ORD-{n}" for n in range(5)]


def test_an_order_id_may_be_longer_than_an_id_of_a_document(tmp_path: Path, elastic: tuple[str, Elastic]) -> None:
    url, _ = elastic
    order_id = "/?#\N{GRINNING FACE}" * 50
    with TwoStoreShop(str(tmp_path / "shop.db"), url) as shop:
        shop.commands.create_order(order_id, "CUST-1")
        shop.settle()
        assert shop.queries.get_summary(order_id).order_id == order_id


def test_a_server_that_is_not_there() -> None:
    answers = open_answers("http://127.0.0.1:1")
    with pytest.raises(StoreDown, match="out of reach"):
        answers.order("ORD-1")

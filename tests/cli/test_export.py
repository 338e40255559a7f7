"""Exports: every row once, also where a run was killed, the list shifts, or items vanish meanwhile."""

from __future__ import annotations

import csv
import io
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.cli.conftest import Command, Shop

import polycart
from polycart.client.exports import export
from polycart.core.envelope import JSON, Answer
from polycart.core.errors import ParameterError, PolycartError, StoreError

KIND = {"product": "product.list", "order": "order.list", "customer": "customer.list"}


def rows(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("kind", KIND)
def test_lines_of_json_are_what_the_list_answers(command: Command, home: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "all.jsonl"
    ran = command("export", kind, "--home", home, "--out", out)
    assert (ran.code, ran.out) == (0, ""), ran.err
    listed = command("call", KIND[kind], "params=force_all", "count=250", "--all", "--home", home).json["result"]
    items = next(value for value in listed.values() if isinstance(value, list))
    assert sorted(rows(out), key=lambda row: int(row["id"])) == sorted(items, key=lambda row: int(row["id"]))
    assert f"{len(items)} {kind}s in {out}." in ran.err
    assert list(tmp_path.iterdir()) == [out]


def test_a_table_has_the_fields_that_were_asked_for(command: Command, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "products.csv"
    command("export", "product", "--home", home, "--out", out, "--fields", "name,price,create_at")
    found = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert set(found[0]) == {"id", "name", "price", "create_at"}
    lines = tmp_path / "products.jsonl"
    command("export", "product", "--home", home, "--out", lines, "--fields", "name,price,create_at")
    assert [(row["id"], float(row["price"])) for row in found] == [(row["id"], row["price"]) for row in rows(lines)]


def test_parquet_has_the_types_of_the_contract(command: Command, home: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out, lines = tmp_path / "orders.parquet", tmp_path / "orders.jsonl"
    for path in (out, lines):
        assert command("export", "order", "--home", home, "--out", path).code == 0
    table = parquet.read_table(out)
    kinds = {name: str(table.schema.field(name).type) for name in ("id", "create_at")}
    assert kinds == {"id": "string", "create_at": "timestamp[us, tz=UTC]"}
    for read, row in zip(table.to_pylist(), rows(lines), strict=True):
        assert read["id"] == row["id"]
        assert read["totals"]["total"] == row["totals"]["total"]
        assert read["create_at"].strftime("%Y-%m-%dT%H:%M:%S+0000") == row["create_at"]["value"]
        assert [item["product_id"] for item in read["order_products"]] == [
            item["product_id"] for item in row["order_products"]
        ]
    few = tmp_path / "few.parquet"
    command("export", "order", "--home", home, "--out", few, "--fields", "totals")
    assert parquet.read_schema(few).names == ["id", "totals"]


def test_only_what_was_changed_since_is_exported(command: Command, home: Path, tmp_path: Path) -> None:
    every, late = tmp_path / "every.jsonl", tmp_path / "late.jsonl"
    command("export", "order", "--home", home, "--out", every, "--fields", "modified_at")
    moments = sorted(row["modified_at"]["value"] for row in rows(every))
    since = moments[len(moments) // 2]
    command("export", "order", "--home", home, "--out", late, "--fields", "modified_at", "--since", since)
    assert sorted(row["modified_at"]["value"] for row in rows(late)) == [one for one in moments if one >= since]


def test_runs_that_are_killed_lose_and_double_nothing(shop: Shop, tmp_path: Path) -> None:
    out = tmp_path / "orders.jsonl"
    words = [sys.executable, "-m", "polycart.cli.main", "export", "order", "--platform", shop.platform, *shop.settings]
    words += ["--out", str(out), "--concurrency", "2"]
    chance = random.Random(7)  # the moments of the kills vary with the machine; the result may not
    kills = 0
    for _ in range(6):
        with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
            time.sleep(chance.uniform(0.9, 2.2))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
    ran = subprocess.run([*words, "--replace"], capture_output=True, text=True, timeout=60, check=True)
    assert "508 orders in" in ran.stderr
    ids = [row["id"] for row in rows(out)]
    assert len(ids) == len(set(ids)) == 508
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


async def test_the_library_exports_too(shop: Shop, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    async with polycart.connect(shop.platform, store_url=shop.url, **shop.credentials) as store:
        done = await store.export(
            "customer", tmp_path / "c.jsonl", fields="email", progress=lambda *now: told.append(now)
        )
    assert (done.rows, done.missing, done.resumed) == (150, 0, 0)
    assert told[0] == (0, 150)
    assert told[-1] == (150, 150)
    with polycart.connect(shop.platform, store_url=shop.url, blocking=True, **shop.credentials) as waiting:
        assert waiting.export("customer", tmp_path / "d.csv", form="csv").rows == 150


class Listing:
    """A list of products that changes while it is read, as a shop's does."""

    def __init__(self, size: int, *, starts: bool = True) -> None:
        self.ids = [str(number) for number in range(1, size + 1)]
        self.calls: list[str] = []
        self.changes: dict[int, Any] = {}
        self.fail_at: int | None = None

    async def __call__(self, name: str, arguments: dict[str, Any]) -> Answer:
        if self.fail_at == len(self.calls):
            self.fail_at = None
            raise ConnectionResetError
        if change := self.changes.pop(len(self.calls), None):
            change()
        self.calls.append(name)
        if name == "product.count":
            return self._said({"products_count": len(self.ids)})
        if picked := arguments.get("product_ids"):
            found = [id for id in self.ids if id in picked.split(",")]
        else:
            start, count = int(arguments.get("start", 0)), int(arguments["count"])
            found = self.ids[start : start + count]
        more = not picked and int(arguments.get("start", 0)) + len(found) < len(self.ids)
        return self._said({"product": [{"id": id, "name": f"No {id}"} for id in found]}, "next" if more else None)

    def _said(self, result: dict[str, Any], cursor: str | None = None) -> Answer:
        body = {"return_code": 0, "return_message": "", "pagination": {"next": cursor}, "result": result}
        return Answer(msgspec.json.encode(body), JSON, 0)


async def test_a_list_that_shifts_is_read_again(tmp_path: Path) -> None:
    shop = Listing(1000)
    shop.changes[2] = lambda: shop.ids.pop(0)  # all later pages begin one item late
    done = await export(shop, "product", tmp_path / "p.jsonl")
    found = [row["id"] for row in rows(tmp_path / "p.jsonl")]
    assert sorted(found, key=int) == sorted(shop.ids, key=int)
    assert (done.rows, done.missing) == (999, 1)


async def test_a_list_that_never_rests_is_an_error(tmp_path: Path) -> None:
    shop = Listing(600)

    def restless() -> None:
        shop.ids.insert(0, str(10_000 + len(shop.calls)))
        shop.changes[len(shop.calls) + 1] = restless

    restless()
    with pytest.raises(StoreError, match="changes faster than it can be read"):
        await export(shop, "product", tmp_path / "p.jsonl")


async def test_what_vanishes_meanwhile_is_counted(tmp_path: Path) -> None:
    shop = Listing(300)
    shop.changes[4] = lambda: shop.ids.remove("150")
    done = await export(shop, "product", tmp_path / "p.jsonl", concurrency=1)
    assert (done.rows, done.missing) == (299, 1)


@pytest.mark.parametrize("at", range(3, 9))
async def test_a_run_that_breaks_off_anywhere_is_taken_up(tmp_path: Path, at: int) -> None:
    shop = Listing(600)
    shop.fail_at = at
    out = tmp_path / "p.jsonl"
    with pytest.raises(BaseException):  # noqa: B017, PT011 - a broken network, alone or in a group
        await export(shop, "product", out, concurrency=2)
    before = len(shop.calls)
    done = await export(shop, "product", out, concurrency=2)
    assert [row["id"] for row in rows(out)] == shop.ids
    assert done.rows == 600
    if done.resumed:  # the ids, and what was kept, are not asked for again
        assert len(shop.calls) - before == (600 - done.resumed) // 100


async def test_parts_of_another_export_are_not_mixed_in(tmp_path: Path) -> None:
    shop = Listing(600)
    shop.fail_at = 6
    with pytest.raises(BaseException):  # noqa: B017, PT011
        await export(shop, "product", tmp_path / "p.jsonl", concurrency=1, source="one shop")
    with pytest.raises(ParameterError, match="holds the parts of another export"):
        await export(shop, "product", tmp_path / "p.jsonl", source="another shop")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"kind": "invoice"}, "Parameter 'kind' is not valid. Allowed values: 'product', 'order', 'customer'."),
        ({"form": "xls"}, "Parameter 'form' is not valid. Allowed values: 'jsonl', 'csv', 'parquet'."),
        ({"out": "there.jsonl"}, "exists already; choose another file, or let it be replaced"),
        ({"out": "no/such/folder.jsonl"}, "can not be written: no such folder"),
    ],
)
async def test_what_can_not_be_done_is_said_before_anything_is_asked(
    tmp_path: Path, asked: dict[str, str], sentence: str
) -> None:
    (tmp_path / "there.jsonl").write_text("mine")
    shop = Listing(3)
    words = {"kind": "product", "form": "jsonl", "out": "new.jsonl", **asked}
    with pytest.raises(ParameterError, match=sentence.replace(".", r"\.")):
        await export(shop, words["kind"], tmp_path / words["out"], form=words["form"])
    assert shop.calls == []
    assert (tmp_path / "there.jsonl").read_text() == "mine"


async def test_an_error_of_the_store_keeps_its_code(tmp_path: Path, shop: Shop) -> None:
    wrong = {name: value[:-1] + "0" for name, value in shop.credentials.items()}
    async with polycart.connect(shop.platform, store_url=shop.url, **wrong) as store:
        with pytest.raises(PolycartError) as raised:
            await store.export("product", tmp_path / "p.jsonl")
    assert (raised.value.code, raised.value.message) == (100, "WooCommerce answered: Consumer key is invalid.")


async def test_an_error_half_way_is_the_error_itself(tmp_path: Path) -> None:
    shop = Listing(300)

    def broken() -> None:
        raise StoreError("The shop broke down.")

    shop.changes[4] = broken
    with pytest.raises(StoreError, match="broke down"):
        await export(shop, "product", tmp_path / "p.jsonl")

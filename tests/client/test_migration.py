"""Migrations: each pair of platforms, what is lost, nothing twice, only what changed, and back again."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from polycart.client import Store, connect, migrate
from polycart.client.migration import undo
from polycart.client.migration.capabilities import KINDS, VARIANT, Side, ways
from polycart.client.migration.fields import DERIVED, FIELDS, WORKED_OUT
from polycart.client.migration.ledger import Ledger
from polycart.client.migration.report import Report
from polycart.client.migration.run import pair_of
from polycart.core.errors import ParameterError, Unreachable
from polycart.core.transport import AppTransport, Request, Response
from polycart.sandbox.catalogue import Catalogue, small_catalogue
from polycart.sandbox.simulators import simulators

PLATFORMS = ("BigcommerceApi", "Magento2Api", "PrestashopApi", "Shopify", "WoocommerceApi")
URL = "https://shop.test"
FEW = 3

ITEMS = {name: kind.listed for name, kind in {**KINDS, "variant": VARIANT}.items()}


def others() -> Catalogue:
    """The small catalogue under other names, so that nothing in a shop of it is taken for something of the source."""
    known, changed = small_catalogue(), msgspec.structs.replace
    return changed(
        known,
        categories=tuple(changed(one, name=f"Old {one.name}", slug=f"old-{one.slug}") for one in known.categories),
        products=tuple(
            changed(
                one, name=f"Old {one.name}", slug=f"old-{one.slug}", sku=f"OLD-{one.sku}", barcode=None,
                variants=tuple(changed(each, sku=f"OLD-{each.sku}", barcode=None) for each in one.variants),
            )
            for one in known.products
        ),
        customers=tuple(changed(one, email=f"old.{one.email}") for one in known.customers),
    )  # fmt: skip


class Shop:
    """A simulated shop, and the transport that leads to it."""

    def __init__(self, cart_id: str, catalogue: Catalogue) -> None:
        simulator = simulators()[cart_id]
        plan = {"plan": "enterprise"} if "plan" in inspect.signature(simulator).parameters else {}
        self.cart_id = cart_id
        self.app: Any = simulator(catalogue, **plan)
        self.transport = Counted(AppTransport(self.app))

    def open(self, url: str = URL) -> Store:
        return connect(self.cart_id, store_url=url, transport=self.transport, **self.app.credentials)


class Counted:
    """Passes requests on and remembers them; after ``left`` more of them that write, their answers are lost."""

    def __init__(self, below: AppTransport) -> None:
        self.below = below
        self.asked = self.writes = 0
        self.left: int | None = None

    async def send(self, request: Request, *, within: float) -> Response:
        writes = request.method != "GET" and "graphql" not in request.url
        self.asked += 1
        self.writes += writes
        response = await self.below.send(request, within=within)
        if writes and self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Unreachable("The answer was lost.")
        return response

    async def close(self) -> None:
        await self.below.close()


@asynccontextmanager
async def pair(a: str, b: str, held: Catalogue | None = None) -> AsyncIterator[tuple[Store, Store, Shop, Shop]]:
    """A source with the small catalogue or another one, and a target with other things in it."""
    source, target = Shop(a, held or small_catalogue()), Shop(b, others())
    async with AsyncExitStack() as stack:
        old = await stack.enter_async_context(source.open())
        new = await stack.enter_async_context(target.open("https://new.test" if a == b else URL))
        yield old, new, source, target


async def read(store: Store, kind: str, ids: list[str], **more: Any) -> dict[str, dict[str, Any]]:
    """Some records of a kind, by id."""
    if not ids:
        return {}
    picked = {"category": {}, "product": {"product_ids": ",".join(ids)}, "variant": {}}.get(kind)
    asked = more or ({"ids": ",".join(ids)} if picked is None else picked)
    listed = store.iterate(ITEMS[kind], params="force_all", **asked)
    found = [msgspec.to_builtins(each) async for each in listed]
    return {str(one["id"]): one for one in found if str(one["id"]) in ids}


@pytest.fixture(scope="module")
def sources() -> dict[str, Shop]:
    """A shop of each platform that is only read."""
    return {name: Shop(name, small_catalogue()) for name in PLATFORMS}


@pytest.fixture(scope="module")
def targets() -> dict[str, Shop]:
    """A shop of each platform that each test leaves as it found it."""
    return {name: Shop(name, others()) for name in PLATFORMS}


def placed(state: Path, old: Store, new: Store, kind: str, *states: str) -> dict[str, str]:
    """What the ledger says: the id at the target by that at the source."""
    ledger = Ledger(state, pair_of(old, new))
    try:
        ids = ledger.sources(kind, *(states or ("done", "begun", "found")))
        return {id: str(ledger.target(kind, id)) for id in ids}
    finally:
        ledger.close()


def plain(value: Any) -> Any:
    """A value without what shops add or take away in writing it: slashes around addresses, blanks, ends of lines."""
    if isinstance(value, str):
        return (
            " ".join(value.split()).strip("/").rpartition("/")[2] if value.startswith("/") else " ".join(value.split())
        )
    return value


NUMBERS = ("u_upc", "u_ean", "u_gtin", "u_isbn")
"""Numbers on bar codes, which shops sort by their length."""


def differing(
    kind: str, mine: dict[str, Any], theirs: dict[str, Any], told: Report, new: Store
) -> Iterator[tuple[str, Any, Any]]:
    """Fields that the plan carries, that were not refused, and that read otherwise at the target."""
    shown = new.supports(ITEMS[kind]).fields
    for field, (way, into) in ways({**KINDS, "variant": VARIANT}[kind], Side(new)).items():
        value = mine.get(field)
        refused = any(
            each.kind == kind and each.id == mine["id"] and each.parameter in (into, field) for each in told.troubles
        ) or any((each.kind, each.field) == (kind, field) for each in told.losses)
        if into is None or value in way.silent or refused or field not in shown:
            continue
        if field in NUMBERS and value in [theirs.get(each) for each in NUMBERS]:
            continue
        shaped = way.change or (lambda each: each)
        if plain(shaped(value)) != plain(shaped(theirs.get(field) or "")):
            yield field, value, theirs.get(field)


async def ids_of(store: Store, kind: str) -> set[str]:
    filters = ({"avail": True}, {"avail": False}) if "avail" in store.supports(ITEMS[kind]).parameters else ({},)
    return {each.id for narrowed in filters async for each in store.iterate(ITEMS[kind], params="id", **narrowed)}


async def carried_once(old: Store, new: Store, state: Path, kinds: list[str]) -> None:
    """Carry a few records, hold the target against the source, and carry them again, which changes nothing."""
    told = await migrate(old, new, state, limit=FEW, only=kinds)
    for kind in kinds:
        count = told.counts[kind]
        refused = {each.id for each in told.troubles if each.kind == kind and not each.parameter}
        assert count.added == count.read - count.refused > 0, (kind, told.troubles)
        assert count.refused == len(refused)
        assert count.read >= FEW - 1  # a shop's root is not copied
    differ: list[Any] = []
    for kind in (*kinds, "variant"):
        known = placed(state, old, new, kind)
        assert known or told.counts[kind].refused, kind
        if kind == "variant":
            continue
        mine, theirs = await read(old, kind, list(known)), await read(new, kind, list(known.values()))
        for id, target in known.items():
            differ += [(kind, id, *each) for each in differing(kind, mine[id], theirs[target], told, new)]
        if kind == "product":
            for id, target in known.items():
                await same_parts(old, new, mine[id], theirs[target], placed(state, old, new, "category"), told)
    assert differ == []
    again = await migrate(old, new, state, limit=FEW, only=kinds)
    assert {kind: count.unchanged for kind, count in again.counts.items()} == {
        kind: count.read - count.refused for kind, count in again.counts.items()
    }


async def same_parts(
    old: Store, new: Store, mine: dict[str, Any], theirs: dict[str, Any], categories: dict[str, str], told: Report
) -> None:
    """What of a product is carried by code of its own: its places, its stock, its pictures, its variants."""
    silent = {each.parameter for each in told.troubles} | {each.field for each in told.losses}
    wanted = {categories[id] for id in mine["categories_ids"] if id in categories}
    assert wanted <= set(theirs["categories_ids"])
    if not silent & {"images", "image_url", "additional_image_urls"}:
        few = len(mine["images"])  # and, where pictures of variants are the product's, each of these once
        assert few <= len(theirs["images"]) <= few + told.counts["variant"].read
    numbers: list[dict[str, Any]] = []
    for store, product in ((old, mine), (new, theirs)):
        if "configurable" not in str(mine["type"]):
            break
        listed = store.iterate("product.child_item.list", product_ids=product["id"], params="sku,inventory_level")
        numbers.append({each.sku: each.inventory_level or 0.0 async for each in listed})
    if numbers and not told.counts["variant"].refused:
        assert numbers[0].keys() == numbers[1].keys()
        if not silent & {"quantity", "manage_stock", "inventory_level"}:
            assert numbers[0] == numbers[1]
    if not numbers and mine.get("is_stock_managed") and not silent & {"quantity", "manage_stock"}:
        assert theirs["quantity"] == mine["quantity"]


PAIRS = [(name, PLATFORMS[(at + step) % 5]) for at, name in enumerate(PLATFORMS) for step in (1, 3)]
"""Every platform to two others and from two others; the other ten pairs cost as much again and tell the same."""


@pytest.mark.parametrize(("a", "b"), PAIRS)
async def test_what_is_read_at_the_target_is_what_the_source_had_but_for_what_was_told(
    a: str, b: str, sources: dict[str, Shop], targets: dict[str, Shop], tmp_path: Path
) -> None:
    state, kinds = tmp_path / "pair.db", ["category", "product", "customer"]
    async with sources[a].open() as old, targets[b].open() as new:
        before = {kind: await ids_of(new, kind) for kind in kinds}
        try:
            await carried_once(old, new, state, kinds)
        finally:
            undone = await undo(old, new, state)
            assert {each.kind for each in undone.remains} <= {"customer_group"}
        assert {kind: await ids_of(new, kind) for kind in kinds} == before


def test_every_field_of_every_entity_is_carried_worked_out_derived_or_lost() -> None:
    for name, kind in {**KINDS, "variant": VARIANT}.items():
        from polycart import api

        entity = {field.encode_name for field in msgspec.structs.fields(api.METHODS[kind.listed].item)}
        named = [*FIELDS[name], *WORKED_OUT[name], *DERIVED[name]]
        assert sorted(named) == sorted(set(named)), f"{name}: named twice"
        assert set(named) == entity, name
        parameters = {field.encode_name for field in msgspec.structs.fields(api.METHODS[kind.add].params)}
        assert {into for field in FIELDS[name].values() for into in field.into} <= parameters, name


class Killed(BaseException):
    """Stands for the process being killed: nothing of it runs any more."""


class Deadly(Counted):
    """Kills the process once a number of writes have been done, before or after the answer is there."""

    def __init__(self, below: AppTransport, after: int) -> None:
        super().__init__(below)
        self.after = after

    async def send(self, request: Request, *, within: float) -> Response:
        if request.method != "GET" and self.writes >= self.after:
            await self.below.send(request, within=within)
            raise Killed
        return await super().send(request, within=within)


async def carry(old: Store, new: Store, state: Path, **options: Any) -> Report:
    return await migrate(old, new, state, limit=FEW, only=["category", "product", "customer"], concurrency=1, **options)


@pytest.mark.parametrize("after", [1, 7, 13])
async def test_a_run_that_is_killed_is_taken_up_and_makes_nothing_twice(
    after: int, sources: dict[str, Shop], targets: dict[str, Shop], tmp_path: Path
) -> None:
    name, state = PLATFORMS[2], tmp_path / "killed.db"
    target = targets[name]
    async with sources[PLATFORMS[4]].open() as old, target.open() as new:
        before = {kind: await ids_of(new, kind) for kind in ITEMS if kind not in ("variant", "order")}
        alive, target.transport = target.transport, Deadly(AppTransport(target.app), after)
        async with target.open() as dying:
            with pytest.raises((Killed, BaseExceptionGroup)):
                await carry(old, dying, state)
        target.transport = alive
        told = await carry(old, new, state)
        assert [each for each in told.troubles if not each.parameter] == []
        assert all(not count.unclear for count in told.counts.values())
        for kind, ids in before.items():
            known = placed(state, old, new, kind)
            assert len(known) >= FEW - 1
            assert await ids_of(new, kind) - ids == set(known.values()), f"{kind} twice"
        for product in placed(state, old, new, "product").values():
            listed = new.iterate("product.child_item.list", product_ids=product, params="id,sku")
            numbers = [each.sku async for each in listed]
            assert len(numbers) == len(set(numbers))
        await undo(old, new, state)
        assert {kind: await ids_of(new, kind) for kind in before} == before


async def test_an_answer_that_is_lost_is_looked_up_by_the_next_run(
    sources: dict[str, Shop], targets: dict[str, Shop], tmp_path: Path
) -> None:
    target, state = targets[PLATFORMS[2]], tmp_path / "lost.db"
    async with sources[PLATFORMS[4]].open() as old, target.open() as new:
        before = await ids_of(new, "category")
        target.transport.left = 0
        told = await migrate(old, new, state, limit=1, only=["category"])
        target.transport.left = None
        assert told.counts["category"].unclear == 1
        assert "not certain" in told.troubles[0].reason
        again = await migrate(old, new, state, limit=1, only=["category"])
        assert again.counts["category"].added == 1
        assert await ids_of(new, "category") - before == set(placed(state, old, new, "category").values())
        assert (await undo(old, new, state)).deleted == 1
        assert await ids_of(new, "category") == before


async def test_a_target_that_answers_no_more_ends_the_run_which_goes_on_later(
    sources: dict[str, Shop], targets: dict[str, Shop], tmp_path: Path
) -> None:
    target, state = targets[PLATFORMS[2]], tmp_path / "away.db"
    async with sources[PLATFORMS[4]].open() as old, target.open() as new:
        before = await ids_of(new, "customer")
        target.transport.left = 0
        with pytest.raises(Unreachable, match="goes on from here") as stopped:
            await migrate(old, new, state, limit=6, concurrency=1, only=["customer"])
        target.transport.left = None
        assert stopped.value.notes == ["It stopped at customer in run 1."]
        again = await migrate(old, new, state, limit=6, concurrency=1, only=["customer"])
        assert (again.run, again.counts["customer"].added) == (1, 6)
        assert await ids_of(new, "customer") - before == set(placed(state, old, new, "customer").values())
        await undo(old, new, state)
        assert await ids_of(new, "customer") == before


async def test_a_later_run_carries_what_has_changed_and_can_be_taken_back_alone(tmp_path: Path) -> None:
    state = tmp_path / "delta.db"
    async with pair(PLATFORMS[4], PLATFORMS[2]) as (old, new, _, target):
        kinds = ["category", "product", "customer"]
        await migrate(old, new, state, limit=FEW, only=kinds)
        (id, *_), known = list(placed(state, old, new, "product")), placed(state, old, new, "product")
        was = (await new.product.info(id=known[id], params="price")).price
        await old.product.update(id=id, price=77.0)
        writes = target.transport.writes
        told = await migrate(old, new, state, limit=FEW, only=kinds, keep_before=True)
        assert told.counts["product"].updated == 1
        assert [told.counts[kind].updated for kind in ("category", "customer")] == [0, 0]
        assert target.transport.writes - writes <= 2
        assert (await new.product.info(id=known[id], params="price")).price == 77.0
        undone = await undo(old, new, state)
        assert (undone.restored, undone.deleted, undone.remains) == (1, 0, [])
        assert (await new.product.info(id=known[id], params="price")).price == was
        assert (await undo(old, new, state)).deleted >= 3 * FEW - 1


async def test_a_later_run_reads_only_what_was_changed_since_where_the_source_can_tell(tmp_path: Path) -> None:
    state, only = tmp_path / "since.db", ["customer"]
    known = small_catalogue()
    held = msgspec.structs.replace(known, customers=known.customers[:6], orders=(), reviews=())
    async with pair(PLATFORMS[2], PLATFORMS[4], held) as (old, new, _, _):
        first = (await migrate(old, new, state, only=only, verify=False)).counts["customer"]
        assert first.added == first.read == len(held.customers)
        id = next(iter(placed(state, old, new, "customer")))
        await old.customer.update(id=id, first_name="Zed")
        later = (await migrate(old, new, state, only=only)).counts["customer"]
        assert (later.read, later.updated) == (1, 1)
        full = (await migrate(old, new, state, only=only, full=True)).counts["customer"]
        assert (full.read, full.unchanged) == (first.read, first.read)
        await undo(old, new, state)  # the change, which was not kept
        assert (await undo(old, new, state)).deleted == first.added
        again = (await migrate(old, new, state, only=only, verify=False)).counts["customer"]
        assert again.added == first.read


async def test_what_is_gone_from_the_source_is_deleted_only_when_asked(tmp_path: Path) -> None:
    state = tmp_path / "gone.db"
    async with pair(PLATFORMS[4], PLATFORMS[2]) as (old, new, _, _):
        made = (await old.category.add(name="For a while")).category_id
        await migrate(old, new, state, only=["category"])
        target = placed(state, old, new, "category")[str(made)]
        await old.category.delete(id=str(made))
        assert (await migrate(old, new, state, only=["category"])).counts["category"].deleted == 0
        assert target in await ids_of(new, "category")
        assert (await migrate(old, new, state, only=["category"], delete=True)).counts["category"].deleted == 1
        assert target not in await ids_of(new, "category")


async def test_a_dry_run_asks_the_target_nothing_and_counts_what_is_lost(
    sources: dict[str, Shop], targets: dict[str, Shop]
) -> None:
    target = targets[PLATFORMS[2]]
    async with sources[PLATFORMS[4]].open() as old, target.open() as new:
        asked = target.transport.asked
        told = await migrate(old, new, dry_run=True, limit=20)
        assert target.transport.asked == asked
        logins = [loss for loss in told.losses if (loss.kind, loss.field) == ("customer", "login")]
        assert [(loss.records, len(loss.examples)) for loss in logins] == [(20, 3)]
        assert "customer.add takes no login" in logins[0].reason
        assert "Processing" in told.names["order_status"]
        assert told.run is None


async def test_what_the_target_has_already_is_found_and_left_as_it_is(sources: dict[str, Shop], tmp_path: Path) -> None:
    there = Shop(PLATFORMS[2], small_catalogue())
    async with sources[PLATFORMS[4]].open() as old, there.open() as new:
        told = await migrate(old, new, tmp_path / "found.db", limit=FEW, only=["product", "customer"])
        assert {kind: count.found for kind, count in told.counts.items()} == {"product": FEW, "customer": FEW}
        assert there.transport.writes == 0


async def test_an_order_is_carried_with_its_products_and_the_status_that_was_told_for_its_own(tmp_path: Path) -> None:
    state = tmp_path / "orders.db"
    async with pair(PLATFORMS[2], PLATFORMS[4]) as (old, new, _, _):
        (product,) = (await old.product.list(params="id,name", count=1)).items
        bill = {
            "bill_first_name": "Zoë", "bill_last_name": "Miller", "bill_address_1": "12 Mill Lane",
            "bill_city": "Leeds",
            "bill_postcode": "LS1 4AP", "bill_state": "", "bill_country": "GB",
        }  # fmt: skip
        line = {"order_item_id": product.id, "order_item_name": product.name, "order_item_price": 7.5}
        placed_ = await old.order.add(
            order_status="Delivered", customer_email="zoe@example.com", **bill,
            order_item=[line | {"order_item_quantity": 3}],
        )  # fmt: skip
        order = await old.order.info(id=placed_.order_id, params="force_all")
        before = await ids_of(new, "order")
        status = {"order_status": {"Delivered": "Completed"}}
        refused = (await migrate(old, new, state, only=["order"], names=status)).counts["order"]
        assert refused.refused == refused.read
        await migrate(old, new, state, only=["product"], limit=1, verify=False)
        told = await migrate(old, new, state, only=["order"], names=status)
        assert told.counts["order"].added == 1, told.troubles[-1]
        (made,) = await ids_of(new, "order") - before
        found = await new.order.info(id=made, params="force_all")
        assert (found.customer.email, found.status.name) == (order.customer.email, "Completed")
        assert [(line.quantity, line.price) for line in found.order_products] == [(3, 7.5)]
        again = (await migrate(old, new, state, only=["order"], names=status)).counts["order"]
        assert (again.added, again.unchanged) == (0, 1)


async def test_wrong_arguments_are_refused_before_anything_is_read(
    sources: dict[str, Shop], targets: dict[str, Shop], tmp_path: Path
) -> None:
    async with sources[PLATFORMS[4]].open() as old, targets[PLATFORMS[2]].open() as new:
        for options, sentence in (
            ({}, "'state' is required"),
            ({"state": tmp_path / "a.db", "only": ["basket"]}, "'only' is not valid. Allowed values: 'category'"),
            ({"state": tmp_path / "a.db", "delete": True, "limit": 1}, "'delete' can't be used"),
            ({"state": tmp_path / "a.db", "names": {"colour": {}}}, "'names' is not valid"),
        ):
            with pytest.raises(ParameterError, match=sentence):
                await migrate(old, new, **options)
        with pytest.raises(ParameterError, match="not migrated to itself"):
            await migrate(old, old, tmp_path / "b.db")
        Ledger(tmp_path / "c.db", "others").close()
        with pytest.raises(ParameterError, match="migration of other stores"):
            await migrate(old, new, tmp_path / "c.db")
        held = Ledger(tmp_path / "d.db", pair_of(old, new))
        with pytest.raises(ParameterError, match="Another process"):
            await migrate(old, new, tmp_path / "d.db")
        held.close()
        with pytest.raises(ParameterError, match="no run to take back"):
            await undo(old, new, tmp_path / "d.db")

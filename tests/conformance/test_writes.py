"""Every write of every platform: what is added is found, changed and gone again; what fails half-way leaves nothing."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from polycart import api
from polycart.core.client import Call
from polycart.core.errors import AlreadyExists, ParameterError, PolycartError
from polycart.core.platform import ALWAYS, HINTS, VIEW
from polycart.core.validation import read
from polycart.platforms import platforms
from tests.conformance.samples import LIVES, PRODUCT, SAMPLES, Life, added, fitting, sample
from tests.conformance.shops import PLATFORMS, Shop, builtins, handler, handlers, refused
from tests.conformance.test_reads import Watched

Opened = Callable[..., Shop]
WRITES = handlers(reads=False)
LIVED = [(cart_id, life) for cart_id in PLATFORMS for life in LIVES]


def native_writes(store: Shop) -> int:
    """How many requests that change something the simulated shop has been asked."""
    return sum(method not in {"GET", "HEAD"} for method, *_ in store.simulator.requests)


@pytest.mark.parametrize(("cart_id", "life"), LIVED, ids=[f"{cart_id}-{life.resource}" for cart_id, life in LIVED])
async def test_what_is_added_is_found_changed_and_gone_again(fresh: Opened, cart_id: str, life: Life) -> None:
    store = fresh(cart_id)
    if not {life.add, life.info, life.delete} <= store.platform.handlers.keys():
        pytest.skip(f"{cart_id} does not serve the whole life of a {life.resource}")
    before = await store.snapshot()
    added = builtins((await store.call(life.add, **await fitting(store, life))).result)
    id = str(next(value for key, value in added.items() if key in {"id", f"{life.resource}_id", "coupon_id"}))
    found = builtins((await store.call(life.info, id=id, params="force_all")).result)
    for name, value in life.seen.items():
        assert found[name] == value, name
    if life.update in store.platform.handlers:
        await store.call(life.update, id=id, **life.changed)
        found = builtins((await store.call(life.info, id=id, params="force_all")).result)
        for name, value in (life.seen | life.seen_changed).items():
            assert found[name] == value, name
    await store.call(life.delete, id=id)
    error = await refused(store, life.info, id=id)
    assert error.code == 112
    assert await store.snapshot() == before


@pytest.mark.parametrize(("cart_id", "life"), LIVED, ids=[f"{cart_id}-{life.resource}" for cart_id, life in LIVED])
async def test_a_second_of_what_must_be_unique_is_refused(fresh: Opened, cart_id: str, life: Life) -> None:
    store = fresh(cart_id)
    if life.add not in store.platform.handlers or not life.unique:
        pytest.skip(f"{life.resource} need not be unique")
    given = await fitting(store, life)
    await store.call(life.add, **given)
    before = await store.snapshot(life.add)
    error = await refused(store, life.add, **given)
    assert isinstance(error, AlreadyExists), error
    assert error.code == 113
    assert await store.snapshot(life.add) == before


@pytest.mark.parametrize(
    "cart_id", [cart_id for cart_id in PLATFORMS if "product.add" in platforms()[cart_id].handlers]
)
async def test_a_character_of_four_bytes_is_kept_or_refused_by_name(fresh: Opened, cart_id: str) -> None:
    store = fresh(cart_id)
    given, made, refusal = PRODUCT | {"name": "Tasse 🍵"}, "", ""
    try:
        made = await added(store, "product.add", given)
    except ParameterError as error:
        refusal = error.message
    if made:
        found = builtins((await store.call("product.info", id=made, params="name")).result)
        assert found == {"name": given["name"]}
    else:
        assert "'name'" in refusal
        assert PRODUCT["sku"] not in [item["u_sku"] for item in await store.everything("product.list", params="u_sku")]


@pytest.mark.parametrize(("cart_id", "name"), WRITES)
async def test_every_write_has_a_sample(cart_id: str, name: str) -> None:
    assert name in SAMPLES, f"tests/conformance/samples.py has no parameters to try {name} with"


@pytest.mark.parametrize(("cart_id", "name"), WRITES)
async def test_a_write_succeeds_with_its_sample(fresh: Opened, cart_id: str, name: str) -> None:
    store = fresh(cart_id)
    for parameters in await sample(store, name):
        outcome = await store.call(name, **parameters)
        result = builtins(outcome.result)
        assert isinstance(result, dict)
        assert None not in result.values()


_opened: dict[tuple[str, str], dict[str, list[str]]] = {}


async def untouched(store: Shop, name: str) -> dict[str, list[str]]:
    """What a shop holds before a write; read once for all shops in which nothing was changed since they opened."""
    if native_writes(store):
        return await store.snapshot(name)
    key = store.platform.cart_id, name.partition(".")[0]
    if key not in _opened:
        _opened[key] = await store.snapshot(name)
    return _opened[key]


@pytest.mark.parametrize(("cart_id", "name"), WRITES)
async def test_a_write_that_fails_half_way_leaves_the_shop_as_it_was(fresh: Opened, cart_id: str, name: str) -> None:
    """At its first, a middle and its last request: trying all of them takes longer than a test run may."""
    store = fresh(cart_id)
    for serial, parameters in enumerate(await sample(store, name)):
        asked = native_writes(store)
        await store.call(name, **parameters)
        steps = native_writes(store) - asked
        for step in sorted({0, steps // 2, steps - 1} & {*range(steps)}):
            broken = fresh(cart_id)
            chosen = (await sample(broken, name))[serial]
            before = await untouched(broken, name)
            broken.simulator.faults.fail_after_writes(step)
            try:
                error = await refused(broken, name, **chosen)
            except AssertionError:
                if broken.simulator.faults.writes_left is not None:
                    continue  # a shop in which no sample was tried before takes fewer requests
                # What carries a key by which the shop does it once is sent again, and has succeeded then.
                assert any(exchange.attempt > 1 for exchange in broken.trace.exchanges), name
                continue
            broken.simulator.faults.clear()
            after = await broken.snapshot(name)
            changed = {
                list_name: sorted({*after[list_name]} ^ {*before[list_name]})
                for list_name in before
                if after[list_name] != before[list_name]
            }
            if changed:
                said = "said" if "remains" in error.sentence else "unsaid"
                pytest.fail(
                    f"step {step + 1} of {steps} was not undone, {said}: {error.sentence} {str(changed)[:3000]}"
                )


@pytest.mark.parametrize(("cart_id", "name"), WRITES)
async def test_every_declared_parameter_of_a_write_is_looked_at(fresh: Opened, cart_id: str, name: str) -> None:
    store = fresh(cart_id)
    served = handler(cart_id, name)
    attributes = {field.encode_name: field.name for field in msgspec.structs.fields(served.method.params)}
    own = {attributes[parameter] for parameter in served.parameters - ALWAYS - HINTS - VIEW}
    seen: set[str] = set()
    for parameters in await sample(store, name):
        params = read(served.method, parameters).params
        client = store.platform.client(store.connection, Call())
        with contextlib.suppress(PolycartError):
            await served.function(client, Watched(params, seen))
    # Some matter only in cases that the samples do not reach: these must at least be read somewhere in the folder.
    # A platform that is derived from another has handlers in that one's folder.
    homes = {store.platform.client.__module__.split(".")[2], served.function.__module__.split(".")[2]}
    files = [path for home in homes for path in (Path(api.__file__).parents[1] / "platforms" / home).rglob("*.py")]
    source = "".join(path.read_text("utf-8") for path in files if "sim" not in path.parts)
    assert {name for name in own - seen if not re.search(rf"\w\.{name}\b", source)} == set()


@pytest.mark.parametrize(
    ("cart_id", "name"), [(c, n) for c, n in WRITES if "id" in api.METHODS[n].params.__struct_fields__]
)
async def test_a_write_to_an_unknown_id_is_refused_and_changes_nothing(fresh: Opened, cart_id: str, name: str) -> None:
    store = fresh(cart_id)
    parameters: dict[str, Any] = (await sample(store, name))[0]
    if "id" not in parameters:
        return
    before = await untouched(store, name)
    error = await refused(store, name, **(parameters | {"id": "999999999"}))
    assert error.code in {109, 112}, error
    assert "999999999" in error.message or "'id'" in error.message
    assert await store.snapshot(name) == before

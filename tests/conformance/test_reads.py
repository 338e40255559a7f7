"""Every read of every platform: windows are slices, sparse reads are cuts, filters narrow, what is declared is used."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from polycart import api
from polycart.core.calls import ALIASES
from polycart.core.client import Call
from polycart.core.errors import NotFound, ParameterError, PolycartError, Throttled
from polycart.core.platform import ALWAYS, HINTS, VIEW
from polycart.core.selection import Selection
from tests.conformance.shops import LIVE, Shop, builtins, handler, handlers, has, refused

Opened = Callable[[str], Shop]
READS = handlers()
LISTS = [(cart_id, name) for cart_id, name in READS if api.METHODS[name].items and has(name, "start")]
SELECTABLE = [(cart_id, name) for cart_id, name in READS if has(name, "params")]
INFOS = [(c, n) for c, n in READS if n.endswith(".info") and has(n, "id") and f"{n[:-5]}.list" in api.METHODS]
COUNTS = [(c, n) for c, n in READS if n.endswith(".count")]


async def needed(shop: Shop, name: str) -> dict[str, str]:
    """The required parameters of a read, or a failure: a simulator has to hold something of everything it serves."""
    values = await shop.required(api.METHODS[name])
    if values is None:
        pytest.fail(f"the simulated shop holds nothing that {name} could be asked about")
    return values


def whole(name: str) -> dict[str, str]:
    """What asks a method for all fields."""
    return {"params": "force_all"} if has(name, "params") else {}


@pytest.mark.parametrize(("cart_id", "name"), LISTS)
async def test_any_window_is_a_slice(shop: Opened, cart_id: str, name: str) -> None:
    store = shop(cart_id)
    given = await needed(store, name)
    everything = await store.everything(name, **given)
    dice = random.Random(f"{cart_id} {name}")
    total = len(everything)
    windows = [(0, 1), (0, 250), (total, 10), (max(0, total - 1), 5), (1, 101)]
    windows += [(dice.randint(0, total + 3), dice.randint(1, 250)) for _ in range(4)]
    for start, count in windows:
        assert await store.items(name, **given, start=start, count=count) == everything[start : start + count], (
            start,
            count,
        )


@pytest.mark.parametrize(("cart_id", "name"), [(c, n) for c, n in LISTS if has(n, "page_cursor")])
async def test_cursors_walk_the_whole_list_forth_and_back(shop: Opened, cart_id: str, name: str) -> None:
    store = shop(cart_id)
    given = await needed(store, name)
    everything = await store.everything(name, **given)
    size = min(250, max(1, -(-len(everything) // 4)))
    outcome = await store.call(name, **given, count=size)
    found = builtins(outcome.page.items)
    while (token := outcome.pagination["next"]) is not None:
        outcome = await store.call(name, page_cursor=token)
        found += builtins(outcome.page.items)
        assert len(found) <= len(everything)
    assert found == everything
    if (token := outcome.pagination["previous"]) is not None:
        before = await store.items(name, page_cursor=token)
        assert before == everything[-len(before) - len(builtins(outcome.page.items)) :][: len(before)]


@pytest.mark.parametrize(("cart_id", "name"), SELECTABLE)
async def test_a_sparse_read_is_the_full_one_cut_down(shop: Opened, cart_id: str, name: str) -> None:
    store = shop(cart_id)
    method, served = api.METHODS[name], handler(cart_id, name)
    given = await needed(store, name) | ({"count": "4"} if has(name, "count") else {})
    full = await store.call(name, **given, params="force_all")
    entities = builtins(full.page.items if full.page else [full.result])
    wire = (method.item or method.result).__struct_encode_fields__
    assert served.fields, "the handler does not say which fields it gives"
    for field in sorted(served.fields):
        assert field in wire, field
        sparse = await store.call(name, **given, params=field)
        named = dict(ALIASES.get(name, ())).get(field, (field,))
        cut = [{key: value for key, value in entity.items() if key in named} for entity in entities]
        assert builtins(sparse.page.items if sparse.page else [sparse.result]) == cut, field
    given_keys = {key for entity in entities for key in entity}
    assert given_keys <= served.fields, "fields that are given but not declared"


@pytest.mark.parametrize(("cart_id", "name"), SELECTABLE)
async def test_response_fields_select_as_params_do(shop: Opened, cart_id: str, name: str) -> None:
    store = shop(cart_id)
    if not has(name, "response_fields"):
        return
    method = api.METHODS[name]
    field = sorted(handler(cart_id, name).fields)[0]
    given = await needed(store, name) | ({"count": "4"} if has(name, "count") else {})
    inner = f"{{{method.items}{{{field}}}}}" if method.items else f"{{{field}}}"
    by_fields = await store.call(name, **given, response_fields=f"{{return_code,result{inner}}}")
    by_params = await store.call(name, **given, params=field)
    one, two = builtins(by_fields.result), builtins(by_params.result)
    assert one == ({method.items: two[method.items]} if method.items else two)
    assert by_fields.envelope.wants("return_code")
    assert not by_fields.envelope.wants("pagination")


@pytest.mark.parametrize(("cart_id", "name"), SELECTABLE)
async def test_fewer_fields_never_cost_more_requests(shop: Opened, cart_id: str, name: str) -> None:
    store = shop(cart_id)
    given = await needed(store, name) | ({"count": "4"} if has(name, "count") else {})
    store.connection.forget()
    await store.call(name, **given, params="force_all")
    full = len(store.trace.exchanges)
    for field in ("id", "name"):
        if field in handler(cart_id, name).fields:
            store.connection.forget()
            await store.call(name, **given, params=field)
            assert len(store.trace.exchanges) <= full
            await store.call(name, **given, params=field)
            # What is learned once an hour is known by now: the page, its total, and what its rows stand below.
            assert len(store.trace.exchanges) <= 3, [exchange.url for exchange in store.trace.exchanges]


@pytest.mark.parametrize(("cart_id", "name"), COUNTS)
async def test_a_count_is_the_length_of_the_list(shop: Opened, cart_id: str, name: str) -> None:
    store = shop(cart_id)
    sibling = name.replace(".count", ".list")
    if sibling not in store.platform.handlers:
        pytest.skip(f"{cart_id} counts but does not list")
    given = await needed(store, name)
    (count,) = [
        value for value in builtins((await store.call(name, **given)).result).values() if isinstance(value, int)
    ]
    assert count == len(await store.everything(sibling, **given))


@pytest.mark.parametrize(("cart_id", "name"), INFOS)
async def test_an_info_gives_what_the_list_gives(shop: Opened, cart_id: str, name: str) -> None:
    store = shop(cart_id)
    sibling = f"{name[:-5]}.list"
    if sibling not in store.platform.handlers:
        pytest.skip(f"{cart_id} has no {sibling}")
    given = await needed(store, sibling)
    listed = await store.items(sibling, **given, **whole(sibling), count=5)
    key = "order_id" if name == "order.info" else "id"
    for entity in listed:
        asked = {key: entity[key], **{k: v for k, v in given.items() if has(name, k)}}
        assert builtins((await store.call(name, **asked, **whole(name))).result) == entity


@pytest.mark.parametrize(("cart_id", "name"), [(c, n) for c, n in READS if has(n, "id") and n != "order.list"])
@pytest.mark.parametrize("unknown", ["999999999", "no-such-id"])
async def test_an_unknown_id_is_told_by_name(shop: Opened, cart_id: str, name: str, unknown: str) -> None:
    store = shop(cart_id)
    if name in {"customer.wishlist.list"}:
        return
    given = await needed(store, name) | {"id": unknown}
    given.pop("order_id", None) if name == "order.info" else None
    error = await refused(store, name, **given)
    assert isinstance(error, NotFound | ParameterError), error
    assert unknown in error.message or "'id'" in error.message
    assert error.message.count("\n") == 0


class Watched:
    """Parameters that note which of them are looked at."""

    def __init__(self, params: Any, seen: set[str]) -> None:
        object.__setattr__(self, "_params", params)
        object.__setattr__(self, "_seen", seen)

    @property
    def __class__(self) -> Any:  # handlers that serve several methods ask which of the structs they got
        return type(self._params)

    def __getattr__(self, name: str) -> Any:
        self._seen.add(name)
        return getattr(self._params, name)


@pytest.mark.parametrize(("cart_id", "name"), READS)
async def test_every_declared_parameter_is_looked_at(shop: Opened, cart_id: str, name: str) -> None:
    store = shop(cart_id)
    served = handler(cart_id, name)
    method = served.method
    own = served.parameters - ALWAYS - HINTS - VIEW
    given = await needed(store, name)
    seen: set[str] = set()
    # Some matter only beside others, or only where they are given: where to look for a value, which way to sort.
    for beside in ({}, {"find_value": "a"}, {"sort_by": "id"}, {"avail": True}):
        if beside.keys() <= served.parameters:
            params = method.params(**{**given, **beside})
            client = store.platform.client(
                store.connection, Call(wanted=Selection(everything=True), given=frozenset(beside))
            )
            with contextlib.suppress(PolycartError):
                await served.function(client, Watched(params, seen))
    attributes = {field.encode_name: field.name for field in msgspec.structs.fields(method.params)}
    assert {attributes[parameter] for parameter in own} - seen == set()


def moment(value: Any) -> str:
    """A moment, which the contract writes as an object with its format, or in some places as a text."""
    return value["value"] if isinstance(value, dict) else value


def amid(items: list[Any], path: str, *, below: bool) -> str | None:
    """A date of the list with others on the side that is to be cut off."""
    found = sorted({moment(item[path]) for item in items if item.get(path)})
    return found[(len(found) - 1) // 2 if below else len(found) // 2] if len(found) > 1 else None


def most_common(values: list[Any], told: Callable[[Any], str]) -> Any:
    known = [json.dumps(value) for value in values if value not in (None, "", [], {}) and told(value) not in ("", "0")]
    return json.loads(max(sorted(set(known)), key=known.count)) if known else None


FILTERS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "product_ids": ("id", lambda got, want: got in want.split(",")),
    "ids": ("id", lambda got, want: got in want.split(",")),
    "order_ids": ("order_id", lambda got, want: got in want.split(",")),
    "brand_ids": ("id", lambda got, want: got in want.split(",")),
    "attribute_ids": ("id", lambda got, want: got in want.split(",")),
    "coupons_ids": ("id", lambda got, want: got in want.split(",")),
    "since_id": ("id", lambda got, want: int(got) >= int(want)),
    "sku": ("u_sku", lambda got, want: got == want),
    "type": ("type", lambda got, want: got == want),
    "category_id": ("categories_ids", lambda got, want: want in got),
    "categories_ids": ("categories_ids", lambda got, want: bool(set(want.split(",")) & set(got))),
    "parent_id": ("parent_id", lambda got, want: got == want),
    "customer_id": ("customer", lambda got, want: got["id"] == want),
    "customer_email": ("customer", lambda got, want: got["email"] == want),
    "order_status": ("status", lambda got, want: got["id"] == want),
    "email": ("email", lambda got, want: got == want),
    "status": ("status", lambda got, want: (got["id"] if isinstance(got, dict) else got) == want),
    "avail_view": ("avail_view", lambda got, want: got is (want == "true")),
    "avail_sale": ("avail_sale", lambda got, want: got is (want == "true")),
    "brand_name": ("u_brand", lambda got, want: got == want),
}
"""Filters that mean the same on every platform: the field that they look at, and what its value must be."""

VALUES: dict[str, Callable[[Any], str]] = {
    "customer_id": lambda found: found["id"],
    "customer_email": lambda found: found["email"],
    "order_status": lambda found: found["id"],
    "status": lambda found: found["id"] if isinstance(found, dict) else str(found),
    "category_id": lambda found: found[0],
    "categories_ids": lambda found: ",".join(found[:2]),
    "avail_view": lambda found: "true" if found else "false",
    "avail_sale": lambda found: "true" if found else "false",
}

OF_CHILDREN = {"product_ids": "parent_id", "sku": "sku"}
"""The field that a filter of child items looks at, where it is another."""

UNSEEN = {("product.variant.list", "category_id")}
"""Filters by what the entities themselves do not show."""

NARROWING = [
    (cart_id, name, parameter)
    for cart_id, name in READS
    if api.METHODS[name].items and has(name, "start")
    for parameter in sorted(handler(cart_id, name).parameters & FILTERS.keys())
    if (name, parameter) not in UNSEEN
]


@pytest.mark.parametrize(("cart_id", "name", "parameter"), NARROWING)
async def test_a_declared_filter_narrows_exactly(shop: Opened, cart_id: str, name: str, parameter: str) -> None:
    store = shop(cart_id)
    given = {k: v for k, v in (await needed(store, name)).items() if (k, parameter) != ("product_id", "product_ids")}
    field, fits = FILTERS[parameter]
    if name.startswith("product.child_item"):
        field = OF_CHILDREN.get(parameter, field)
    if parameter in given or field not in api.METHODS[name].item.__struct_encode_fields__:
        return
    everything = await store.everything(name, **given, **whole(name))
    told = VALUES.get(parameter, str)
    found = most_common([item.get(field) for item in everything], told)
    if found is None and LIVE:
        pytest.skip(f"the real shop has no {field}")
    assert found is not None, f"no {field} in the whole list"
    value = told(found)
    narrowed = await store.everything(name, **given, **whole(name), **{parameter: value})
    assert narrowed == [item for item in everything if item.get(field) is not None and fits(item[field], value)]
    assert narrowed


BOUNDS = {"created_from": ">=", "created_to": "<=", "modified_from": ">=", "modified_to": "<="}
DATES = [
    (cart_id, name, parameter)
    for cart_id, name in READS
    if api.METHODS[name].items and has(name, "start")
    for parameter in sorted(handler(cart_id, name).parameters & BOUNDS.keys())
]


@pytest.mark.parametrize(("cart_id", "name", "parameter"), DATES)
async def test_a_date_bound_is_inclusive(shop: Opened, cart_id: str, name: str, parameter: str) -> None:
    store = shop(cart_id)
    given = await needed(store, name)
    kind = "created" if parameter.startswith("created") else "modified"
    names = api.METHODS[name].item.__struct_encode_fields__
    field = next(
        f for f in (f"{kind}_at", f"{kind}_time", "create_at" if kind == "created" else "modified_at") if f in names
    )
    everything = await store.everything(name, **given, **whole(name))
    below = parameter.endswith("_to")
    bound = amid(everything, field, below=below)
    if bound is None:
        pytest.skip("all dates are the same")
    narrowed = await store.everything(name, **given, **whole(name), **{parameter: bound})
    fitting = [
        i for i in everything if i.get(field) and (moment(i[field]) <= bound if below else moment(i[field]) >= bound)
    ]
    assert narrowed == fitting
    assert 0 < len(narrowed) < len(everything)


@pytest.mark.parametrize(("cart_id", "name"), READS)
async def test_a_parameter_that_is_not_served_is_refused_before_any_traffic(
    shop: Opened, cart_id: str, name: str
) -> None:
    store = shop(cart_id)
    served = handler(cart_id, name)
    given = await needed(store, name)
    for field in msgspec.structs.fields(served.method.params):
        if field.encode_name in served.parameters or field.encode_name in given or field.default is True:
            continue
        value = {bool: "true", int: "7", float: "7.5"}.get(_scalar(field.type), "2025-01-01")
        before = len(store.simulator.requests)
        error = await refused(store, name, **given, **{field.encode_name: value})
        assert error.code in {109, 114}, (field.encode_name, error)
        assert len(store.simulator.requests) == before


def _scalar(kind: Any) -> Any:
    text = str(kind)
    return bool if "bool" in text else int if "int" in text else float if "float" in text else str


@pytest.mark.parametrize(("cart_id", "name"), LISTS)
async def test_a_storm_of_refusals_is_sat_out(shop: Opened, cart_id: str, name: str) -> None:
    store = shop(cart_id)
    given = await needed(store, name)
    store.simulator.faults.rate_limit_next(1, retry_after=0)
    try:
        assert isinstance(await store.items(name, **given, count=2), list)
    finally:
        store.simulator.faults.clear()


@pytest.mark.parametrize(("cart_id", "name"), LISTS)
@pytest.mark.parametrize("fault", ["html_with_200", "truncated_json"])
async def test_a_shop_that_answers_nonsense_is_told_in_one_sentence(
    shop: Opened, cart_id: str, name: str, fault: str
) -> None:
    store = shop(cart_id)
    given = await needed(store, name)
    store.connection.forget()
    getattr(store.simulator.faults, fault)()
    try:
        error = await refused(store, name, **given, count=2)
    finally:
        store.simulator.faults.clear()
        store.connection.forget()
    assert error.code in {105, 106, 107}
    assert not isinstance(error, Throttled)
    assert "\n" not in error.sentence
    assert error.sentence.endswith(".")

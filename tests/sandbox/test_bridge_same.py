"""The simulated bridge beside the real one on PHP and MariaDB: the same statements, rows, results and errors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from polycart.core.transport import ANY_ADDRESS, HttpTransport
from polycart.sandbox.bridge import SimulatedBridge
from tests.bridge import servers, shops
from tests.bridge.conftest import SCHEMA
from tests.bridge.test_hostile import WHOLE, places, put
from tests.sandbox import bridge_battery as battery
from tests.sandbox.bridge_pair import NAMES, ROWS, VALUES, Client, client, simulated, sql, told

AT_ONCE = 60
WATCHED: list[Any] = [
    {"do": "select", "table": table, "columns": columns, "order": columns[:2]}
    for table, columns in (
        ("product_values", ["value_id", *NAMES]),
        ("product_pair", ["one", "two", "amount"]),
        ("product_loose", ["loose_id", "word"]),
        ("setting", ["setting_id", "value"]),
        ("customer", ["customer_id", "email"]),
    )
]


class Pair:
    """Both bridges with the same shop behind them."""

    def __init__(self, database: servers.Database, real: Client) -> None:
        self.database = database
        self.shop: SimulatedBridge = simulated()
        self.real, self.simulated = real, client(self.shop)
        self.changed = False

    def reset(self) -> None:
        self.changed = True
        self.database.sql(sql())
        self.shop.reset()

    async def same(self, statements: list[Any], **what: Any) -> None:
        real, other = [await told(bridge, statements, **what) for bridge in (self.real, self.simulated)]
        for place, rows in enumerate(real["rows"]):
            assert other["rows"][place] == rows, statements[place]
        assert other == real, statements


@pytest.fixture(scope="module")
def where() -> Iterator[tuple[servers.Database, str]]:
    with (
        servers.database(SCHEMA + "SET sql_mode = '';" + VALUES + sql()) as database,
        servers.php(shops.build(database.folder / "shop", database), workers=1) as url,
    ):
        yield database, url


@pytest.fixture
async def pair(where: tuple[servers.Database, str]) -> AsyncIterator[Pair]:
    transport = HttpTransport(ANY_ADDRESS)
    made = Pair(where[0], shops.client(where[1], transport=transport))
    yield made
    if made.changed:
        made.reset()
    await transport.close()


@pytest.mark.parametrize("group", ["comparisons", "columns_beside", "functions", "joins"])
async def test_what_is_read_is_the_same(pair: Pair, group: str) -> None:
    statements = getattr(battery, group)()
    assert len(statements) > 10
    for start in range(0, len(statements), AT_ONCE):
        await pair.same(statements[start : start + AT_ONCE])


async def test_references_lead_to_the_same(pair: Pair) -> None:
    for statements in battery.references():
        await pair.same(statements)


@pytest.mark.parametrize("place", range(len(battery.WRONG)))
async def test_what_is_wrong_is_refused_by_the_same_word(pair: Pair, place: int) -> None:
    wrong = battery.WRONG[place]
    await pair.same(wrong if isinstance(wrong, list) else [wrong])


@pytest.mark.parametrize("value", [None, 0, 1.5, [], {}, {"a": 1}, [1, "x"], "x", "p.sku", "' OR '1'='1", True])
async def test_whatever_stands_in_a_place_is_refused_by_the_same_word(pair: Pair, value: Any) -> None:
    for at in places(WHOLE):
        await pair.same([put(WHOLE, at, value)])


@pytest.mark.parametrize("name", NAMES)
async def test_a_column_keeps_and_refuses_the_same(pair: Pair, name: str) -> None:
    pair.reset()
    row = [value.decode() if isinstance(value, bytes) else value for value in ROWS[3]]
    back = [
        {"do": "delete", "table": "product_values", "where": [["value_id", "in", [4, 50]]]},
        battery.insert("product_values", [4, *row], columns=["value_id", *NAMES]),
    ]
    for statement in battery.stored()[:: 3 if name != "code" else 1]:
        if name != [*(statement.get("set") or statement["columns"])][-1]:
            continue
        if statement["do"] == "insert":  # with a number of its own, for InnoDB uses numbers up that SQLite does not
            columns, rows = ["value_id", *statement["columns"]], [[50, *statement["rows"][0]]]
            statement = battery.insert("product_values", *rows, columns=columns)
        await pair.same([statement])
        await pair.same(WATCHED[:1])
        await pair.same(back)


@pytest.mark.parametrize("place", range(len(battery.changes())))
async def test_a_change_does_the_same_or_nothing(pair: Pair, place: int) -> None:
    change = battery.changes()[place]
    statements, what = change if isinstance(change, tuple) else (change, {})
    pair.reset()
    await pair.same(statements if isinstance(statements, list) else [statements], **what)
    await pair.same(WATCHED)


PLAIN, DATED = ("tiny", "small", "price", "code", "note", "exact"), ("day", "moment")
UNDATED, COLUMN = [some.sampled_from([f"t.{name}" for name in names]) for names in (PLAIN, PLAIN + DATED)]
VALUE = some.one_of(
    some.sampled_from([value for value in battery.COMPARED if value is not None]),
    some.integers(-300, 300),
    some.text("abÄ%_1. '\\", max_size=4),
)
COMPARISON = some.one_of(
    some.tuples(COLUMN, some.sampled_from(["=", "!=", "<", "<=", ">", ">=", "like", "not like"]), VALUE).map(list),
    some.tuples(COLUMN, some.sampled_from(["in", "not in"]), some.lists(VALUE, max_size=4)).map(list),
    # Whether a date is null is asked alone, in the battery: beside a comparison of it with what is no date MariaDB
    # folds the two together before it looks at a row, and finds none that each of them finds.
    some.tuples(UNDATED, some.sampled_from(["is null", "not null"])).map(list),
)
WORD = some.sampled_from(["any", "all"])
CONDITION = some.recursive(
    COMPARISON,
    lambda inner: some.dictionaries(WORD, some.lists(inner, max_size=3), min_size=1, max_size=1),
    max_leaves=5,
)
ORDER = [["t.value_id"], ["-t.value_id"], ["t.price", "t.value_id"], ["-t.code"], ["t.kind", "t.value_id"]]
SELECT = some.fixed_dictionaries(
    {
        "do": some.just("select"),
        "table": some.just("product_values"),
        "as": some.just("t"),
        "columns": some.just(["t.value_id", "t.price", "t.code"]),
        "where": some.lists(CONDITION, max_size=3),
        "order": some.sampled_from(ORDER),
    },
    optional={"limit": some.integers(0, 5), "offset": some.integers(0, 5)},
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(statements=some.lists(SELECT, min_size=1, max_size=12))
def test_whatever_is_asked_the_rows_are_the_same(where: tuple[servers.Database, str], statements: list[Any]) -> None:
    async def compare() -> None:
        transport = HttpTransport(ANY_ADDRESS)
        try:
            await Pair(where[0], shops.client(where[1], transport=transport)).same(statements)
        finally:
            await transport.close()

    where[0].sql(sql())
    asyncio.run(compare())

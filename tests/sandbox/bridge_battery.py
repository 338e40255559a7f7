"""Statements for both bridges: every column beside every kind of value, and what else a statement can be."""

from __future__ import annotations

import itertools
from typing import Any

from tests.sandbox.bridge_pair import NAMES

Statement = dict[str, Any]

COMPARED: list[Any] = [
    0, 1, -1, 5, 10, 100, 101, 230, 65535, 991231, 20260101, 20260101000000, 2.5, 10.005, True, None,
    "", "0", "1", "10", "a", "A", "ä", "AB", "ab ", "10a", "zz",
    "100.0000", "100", "-3.5", "Two", "two", "it's", "2026-01-01", "2026-01-01 00:00:00", "2026-1-1", "2026-02-30",
    "2025-06-15T12:30:00", "0000-00-00", "0000-00-00 00:00:00", "1e1", "größe", "GROSSE",
]  # fmt: skip
PATTERNS = [
    "%",
    "a%",
    "A%",
    "%x",
    "1_",
    "50\\% off\\_%",
    "%\\\\%",
    "",
    "GRÖ%",
    "%-01-01%",
    "%.0000",
    "10%",
    "z_",
    "%\n%",
]


def select(table: str = "product_values", columns: Any = ("t.value_id",), **more: Any) -> Statement:
    return {"do": "select", "table": table, "as": "t", "columns": list(columns), "order": ["t.value_id"], **more}


WORDS = ("code", "label", "note", "raw", "exact")


NUMBERS = ("tiny", "small", "big", "price", "rate", "ratio")
MOMENTS = ("day", "moment", "maybe")


def comparisons() -> list[Statement]:
    """Every column of every kind beside every kind of value."""
    found: list[Statement] = []
    for name, value in itertools.product(NAMES, COMPARED):
        found += [select(where=[[f"t.{name}", operator, value]]) for operator in ("=", "!=", "<", ">=")]
    for name, pattern in itertools.product(NAMES, PATTERNS):
        found += [select(where=[[f"t.{name}", operator, pattern]]) for operator in ("like", "not like")]
    for name in NAMES:
        found += [select(where=[[f"t.{name}", operator]]) for operator in ("is null", "not null")]
        found += [select(where=[[f"t.{name}", operator, COMPARED]]) for operator in ("in", "not in")]
        found += [
            select(where=[[f"t.{name}", "in", values]])
            for values in ([], [None], ["a", "10a"], [1, 10, 100], ["1e1", "10"], [59, True], ["2.50", "2.5"])
        ]
    return found


def columns_beside() -> list[Statement]:
    """Every column beside every other."""
    return [
        select(where=[[f"t.{one}", operator, {"c": f"t.{other}"}]])
        for one, other in itertools.combinations(NAMES, 2)
        for operator in ("=", "<")
        if not (one in NUMBERS and other in MOMENTS)  # what no connector compares
    ]


def functions() -> list[Statement]:
    """Every function of every column, in whole and in groups."""
    found: list[Statement] = []
    for name, function, distinct in itertools.product(NAMES, ("count", "sum", "min", "max", "avg"), (False, True)):
        if (function == "avg" and name in ("big", "moment")) or (
            distinct and function in ("sum", "avg") and name in WORDS
        ):
            continue  # beyond the digits of a float; texts that are one number and two texts
        column = {"fn": function, "of": f"t.{name}", "as": "n", "distinct": distinct}
        found.append(select(columns=[column], order=[]))
        found.append(select(columns=["t.tiny", column], group=["t.tiny"], order=["t.tiny"]))
        found.append(select(columns=[column], order=[], where=[["t.value_id", "=", 99]]))
    for name in NAMES:
        found.append(select(columns=[f"t.{name}", "t.value_id"], order=[f"t.{name}", "t.value_id"]))
        found.append(select(columns=[f"t.{name}"], order=[f"-t.{name}", "-t.value_id"], limit=3, offset=2))
        found.append(select(columns=[{"fn": "count", "as": "n"}], group=[f"t.{name}"], order=[f"t.{name}"]))
    return found


def joins() -> list[Statement]:
    """Tables beside each other, and conditions about other tables."""
    product: Statement = {"do": "select", "table": "product", "as": "p", "columns": ["p.product_id", "p.price"]}
    description = {"table": "product_description", "as": "d", "on": [["d.product_id", "=", {"c": "p.product_id"}]]}
    pair = {"table": "product_pair", "as": "x", "on": [["x.one", "=", {"c": "p.product_id"}], ["x.two", "!=", "b"]]}
    image = {"table": "product_image", "as": "i", "where": [["i.product_id", "=", {"c": "p.product_id"}]]}
    wanted = [["p.product_id", "in", [1, 2, 7, 9, 250, 999]]]
    order = ["p.product_id"]
    return [
        product | {"joins": [description], "columns": ["p.product_id", "d.name"], "limit": 3, "order": order},
        product | {"joins": [pair], "columns": ["p.product_id", "x.two", "x.amount"], "order": [*order, "x.two"]},
        product
        | {"joins": [{**pair, "left": True}], "columns": ["p.product_id", "x.two", "x.amount"], "where": wanted,
           "order": [*order, "x.two"]},
        product | {"where": [*wanted, {"exists": image}], "order": ["-p.product_id"]},
        product | {"where": [*wanted, {"missing": {**image, "where": [*image["where"], ["i.sort_order", ">", 300]]}}],
                   "order": order},
        product
        | {"where": [{"any": [["p.sku", "=", "s7"], {"all": [["p.price", ">", 249], ["p.price", "<=", "250.5"]]}]}],
           "order": order},
        product | {"where": [{"any": []}]},
        product | {"where": [{"all": []}], "limit": 1, "order": order},
        product | {"where": [["p.date_added", "<", {"now": True}]], "limit": 2, "order": order},
        product | {"limit": 0},
        product | {"where": [["p.product_id", "in", list(range(0, 1200, 2))]], "order": order},
        product | {"where": [["p.product_id", "not in", [str(n) for n in range(600)]]], "order": order},
        product | {"where": [["p.model", "in", [f"m{n} " for n in range(0, 1200, 3)] * 2]], "order": order},
        product | {"where": [["p.price", "in", [n + 0.5 for n in range(600)]]], "order": order},
        {"do": "select", "table": "setting", "columns": ["setting.key", "setting.value"]},
        {"do": "select", "table": "product_pair", "columns": ["one", "two"]},
        {"do": "select", "table": "product", "columns": ["product.model"], "order": ["product.model"], "limit": 12},
        {"do": "select", "table": "product_description", "columns": ["name"], "order": ["-name"], "limit": 5},
    ]  # fmt: skip


WRONG: list[Any] = [
    {"do": "select"},
    {"do": "select", "table": "product"},
    {"do": "select", "table": "product", "columns": []},
    {"do": "select", "table": "product", "columns": "model"},
    {"do": "select", "table": "nothing", "columns": ["a"]},
    {"do": "select", "table": "product_nothing", "columns": ["a"]},
    {"do": "select", "table": "product`", "columns": ["a"]},
    {"do": "select", "table": "user", "columns": ["username"]},
    {"do": "select", "table": "cart", "columns": ["cart_id"]},
    {"do": "select", "table": "product", "columns": ["nothing"]},
    {"do": "select", "table": "product", "columns": ["MODEL"]},
    {"do": "select", "table": "product", "columns": ["p.model"]},
    {"do": "select", "table": "product", "as": "p", "columns": ["model"], "limit": 1, "order": ["product_id"]},
    {"do": "select", "table": "product", "as": "polycart", "columns": ["model"]},
    {"do": "select", "table": "product", "as": "1", "columns": ["model"]},
    {"do": "select", "table": "product", "columns": ["model"], "limit": -1},
    {"do": "select", "table": "product", "columns": ["model"], "limit": "1"},
    {"do": "select", "table": "product", "columns": ["model"], "limits": 1},
    {"do": "select", "table": "product", "columns": [{"fn": "sleep", "of": "model", "as": "n"}]},
    {"do": "select", "table": "product", "columns": [{"fn": "sum", "as": "n"}]},
    {"do": "select", "table": "product", "columns": [{"fn": "count", "as": "N"}]},
    {"do": "select", "table": "product", "columns": [{"fn": "count", "as": "n", "x": 1}]},
    {"do": "select", "table": "product", "columns": [7]},
    {"do": "select", "table": "product", "columns": ["model"], "where": [["model", "~", "x"]]},
    {"do": "select", "table": "product", "columns": ["model"], "where": [["model", "="]]},
    {"do": "select", "table": "product", "columns": ["model"], "where": [["model", "is null", 1]]},
    {"do": "select", "table": "product", "columns": ["model"], "where": [["model", "=", {"x": 1}]]},
    {"do": "select", "table": "product", "columns": ["model"], "where": [["model", "=", [1]]]},
    {"do": "select", "table": "product", "columns": ["model"], "where": [["model", "in", "x"]]},
    {"do": "select", "table": "product", "columns": ["model"], "where": [["model", "in", {"rows": [0, "x"]}]]},
    {"do": "select", "table": "product", "columns": ["model"], "where": [["model", "=", {"first": [0, "model"]}]]},
    {"do": "select", "table": "product", "columns": ["model"], "where": [["model", "=", {"insert": 0}]]},
    {"do": "select", "table": "product", "columns": ["model"], "where": [["model", "=", 'O:8:"stdClass":0:{}']]},
    {"do": "select", "table": "product", "columns": ["model"], "where": ["model"]},
    {"do": "select", "table": "product", "columns": ["model"], "where": "model"},
    {"do": "select", "table": "product", "columns": ["model"], "where": [{"none": []}]},
    {"do": "select", "table": "product", "columns": ["model"], "joins": [{"table": "category", "on": []}]},
    {"do": "select", "table": "product", "columns": ["sku"], "joins": [{"table": "product", "on": [["sku", "=", 1]]}]},
    {"do": "select", "table": "customer", "columns": ["password"]},
    {"do": "select", "table": "customer", "columns": ["email"], "order": ["-salt"]},
    {"do": "select", "table": "customer", "columns": ["email"], "where": [["password", "not null"]]},
    {"do": "drop", "table": "product"},
    {"table": "product"},
    [],
    [[]],
    ["select"],
]  # fmt: skip


def references() -> list[Any]:
    """Statements that lean on those before them."""
    first = select(
        columns=["t.value_id", "t.price", "t.code", "t.small"], keep=["t.value_id", "t.price", "t.code"], limit=3
    )
    return [
        [first, select(columns=["t.price"], where=[["t.value_id", "in", {"rows": [0, "t.value_id"]}]])],
        [first, select(columns=["t.value_id"], where=[["t.price", "=", {"first": [0, "t.price"]}]])],
        [first, select(columns=["t.value_id"], where=[["t.code", "in", {"rows": [0, "t.code"]}]])],
        [first, select(columns=["t.value_id"], where=[["t.small", "in", {"rows": [0, "t.small"]}]])],
        [first, select(columns=["t.value_id"], where=[["t.value_id", "=", {"first": [0, "t.small"]}]])],
        [first, select(columns=["t.value_id"], where=[["t.value_id", "=", {"first": [1, "t.value_id"]}]])],
        [select(where=[["t.value_id", "=", 99]], keep=["t.value_id"]),
         select(where=[["t.value_id", "in", {"rows": [0, "t.value_id"]}]])],
    ]  # fmt: skip


STORED: list[Any] = [
    0, 1, -1, 127, 128, 65536, 2**31, 2.5, 1.23456, 1e9, True, None, "", "1", "1.5", "2.49", "1abc", "abc", " 7 ",
    "-0.5", "99999999999999", "1.23456", "0.1000", "0.10000000", "Two", "two", "it's", "zzzzzzzzz", "ä  ", "        ",
    "2026-05-06", "2026-05-06 07:08:09", "2026-05-06T07:08:09", "2026-02-30", "2026-5-6", "0000-00-00", "tomorrow",
    "10:20", "2026-05-06 07:08:09.5", "2026-05-06 25:00:00", 20260506, {"add": 1},
]  # fmt: skip


def insert(table: str, *rows: list[Any], columns: Any, **more: Any) -> Statement:
    return {"do": "insert", "table": table, "columns": list(columns), "rows": list(rows), **more}


def stored() -> list[Statement]:
    """Every column given every kind of value, in a new row and in one that exists."""
    found: list[Statement] = []
    for name, value in itertools.product(NAMES, STORED):
        if name in MOMENTS and (value is True or value in (1e9, "1", "1.5", "2.49", " 7 ", {"add": 1})):
            continue  # MySQL reads moments into texts so short; the simulated bridge does not
        if name in ("kind", "raw") and value == {"add": 1}:
            continue
        found.append({"do": "update", "table": "product_values", "set": {name: value}, "where": [["value_id", "=", 4]]})
        if value != {"add": 1}:
            columns = [name] if name == "code" else ["code", name]
            found.append(insert("product_values", [value] if name == "code" else ["new", value], columns=columns))
    return found


def changes() -> list[Any]:
    """What else can be written."""
    two = ("one", "two", "amount")
    upsert = insert("product_pair", [1, "A", "9"], [1, "c", "9"], [1, "b", "2.50"], columns=two, update=["amount"])
    update: Statement = {
        "do": "update",
        "table": "product_pair",
        "set": {"amount": {"add": 1}},
        "where": [["one", "=", 1]],
    }
    new = insert("product_values", ["n1"], columns=["code"])
    loose = [
        insert("product_loose", ["one"], ["two"], columns=["word"]),
        insert("product_loose", ["FIRST"], columns=["word"]),
    ]
    return [
        new,
        [new, insert("product_pair", [{"insert": 0}, "x", 1], columns=two)],
        insert("product_values", ["n1"], ["n2"], ["n3"], columns=["code"]),
        insert("product_values", [50, "n1"], columns=["value_id", "code"]),
        insert("product_values", [50, "n1"], [60, "n2"], columns=["value_id", "code"]),
        insert("product_values", [None, "n1"], columns=["value_id", "code"]),
        insert("product_values", [0, "n1"], columns=["value_id", "code"]),
        insert("product_values", [None, "n1"], [None, "n2"], columns=["code", "label"]),
        insert("product_values", ["n1", None], ["n2", None], columns=["code", "price"]),
        insert("product_values", ["n1", None], ["n2", None], columns=["code", "kind"]),
        insert("product_values", ["n1", None], ["n2", None], columns=["code", "moment"]),
        insert("product_values", ["Zz "], columns=["code"]),
        insert("product_values", ["ÄX"], columns=["code"]),
        insert("product_values", ["A", "9"], ["q", "8"], columns=["code", "price"], update=["price"]),
        insert("product_values", ["A", "100"], columns=["code", "price"], update=["price"]),
        insert("product_values", ["A", "100"], columns=["code", "price"], update=["price", "code"]),
        insert("product_values", ["n"], ["A"], columns=["code"], update=["code"]),
        upsert,
        [upsert, update],
        insert("product_pair", [1, "A", 1], columns=two),
        insert("product_pair", ["x"], columns=["two"]),
        insert("product_pair", [{"insert": 0}, "x", 1], columns=two),
        update,
        update | {"exactly": 2},
        update | {"exactly": 1},
        update | {"most": 1},
        update | {"most": 2},
        update | {"where": [["one", "=", 999]]},
        update | {"where": [["one", "=", 999]], "exactly": 1},
        update | {"where": []},
        update | {"set": {}},
        update | {"set": {"nothing": 1}},
        update | {"set": {"amount": {"add": -0.5}}},
        update | {"set": {"amount": {"add": "1"}}},
        update | {"set": {"two": "same"}},
        update | {"set": {"amount": {"add": 99999999}}},
        update | {"where": [{"exists": {"table": "product", "where": [["product_id", "=", {"c": "one"}]]}}]},
        update | {"where": [{"exists": {"table": "product", "where": [["sku", "=", {"c": "product_pair.two"}]]}}]},
        update | {"where": [["product_pair.two", "like", "a"]]},
        {"do": "update", "table": "product_values", "set": {"small": {"add": -1}}, "where": [["value_id", "=", 1]]},
        {"do": "update", "table": "product_values", "set": {"small": {"add": 1}}, "where": [["value_id", "=", 2]]},
        {"do": "update", "table": "product_values", "set": {"small": {"add": 1}}, "where": [["value_id", ">", 2]]},
        {"do": "update", "table": "product_values", "set": {"tiny": {"add": 1.5}}, "where": [["value_id", ">", 4]]},
        {"do": "update", "table": "product_values", "set": {"big": {"add": 1}}, "where": [["value_id", ">", 0]]},
        {"do": "update", "table": "product_values", "set": {"ratio": {"add": 0.5}}, "where": [["value_id", ">", 0]]},
        {"do": "update", "table": "product_values", "set": {"code": "A"}, "where": [["value_id", "=", 4]]},
        {"do": "update", "table": "product_values", "set": {"code": "A"}, "where": [["value_id", "=", 2]]},
        {"do": "update", "table": "product_values", "set": {"value_id": 99}, "where": [["value_id", "=", 2]]},
        {"do": "delete", "table": "product_pair", "where": [["one", "=", 1]]},
        {"do": "delete", "table": "product_pair", "where": [["one", "=", 1]], "most": 1},
        {"do": "delete", "table": "product_pair", "where": []},
        {"do": "delete", "table": "product_pair"},
        {"do": "delete", "table": "product_pair", "set": {}, "where": [["one", "=", 1]]},
        {"do": "delete", "table": "product_values", "where": [["code", "=", "AX"]]},
        [{"do": "delete", "table": "product_values", "where": [["value_id", "=", 7]]}, new],
        [new, select(where=[["t.value_id", "=", {"insert": 0}]])],
        [new, insert("product_values", ["a"], columns=["code"])],
        [new, insert("user", ["x"], columns=["username"])],
        [new, insert("order", [1], columns=["total"])],
        insert("product_values", ["a", "b"], columns=["code"]),
        insert("product_values", columns=["code"]),
        insert("product_values", ["a"], columns=[]),
        insert("product_values", ["a"], columns=["code"], update=["nothing"]),
        insert("setting", ["config_name", "x"], columns=["key", "value"]),
        insert("setting", ["secret", "x"], columns=["key", "value"]),
        insert("customer", ["bob@example.com", "x"], columns=["email", "password"]),
        insert("product_loose", ["one"], columns=["word"]),
        insert("product_loose", ["one"], ["first"], columns=["word"]),
        loose,
        (loose, {"loose": True}),
        ([*loose, new], {"loose": True}),
        ([new, *loose], {"loose": True}),
        ([loose[0], {"do": "delete", "table": "product_loose", "where": [["word", "=", "TWO"]]}], {"loose": True}),
    ]  # fmt: skip

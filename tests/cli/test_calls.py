"""``polycart call``: any method, its parameters, its forms of output, its errors."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from polycart.cli import output, values
from polycart.core.validation import Repeated


def test_a_call_answers_the_envelope_as_json(command: Any, home: Path) -> None:
    ran = command("call", "category.list", "params=id,name", "count=2", "--home", home)
    assert ran.code == 0
    assert ran.json["return_code"] == 0
    assert [set(one) for one in ran.json["result"]["category"]] == [{"id", "name"}] * 2
    assert ran.json["pagination"]["next"]


def test_a_call_can_go_to_the_platform_without_a_state_folder(command: Any, shop: Any) -> None:
    ran = command("call", "category.count", "--platform", shop.platform, *shop.settings)
    assert ran.code == 0
    assert ran.json["result"]["categories_count"] > 10


def test_csv_has_a_header_and_a_row_for_each(command: Any, home: Path) -> None:
    ran = command("call", "category.list", "params=id,name,created_at", "count=3", "--csv", "--home", home)
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(rows) == 3
    assert rows[0]["name"]


def test_all_goes_through_every_page(command: Any, home: Path) -> None:
    counted = command("call", "category.count", "--home", home).json["result"]["categories_count"]
    ran = command("call", "category.list", "--all", "count=10", "params=id", "--home", home)
    ids = [one["id"] for one in ran.json["result"]["category"]]
    assert len(ids) == len(set(ids)) == counted
    assert ran.err == ""


def test_a_table_shows_what_fits_and_says_what_does_not(command: Any, home: Path) -> None:
    ran = command("call", "category.list", "count=2", "--table", "--home", home)
    assert "name" in ran.out
    assert "2 shown" in ran.err
    one = command("call", "category.info", "id=16", "--table", "--home", home)
    assert "field" in one.out


def test_the_trace_comes_after_the_answer_on_stderr(command: Any, home: Path, shop: Any) -> None:
    ran = command("call", "category.list", "count=2", "--trace", "--home", home)
    assert ran.json["return_code"] == 0
    assert "/wp-json/wc/v3/products/categories" in ran.err
    assert not any(secret in ran.err for secret in shop.credentials.values())
    direct = command("call", "category.count", "--platform", shop.platform, *shop.settings, "--trace")
    assert "/wp-json/wc/v3/products/categories" in direct.err


def test_values_can_be_json_or_come_from_a_file(command: Any, home: Path, tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_text(json.dumps({"name": "From a file", "description": "x"}))
    made = command("call", "category.add", f"@{body}", "sort_order:=3", "--home", home)
    assert made.code == 0, made.err
    key = made.json["result"]["category_id"]
    read = command("call", "category.info", f"id={key}", "params=force_all", "--home", home).json["result"]
    assert (read["name"], read["sort_order"]) == ("From a file", 3)
    assert command("call", "category.delete", f"id={key}", "--home", home).code == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["category.info", "id=999999"], 1, "Error 112:"),
        (["category.list", "count=251"], 1, "Error 109:"),
        (["category.list", "coutn=2"], 1, "Error 109:"),
        (["category.info"], 1, "Error 114:"),
        (["category.lst"], 2, "Did you mean category.list"),
        (["category.list", "oops"], 2, "name=value"),
        (["category.list", "count:={"], 2, "not JSON"),
        (["category.list", "@/nonexistent/x.json"], 2, "can not be read"),
        (["category.list", "--store", "nonesuch"], 2, "no store"),
        (["category.list", "--account", "nonesuch"], 2, "no account"),
        (["category.info", "id=1", "--all"], 2, "pages"),
        (["category.list", "start=3", "--all"], 2, "start"),
        (["category.list", "count=many", "--all"], 2, "a number"),
        (["category.list", "count=251", "--all"], 1, "Error 109:"),
        ([], 2, "Which method"),
    ],
)
def test_what_goes_wrong_is_said_in_one_sentence(
    command: Any, home: Path, words: list[str], code: int, says: str
) -> None:
    ran = command("call", *words, "--home", home)
    assert ran.code == code
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_an_error_is_an_envelope_too(command: Any, home: Path) -> None:
    ran = command("call", "category.info", "id=999999", "--json", "--home", home)
    assert ran.json["return_code"] == 112
    ran = command("call", "category.info", "id=999999", "--csv", "--home", home)
    assert ran.out == ""


def test_without_state_the_way_on_is_shown(command: Any, tmp_path: Path) -> None:
    ran = command("call", "category.list", "--home", tmp_path / "none")
    assert ran.code == 1
    assert "polycart stores add" in ran.err
    assert not (tmp_path / "none").exists()


def test_help_describes_the_parameters_of_a_method(command: Any) -> None:
    ran = command("call", "product.list", "--help")
    assert ran.code == 0
    assert "created_from" in ran.out
    assert "Default: 10" in ran.out
    assert "wc_consumer_key" in command("call", "account.cart.add", "--help").out
    assert "Examples" in command("call", "--help").out


def test_every_method_has_help(command: Any) -> None:
    from polycart import api

    for name in api.METHODS:
        ran = command("call", name, "--help")
        assert ran.code == 0, ran.err
        assert "any" not in {
            line.split()[1] for line in ran.out.splitlines() if line.startswith("  ") and len(line.split()) > 1
        }


def test_a_server_is_called_by_its_address(command: Any) -> None:
    ran = command("call", "category.count", "--url", "http://127.0.0.1:9", "--api-key", "k", "--store", "s")
    assert ran.code == 1
    assert "No connection to '127.0.0.1'" in ran.err
    assert command("call", "category.count", "--url", "http://127.0.0.1:9").code == 2


def test_a_name_given_twice_is_a_list() -> None:
    assert values.arguments(["a=1", "b=x", "a=2"]) == {"a": ["1", "2"], "b": "x"}
    assert isinstance(values.arguments(["a=1", "a=2", "a=3"])["a"], Repeated)
    assert values.arguments(["a:=[1,{}]", "b=c=d", "e="]) == {"a": [1, {}], "b": "c=d", "e": ""}


def test_secrets_come_from_files_and_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    monkeypatch.setenv("SHOP_KEY", "k")
    assert values.settings([f"a=@{tmp_path / 'secret'}", "b=env:SHOP_KEY", "c=plain"]) == {
        "a": "s3cret", "b": "k", "c": "plain",
    }  # fmt: skip


def test_cells_carry_no_control_characters_and_no_formulas() -> None:
    assert output.cell("a\x1b[31mb\x07") == "a [31mb "
    assert output.comma([{"a": "=1+1", "b": -5, "c": None}]) == "a,b,c\n'=1+1,-5,\n"
    assert output.comma([]) == ""


def test_nested_values_become_columns() -> None:
    row = {
        "id": "1",
        "at": {"value": "2026", "format": "Y"},
        "price": {"net": 1, "gross": 2},
        "tags": ["a", "b"],
        "x": [{}],
    }
    assert output.flat(row) == {
        "id": "1", "at": "2026", "price.net": 1, "price.gross": 2, "tags": "a, b", "x": [{}],
    }  # fmt: skip

"""Tables read native records into entities, for any selection, and write parameters back."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from polycart.api.entities import Image
from polycart.api.product.entities import Product, ProductOption
from polycart.api.product.read import ProductListParams
from polycart.core.codecs import boolean, decimal, enum, ids, integer, stamp, text
from polycart.core.mapping import At, Map, computed, constant, each, extras, field, lazy, one, within
from polycart.core.method import UNSET
from polycart.core.selection import ALL, Selection, parse, project


class ImageMap(Map[Image]):
    id = field("id", text)
    http_path = field("src")
    mime_type = field("mime", since="9.0")


class OptionMap(Map[ProductOption]):
    id = field("sku", text)
    name = constant("one option")


async def _units(client: list[int], rows: list[tuple[Any, ...]]) -> list[str]:
    client.append(len(rows))
    return [f"unit of {row[0]}" for row in rows]


class ProductMap(Map[Product]):
    id = field("id", text)
    name = field("title")
    price = field("price", decimal)
    width = field("size.outer.width", decimal)
    height = field("size.height", decimal)
    images = each(ImageMap, "pictures")
    in_stock = computed(lambda status, left: status == "in" and left > 0, "stock.status", At("stock.left", int))
    type = field("kind", enum({"variable": "configurable"}, other="simple"))
    is_virtual = field("virtual", boolean)
    sort_order = field("order", integer)
    create_at = field("made", stamp)
    categories_ids = field("categories", ids)
    weight_unit = lazy(_units, "id")
    additional_fields = extras("colour", shelf="place.shelf")


RECORD: dict[str, Any] = {
    "id": 7,
    "title": "Mug",
    "price": "12.50",
    "size": {"outer": {"width": "3"}, "height": 4},
    "pictures": [{"id": 1, "src": "a.png", "mime": "image/png"}],
    "stock": {"status": "in", "left": 2},
    "kind": "variable",
    "virtual": "yes",
    "order": "5",
    "made": "2026-11-21T00:23:29",
    "categories": [3, "4"],
    "colour": "red",
    "place": {"shelf": 9},
    "unknown": {"to": "us"},
}


def read(record: dict[str, Any], wanted: Selection = ALL, version: tuple[int, ...] | None = None) -> dict[str, Any]:
    reader = ProductMap.reader(wanted, version)
    return json.loads(msgspec.json.encode(reader.load(reader.one(json.dumps(record).encode()))))


def test_a_record_is_read_whole() -> None:
    assert read(RECORD) == {
        "id": "7",
        "name": "Mug",
        "price": 12.5,
        "width": 3.0,
        "height": 4.0,
        "images": [{"id": "1", "http_path": "a.png", "mime-type": "image/png"}],
        "in_stock": True,
        "type": "configurable",
        "is_virtual": True,
        "sort_order": 5,
        "create_at": {"value": "2026-11-21T00:23:29+0000", "format": "Y-m-d\\TH:i:sO"},
        "categories_ids": ["3", "4"],
        "additional_fields": {"colour": "red", "shelf": 9},
    }


@pytest.mark.parametrize(
    "selector",
    ["{id}", "{name,price}", "{width}", "{images{id}}", "{in_stock,type}", "{additional_fields{shelf}}", "{height,id}"],
)
def test_a_sparse_read_is_the_whole_one_cut_down(selector: str) -> None:
    wanted = parse(selector)
    whole = ProductMap.reader(ALL).load(ProductMap.reader(ALL).one(json.dumps(RECORD).encode()))
    assert read(RECORD, wanted) == json.loads(msgspec.json.encode(project(whole, wanted)))


def test_only_the_native_paths_of_the_selection_are_needed() -> None:
    assert ProductMap.reader(parse("{id,width}")).needs == ("id", "size.outer.width")
    assert ProductMap.reader(parse("{in_stock}")).needs == ("stock.left", "stock.status")


def test_a_surplus_field_is_found_by_its_bare_name() -> None:
    assert read(RECORD, Selection.named("colour")) == {"additional_fields": {"colour": "red"}}


@pytest.mark.parametrize("empty", [[], None, False, ""])
def test_php_spellings_of_an_empty_object_read_as_nothing(empty: Any) -> None:
    assert read({**RECORD, "size": empty})["width"] is None


def test_missing_and_null_places_read_as_nothing() -> None:
    assert read({"id": 1, "pictures": None, "stock": {"status": "out", "left": 0}})["price"] is None
    assert read({"id": 1, "pictures": None, "stock": {"status": "out", "left": 0}})["images"] == []


@pytest.mark.parametrize("price", ["", "abc", "NaN", "inf", True, None])
def test_what_is_no_number_reads_as_nothing(price: Any) -> None:
    assert read({**RECORD, "price": price})["price"] is None


def test_fields_of_other_versions_are_left_out() -> None:
    assert "mime-type" not in read(RECORD, version=(8, 9))["images"][0]
    assert read(RECORD, version=(9, 0))["images"][0]["mime-type"] == "image/png"


async def test_lazy_fields_are_fetched_once_a_page_and_only_when_selected() -> None:
    calls: list[int] = []
    reader = ProductMap.reader(Selection.named("id", "weight_unit"))
    rows = reader.many(json.dumps([RECORD, {**RECORD, "id": 8}]).encode())
    entities = await reader.finish(calls, rows)
    assert [entity.weight_unit for entity in entities] == ["unit of 7", "unit of 8"]
    assert calls == [2]
    bare = ProductMap.reader(Selection.named("id"))
    await bare.finish(calls, bare.many(b'[{"id": 1}]'))
    assert calls == [2]
    assert await reader.finish(calls, []) == []
    assert calls == [2]


def test_objects_and_flat_parts_are_read_by_their_own_tables() -> None:
    class Flat(Map[Product]):
        special_price = UNSET
        product_options = computed(lambda: [OptionMap.reader().convert({"sku": "x"})])

    class Holder(Map[Image]):
        custom_fields = one(OptionMap, "inner")
        additional_fields = within(OptionMap)

    reader = Holder.reader()
    loaded = reader.load(reader.one(b'{"inner": {"sku": 1}, "sku": "s"}'))
    assert loaded.custom_fields == ProductOption(id="1", name="one option")
    assert loaded.additional_fields == ProductOption(id="s", name="one option")
    assert reader.load(reader.one(b'{"inner": []}')).custom_fields is None
    assert Flat.reader().convert({}).product_options[0].id == "x"


async def test_what_is_worked_out_or_fetched_is_cut_to_what_is_wanted_below_it() -> None:
    async def fetched(client: None, rows: list[tuple[int]]) -> list[list[ProductOption]]:
        return [[ProductOption(id=str(id), name="fetched")] for (id,) in rows]

    class Cut(Map[Product]):
        images = computed(lambda: [Image(id="1", alt="worked out")])
        product_options = lazy(fetched, "id")

    below = Selection({"images": Selection.named("id"), "product_options": Selection.named("name")})
    reader = Cut.reader(below)
    [loaded] = await reader.finish(None, [reader.one(b'{"id": 7}')])
    assert loaded == Product(images=[Image(id="1")], product_options=[ProductOption(name="fetched")])


def test_the_empty_objects_of_php_are_records_without_the_fields() -> None:
    reader = ProductMap.reader(Selection.named("name"))
    assert [reader.load(row) for row in reader.many(b'[[], {"title": "x"}]')] == [Product(name=None), Product(name="x")]
    assert reader.load(reader.one(b"[]")) == Product(name=None)
    for broken in (b'["x"]', b"{}", b"[1, []]"):
        with pytest.raises(msgspec.ValidationError):
            reader.many(broken)
    with pytest.raises(msgspec.ValidationError):
        reader.one(b"[1]")


def test_a_table_cannot_name_fields_that_its_struct_does_not_have() -> None:
    with pytest.raises(TypeError, match="colour_of_the_sky"):

        class Wrong(Map[Product]):  # pyright: ignore[reportUnusedClass]
            colour_of_the_sky = field("x")


def test_given_parameters_are_written_to_their_native_places() -> None:
    class Query(Map[ProductListParams]):
        created_from = field("after", stamp)
        sku = field("filter.sku")
        type = field("kind", enum({"variable": "configurable"}))
        avail_view = field("visible")

    given = ProductListParams(created_from="2026-11-21T02:00:00+02:00", sku="a,b", type="configurable")
    assert Query.dump(given) == {"after": "2026-11-21T00:00:00", "filter": {"sku": "a,b"}, "kind": "variable"}
    assert Query.names == {"created_from", "sku", "type", "avail_view"}


def test_readers_are_compiled_once_and_their_number_is_bounded() -> None:
    wanted = Selection.named("id", "name")
    assert ProductMap.reader(wanted) is ProductMap.reader(Selection.named("name", "id"))
    for serial in range(600):
        ProductMap.reader(Selection.named("id", f"field_{serial}"))
    assert len(ProductMap._readers) <= 256


def test_a_place_cannot_be_read_both_whole_and_in_parts() -> None:
    class Torn(Map[Product]):
        name = field("size")
        width = field("size.width")

    with pytest.raises(TypeError, match="both whole and by its parts"):
        Torn.reader()

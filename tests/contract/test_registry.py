"""The registry against the reference contract: same methods, parameters and results, name by name and type by type."""

from __future__ import annotations

import json
import keyword
import typing
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import msgspec.inspect as inspect
import pytest

from polycart import api
from polycart.api import METHODS
from polycart.api.parameters import Excludes
from polycart.core.method import Doc, ListParams, Method, Page, Params
from polycart.platforms import platforms
from polycart.platforms.announced import ANNOUNCED, OLDER, WITHDRAWN

REFERENCE = Path(__file__).parents[2].parent / "shared" / "contract"

if not REFERENCE.exists():
    pytest.skip(f"the reference contract is not at {REFERENCE}", allow_module_level=True)

CONTRACT: dict[str, Any] = json.loads((REFERENCE / "methods.json").read_text())["methods"]
SCHEMAS: dict[str, Any] = json.loads((REFERENCE / "schemas.json").read_text())
CARTS: dict[str, Any] = json.loads((REFERENCE / "cart_add_params.json").read_text())
NAMES = sorted(CONTRACT)

CONNECTING = ("account.cart.add", "account.config.update", "cart.create")
"""Methods that also take the credentials of every platform."""

SCALARS: dict[type, str] = {
    inspect.StrType: "string",
    inspect.IntType: "integer",
    inspect.FloatType: "number",
    inspect.BoolType: "boolean",
    inspect.DictType: "object",
    inspect.StructType: "object",
    inspect.ListType: "array",
}

KEPT_APART: dict[tuple[str, str], str] = {
    ("ProductVariantAddBatchItem", "meta_title"): "a number in the reference; texts are taken, too",
    ("ProductVariantAddBatchItem", "meta_description"): "a number in the reference; texts are taken, too",
    ("product.count", "product_attributes"): "texts in the reference, whose example is a list of objects",
    ("product.list", "product_attributes"): "texts in the reference, whose example is a list of objects",
    ("webhook.create", "filtering_conditions"): "of any type in the reference; section 8.4 tells its structure",
    ("webhook.update", "filtering_conditions"): "of any type in the reference; section 8.4 tells its structure",
}
"""Parameters whose type differs from the reference on purpose."""

DEFAULTED = {
    ("ProductAddBookingDetails", "time_strict_type"),
    ("product.variant.image.add", "type"),
    ("product.add", "model"),
}
"""Parameters that the reference calls required although it gives a default, or leaves out in its own examples."""

DEPRECATED_HERE = {"wholesale_price", "personalization_details"}
"""Parameters that the reference calls deprecated in prose only."""

NULLABLE_HERE = {("AccountCart", "bridge_version")}
"""Fields that the reference's schema forbids to be null and its prose (section 6.1) does not."""

RENAMED = {
    "AccountCartList_200_response_result_carts_inner": "AccountCart",
    "AccountFailedWebhooks_200_response_result_webhook_inner": "AccountFailedWebhook",
    "A2CDateTime": "DateTime",
    "Account_SupportedPlatform_params": "AccountPlatformParameters",
    "Account_SupportedPlatform_params_required_inner_inner": "AccountPlatformParameter",
    "Response_Tax_Class_Info_Result": "TaxClassInfo",
}
"""Entities that are not called as in the reference."""


def parameters(name: str) -> dict[str, dict[str, Any]]:
    """The reference's parameters of a method, from query and body alike."""
    declared = CONTRACT[name]
    found = {row["name"]: row for row in declared["params"]}
    return found | ((declared["body"] or {}).get("properties") or {})


@cache
def fields(struct: type[msgspec.Struct]) -> dict[str, inspect.Field]:
    """The fields of a struct by wire name."""
    described = inspect.type_info(struct)
    assert isinstance(described, inspect.StructType)
    return {field.encode_name: field for field in described.fields}


@cache
def notes(struct: type) -> dict[str, tuple[Any, ...]]:
    """What ``Annotated`` says of a struct's fields, by wire name."""
    hints = typing.get_type_hints(struct, include_extras=True)
    names = {field.name: field.encode_name for field in msgspec.structs.fields(struct)}
    return {names[name]: getattr(hint, "__metadata__", ()) for name, hint in hints.items() if name in names}


def bare(described: Any) -> Any:
    """A type without what documents it and without null and unset."""
    while isinstance(described, inspect.Metadata):
        described = described.type
    if isinstance(described, inspect.UnionType):
        rest = [kind for kind in map(bare, described.types) if not isinstance(kind, inspect.NoneType)]
        return rest[0] if len(rest) == 1 else rest
    return described


def nullable(described: Any) -> bool:
    while isinstance(described, inspect.Metadata):
        described = described.type
    return isinstance(described, inspect.UnionType) and described.includes_none


def default(field: inspect.Field) -> Any:
    return None if field.default in (inspect.NODEFAULT, msgspec.UNSET) else field.default


def same_structure(owner: str, struct: type[msgspec.Struct], declared: dict[str, dict[str, Any]]) -> list[str]:
    """Hold a struct of a request against the reference's properties; the answer is what differs."""
    ours, marks, wrong = fields(struct), notes(struct), []
    if missing := declared.keys() - ours.keys():
        wrong.append(f"{owner} lacks {sorted(missing)}")
    if surplus := ours.keys() - declared.keys():
        wrong.append(f"{owner} has {sorted(surplus)}, unknown to the reference")
    for name in ours.keys() & declared.keys():
        wrong += same_parameter(owner, name, ours[name], marks[name], declared[name])
    return wrong


def same_parameter(
    owner: str, name: str, ours: inspect.Field, marks: tuple[Any, ...], declared: dict[str, Any]
) -> list[str]:
    where, wrong = f"{owner}.{name}", []

    def expect(what: str, value: Any, wanted: Any) -> None:
        if value != wanted:
            wrong.append(f"{where}: {what} is {value!r}, not {wanted!r}")

    expect("required", ours.required, bool(declared.get("required")) and (owner, name) not in DEFAULTED)
    expect("default", default(ours), declared.get("default"))
    doc = next(mark for mark in marks if isinstance(mark, Doc))
    expect("deprecated", doc.deprecated, bool(declared.get("deprecated")) or name in DEPRECATED_HERE)
    excludes = next((mark.names for mark in marks if isinstance(mark, Excludes)), ())
    expect("excludes", excludes, tuple(declared.get("x-conflictWith", ())))
    if (owner, name) in KEPT_APART:
        return wrong
    kind = bare(ours.type)
    if isinstance(kind, inspect.LiteralType):
        expect("type", "string", declared["type"])
        choices = declared.get("enum", ["asc", "desc"] if name == "sort_direction" else None)
        expect("choices", set(kind.values), set(choices))
        return wrong
    expect("choices", None, declared.get("enum"))
    expect("type", SCALARS[type(kind)], declared["type"])
    wrong += same_limits(where, name, kind, declared)
    if isinstance(kind, inspect.ListType):
        element = bare(kind.item_type)
        if isinstance(element, inspect.StructType):
            wrong += same_structure(element.cls.__name__, element.cls, declared["items"])
        elif isinstance(element, inspect.LiteralType):
            wrong.append(f"{where}: choices inside a list are not compared")
        else:
            expect("element type", SCALARS[type(element)], declared.get("items_type", "string").removesuffix("(uri)"))
    elif isinstance(kind, inspect.StructType):
        wrong += same_structure(kind.cls.__name__, kind.cls, declared["properties"])
    return wrong


def same_limits(where: str, name: str, kind: Any, declared: dict[str, Any]) -> list[str]:
    least = {"start": 0, "count": 1, "rounding_precision": 1}.get(name, declared.get("minimum"))
    most = {"rounding_precision": 6}.get(name, declared.get("maximum", declared.get("max_from_text")))
    if where == "product.child_item.list.count":
        least = 0
    wanted = {
        "ge": least,
        "le": most,
        "min_length": declared.get("minItems", declared.get("minLength")),
        "max_length": declared.get("maxItems", declared.get("maxLength")),
        "pattern": declared.get("pattern"),
    }
    found = {limit: getattr(kind, limit, None) for limit in wanted}
    return [f"{where}: {k} is {found[k]!r}, not {wanted[k]!r}" for k in wanted if found[k] != wanted[k]]


def same_entity(
    struct: type[msgspec.Struct], schema: dict[str, Any], surplus: frozenset[str] = frozenset()
) -> list[str]:
    """Hold an entity against a schema's fields; the answer is what differs."""
    ours, owner, wrong = fields(struct), struct.__name__, []
    if missing := schema.keys() - ours.keys():
        wrong.append(f"{owner} lacks {sorted(missing)}")
    if unknown := ours.keys() - schema.keys() - surplus:
        wrong.append(f"{owner} has {sorted(unknown)}, unknown to the reference")
    for name in ours.keys() & schema.keys():
        wrong += same_field(owner, name, ours[name], schema[name])
    return wrong


def same_field(owner: str, name: str, ours: inspect.Field, shape: str) -> list[str]:
    kind, where = bare(ours.type), f"{owner}.{name}"
    may_be_null = shape.endswith("?")
    shape = shape.removesuffix("?")
    wrong = [f"{where} cannot be left out"] if ours.required else []
    if nullable(ours.type) != (may_be_null or shape.startswith("@") or (owner, name) in NULLABLE_HERE):
        wrong.append(f"{where}: nullable is {nullable(ours.type)}")
    while shape.startswith("[") and isinstance(kind, inspect.ListType):
        kind, shape = bare(kind.item_type), shape[1:-1]
    if shape.startswith("@"):
        expected = RENAMED.get(shape[1:], shape[1:].replace("_", ""))
        if not isinstance(kind, inspect.StructType) or kind.cls.__name__ != expected:
            wrong.append(f"{where} is no {expected}")
    elif SCALARS.get(type(kind)) != shape:
        wrong.append(f"{where} is {SCALARS.get(type(kind))}, not {shape}")
    return wrong


def referred(struct: type[msgspec.Struct], found: dict[str, type[msgspec.Struct]]) -> None:
    """Collect an entity and all those that its fields refer to."""
    if struct.__name__ in found:
        return
    found[struct.__name__] = struct
    for field in fields(struct).values():
        kind = bare(field.type)
        while isinstance(kind, inspect.ListType):
            kind = bare(kind.item_type)
        if isinstance(kind, inspect.StructType):
            referred(kind.cls, found)


@cache
def entities() -> dict[str, type[msgspec.Struct]]:
    """Every struct that results are made of, by name."""
    found: dict[str, type[msgspec.Struct]] = {}
    for method in METHODS.values():
        for struct in (method.item, method.result):
            if isinstance(struct, type) and issubclass(struct, msgspec.Struct) and not issubclass(struct, Page):
                referred(struct, found)
    return found


def located(name: str) -> Any:
    """A method as an attribute: ``api.order.return_.add``, and ``add_batch`` where ``add`` is a method itself."""
    parts = name.split(".")
    parts[0] = "returns" if parts[0] == "return" else parts[0]
    place: Any = api
    for number, part in enumerate(parts):
        following = getattr(place, f"{part}_" if keyword.iskeyword(part) else part)
        if isinstance(following, Method) and number < len(parts) - 1:
            return getattr(place, "_".join(parts[number:]))
        place = following
    return place


def test_methods_are_those_of_the_contract_in_order() -> None:
    assert list(METHODS) == NAMES
    assert len(METHODS) == 183


@pytest.mark.parametrize("name", NAMES)
def test_every_method_is_an_attribute_under_its_name(name: str) -> None:
    assert located(name) is METHODS[name]


@pytest.mark.parametrize("name", NAMES)
def test_verb_keys_and_way_of_parameters(name: str) -> None:
    ours, declared = METHODS[name], CONTRACT[name]
    assert ours.verb == declared["verb"]
    assert ours.body == bool(declared["body"])
    assert ours.keys == ("store" if "StoreKeyAuth" in declared["security"] else "account")
    assert ours.deprecated == declared["deprecated"]
    assert ours.cursor == (ours.result is Page and "pagination" in declared["response"]["envelope"])
    if "pagination" in declared["response"]["envelope"]:
        assert ours.cursor


@pytest.mark.parametrize("name", [name for name in NAMES if name not in CONNECTING])
def test_parameters(name: str) -> None:
    assert same_structure(name, METHODS[name].params, parameters(name)) == []


@pytest.mark.parametrize("name", CONNECTING)
def test_connecting_methods_take_common_parameters_only(name: str) -> None:
    declared = parameters(name)
    common = {key: declared[key] for key in fields(METHODS[name].params) if key in declared}
    common["cart_id"] = {k: v for k, v in common.get("cart_id", {}).items() if k != "enum"}
    if common["cart_id"] == {}:
        del common["cart_id"]
    assert same_structure(name, METHODS[name].params, common) == []


@pytest.mark.parametrize("name", NAMES)
def test_each_method_has_parameters_of_its_own(name: str) -> None:
    words = "".join(part[:1].upper() + part[1:] for part in name.replace("_", ".").split("."))
    params = METHODS[name].params
    assert params.__name__ == f"{words}Params"
    assert issubclass(params, Params)
    pages = METHODS[name].result is Page and {"start", "count", "page_cursor"} & fields(params).keys()
    assert issubclass(params, ListParams) == bool(pages)


@pytest.mark.parametrize("name", NAMES)
def test_results(name: str) -> None:
    ours, response = METHODS[name], CONTRACT[name]["response"]
    if name == "bridge.download.file":
        assert ours.result is bytes
        return
    if name.startswith("analytics."):  # no envelope in the reference
        assert same_entity(ours.result, SCHEMAS[response["schema"]]["fields"]) == []
        return
    shape: Any = response["result"]
    if ours.result == dict[str, Any]:
        assert shape == "object" or set(shape) <= {"@", "additional_fields", "custom_fields"}
        return
    if ours.result is Page:
        keys = set(shape) - {"@", "additional_fields", "custom_fields"}
        assert keys == {ours.items} | ({ours.counter} if ours.counter else set())
        assert not ours.counter or shape[ours.counter] in ("integer", "integer?")
        (element,) = shape[ours.items]
        assert same_shape(ours.item, element) == []
        return
    surplus = frozenset({"id", "email", "first_name", "last_name"}) if name == "customer.find" else frozenset[str]()
    assert same_shape(ours.result, shape, surplus) == []


def same_shape(ours: Any, shape: Any, surplus: frozenset[str] = frozenset()) -> list[str]:
    """Hold a result against a shape written out in ``methods.json``; what it refers to is compared by name."""
    if isinstance(shape, str):
        return [] if (ours, shape) == (str, "string") else [f"{ours} is not {shape}"]
    flat = {name: flattened(value) for name, value in shape.items() if name != "@"}
    return same_entity(ours, flat, surplus)


def flattened(shape: Any) -> str:
    if isinstance(shape, list):
        return f"[{flattened(shape[0])}]"
    return f"@{shape['@']}" if isinstance(shape, dict) else shape


def test_every_entity_has_the_fields_of_its_schema() -> None:
    known = {RENAMED.get(name, name.replace("_", "")): schema["fields"] for name, schema in SCHEMAS.items()}
    known |= {"OrderCalculate": SCHEMAS["Order_Calculate"]["fields"]}  # a request is called alike; section 13.3
    compared = [name for name in entities() if name in known]
    assert len(compared) > 100
    assert [line for name in compared for line in same_entity(entities()[name], known[name])] == []


def test_entities_carry_what_the_contract_has_no_name_for() -> None:
    for name, schema in SCHEMAS.items():
        ours = entities().get(RENAMED.get(name, name.replace("_", "")))
        if ours is not None and "additional_fields" in schema["fields"]:
            assert list(fields(ours))[-2:] == ["additional_fields", "custom_fields"], name


@cache
def credentials() -> dict[str, tuple[str, Any]]:
    """JSON type and default of every credential, of built, announced and withdrawn platforms."""
    found: dict[str, tuple[str, Any]] = {}
    for platform in platforms().values():
        for name, field in fields(platform.settings).items():
            if name in platform.settings.asked():
                found[name] = (SCALARS[type(bare(field.type))], default(field))
    for credential in [*(one for platform in ANNOUNCED for one in platform.all_credentials()), *WITHDRAWN, *OLDER]:
        kind = bare(inspect.type_info(credential.type))
        found.setdefault(credential.name, (SCALARS[type(kind)], credential.default))
    return found


def common_parameters(name: str) -> set[str]:
    return set(fields(METHODS[name].params))


def test_credentials_of_all_platforms_are_those_of_account_cart_add() -> None:
    common = common_parameters("account.cart.add")
    reference = {name: row for name, row in CARTS["properties"].items() if name not in common}
    assert len(CARTS["properties"]) == 188
    legacy = {one.name for one in (*OLDER, *(one for platform in ANNOUNCED for one in platform.legacy))}
    assert reference.keys() - credentials().keys() == set()
    assert credentials().keys() - reference.keys() - common - legacy == set()
    for name, row in reference.items():
        assert credentials()[name] == (row["type"], row["default"]), name


@pytest.mark.parametrize("name", CONNECTING)
def test_connecting_methods_know_every_parameter_of_the_reference(name: str) -> None:
    assert parameters(name).keys() - common_parameters(name) - credentials().keys() == set()


def test_every_cart_id_is_built_or_announced() -> None:
    announced = [platform.cart_id for platform in ANNOUNCED]
    assert len(announced) == len(set(announced))
    assert set(announced) & platforms().keys() == set()
    assert set(announced) | platforms().keys() == {*CARTS["cart_id_june"], *CARTS["cart_id_august"]}


def test_announced_credentials_are_those_of_the_reference_table() -> None:
    """Every alternative of ``carts.json``, apart from what all bridges share."""
    reference = json.loads((REFERENCE / "carts.json").read_text())
    rows = {row["cart_id"]: row for row in reference["carts"]}
    common = {*reference["common"]} - {"store_key"}
    for platform in ANNOUNCED:
        row = rows[platform.cart_id]
        assert {frozenset(one.name for one in needed) for needed in platform.credentials} == {
            frozenset(needed) for needed in row["required_sets"]
        }, platform.cart_id
        assert {one.name for one in platform.optional} == set(row["optional"]) - common, platform.cart_id
        assert platform.kind == row["method"].removesuffix(" plugin"), platform.cart_id

"""The items of a payload as calls of the single method, checked before anything is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from polycart.core.calls import prepare, refuse
from polycart.core.cursors import Cursors
from polycart.core.errors import MissingParameter, ParameterError, PolycartError, UnsupportedParameter
from polycart.core.method import Method
from polycart.core.platform import Handler, Platform
from polycart.gateway.stores import Unsupported

JOINED = (
    "categories_ids", "related_products_ids", "up_sell_products_ids", "cross_sell_products_ids", "stores_ids",
    "meta_keywords", "search_keywords", "tags",
)  # fmt: skip
"""Lists in a batch that are texts joined by commas in the single method."""

MERGED = ("images", "advanced_prices", *JOINED)
"""What ``nested_items_update_behaviour`` is about."""

RELATIVE = ("increase_quantity", "reduce_quantity", "reserve_quantity")
"""Changes that do more when they are done twice."""

Raw = dict[str, Any]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item as it is kept: the single method's parameters, and what the platform could not take of them."""

    raw: Raw
    left_out: list[str] = []


def read_items(
    platform: Platform[Any],
    single: Method[Any, Any],
    params: Any,
    *,
    cursors: Cursors,
    store: str,
    unsupported: Unsupported = "error",
) -> list[Item]:
    """The payload as calls of ``single``; raises for the first item that cannot be one, naming its place."""
    handler = platform.handlers[single.name]
    merge = getattr(params, "nested_items_update_behaviour", "replace") == "merge"
    shared = _shared(single, params)
    made: list[Item] = []
    for place, item in enumerate(params.payload):
        try:
            raw = _given(item)
            if merge and (nested := [name for name in MERGED if name in raw]):
                raise UnsupportedParameter(nested, platform.title, "merging")
            raw = _joined(_SHAPED.get(single.name, _known)(raw, handler)) | shared
            prepared = prepare(single, raw, cursors, store)
            left_out = refuse(platform, handler, prepared.arguments, unsupported)
        except PolycartError as error:
            raise placed(error, place) from None
        kept = {name: value for name, value in raw.items() if name not in left_out}
        made.append(Item(raw=kept, left_out=left_out))
    return made


def lane_of(single: str, raw: Mapping[str, Any]) -> str:
    """What an item changes: items of one lane are worked off in the payload's order, one after the other."""
    if single.startswith("product.variant"):
        return str(raw.get("product_id", ""))
    if single == "order.shipment.add":
        return str(raw.get("order_id", ""))
    if single.endswith(".add"):
        return str(raw.get("sku") or (raw.get("name"), raw.get("parent_id")))
    return str(raw.get("id", ""))


def placed(error: PolycartError, place: int) -> PolycartError:
    """An error that says which item it is about, in the batch's own words."""
    message = error.message
    for ours, theirs in _CALLED.items():
        message = message.replace(f"'{ours}'", f"'{theirs}'")
    message, named = re.subn(r"(arameters? )'", rf"\1'payload[{place}].", message, count=1)
    kind = MissingParameter if isinstance(error, MissingParameter) else ParameterError
    return kind(message if named else f"payload[{place}]: {message}")


_CALLED = {
    "image_url": "images",
    "image_name": "images[0].name",
    "additional_image_urls": "images",
    "attributes": "combination",
    "tracking_numbers": "tracking_number",
    "tracking_provider": "carrier_name",
}
"""What parameters of the single methods are made from."""


def _shared(single: Method[Any, Any], params: Any) -> Raw:
    """What is said of the whole batch, for those single methods that take it; their own defaults are others."""
    names = [name for name in ("clear_cache", "reindex") if name in single.params.__struct_fields__]
    return {name: bool(getattr(params, name, False)) for name in names}


def _given(item: Any) -> Raw:
    return {name: value for name, value in msgspec.to_builtins(item).items() if value is not None}


def _joined(raw: Raw) -> Raw:
    made = dict(raw)
    for name in JOINED:
        values = made.get(name)
        if not isinstance(values, list):
            continue
        for at, value in enumerate(values):
            if "," in value:
                raise ParameterError(f"Parameter '{name}[{at}]' is not valid. It must not hold a comma.")
        made[name] = ",".join(values)
    return made


def _known(raw: Raw, handler: Handler) -> Raw:
    """Refuse what the single method has no parameter for."""
    if strange := sorted(raw.keys() - set(handler.method.params.__struct_encode_fields__)):
        raise ParameterError(f"Parameter '{strange[0]}' is not supported in a batch of {handler.method.name}.")
    return raw


def _product(raw: Raw, handler: Handler) -> Raw:
    """A product to add; the contract's single method wants a description, a batch does not."""
    made = {"description": "", **raw}
    if isinstance(specifics := made.get("specifics"), dict):
        made["specifics"] = [{"name": name, "value": str(value)} for name, value in specifics.items()]
    if "marketplace_item_properties" in made:
        made["marketplace_item_properties"] = msgspec.json.encode(made["marketplace_item_properties"]).decode()
    if (images := made.pop("images", None)) is not None:
        made |= _pictures(images)
    return _known(made, handler)


def _pictures(images: list[Raw]) -> Raw:
    """The pictures by their addresses: the base picture first, then the others in their order."""
    for at, image in enumerate(images):
        if image.get("label"):
            raise ParameterError(f"Parameter 'images[{at}].label' is not supported in a batch.")
    ordered = sorted(images, key=lambda one: (one.get("type") != "base", one.get("position") or 0))
    made: Raw = {"image_url": ordered[0]["url"]}
    if ordered[0].get("name"):
        made["image_name"] = ordered[0]["name"]
    if len(ordered) > 1:
        made["additional_image_urls"] = [one["url"] for one in ordered[1:]]
    return made


def _variant(raw: Raw, handler: Handler) -> Raw:
    """A variant to add: its combination of option values are the single method's attributes."""
    made = dict(raw)
    made["attributes"] = [
        {"attribute_name": one["option_name"], "attribute_value": one["option_value_name"]}
        for one in made.pop("combination")
    ]
    made.setdefault("model", raw["sku"])
    return _known(made, handler)


def _shipment(raw: Raw, handler: Handler) -> Raw:
    made = dict(raw)
    number = {"tracking_number": made.pop("tracking_number")}
    if (carrier := made.pop("carrier_id", None)) is not None:
        number["carrier_id"] = carrier
    made["tracking_numbers"] = [number]
    if (name := made.pop("carrier_name", None)) is not None:
        taken = "tracking_provider" if "tracking_provider" in handler.parameters else "shipment_provider"
        if taken in made:
            raise ParameterError("Parameter 'carrier_name' can't be used with parameter(s): 'shipment_provider'")
        made[taken] = name
    return _known(made, handler)


_SHAPED: Mapping[str, Callable[[Raw, Handler], Raw]] = {
    "product.add": _product,
    "product.variant.add": _variant,
    "order.shipment.add": _shipment,
}

"""Bodies and what becomes of them: ``WebserviceRequest::saveEntityFromXml``."""

from __future__ import annotations

import re
from html import escape
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from polycart.platforms.prestashop_api.sim import rules
from polycart.platforms.prestashop_api.sim.declared import RESOURCES, Field, Resource
from polycart.platforms.prestashop_api.sim.state import Record, Refusal, Shop, kept, texts_of, whole

CLASSES = {
    "product_options": "AttributeGroup", "product_option_values": "ProductAttribute", "product_features": "Feature",
    "product_feature_values": "FeatureValue", "categories": "Category", "addresses": "Address", "countries": "Country",
    "currencies": "Currency", "order_histories": "OrderHistory", "taxes": "Tax", "order_slip": "OrderSlip",
}  # fmt: skip
"""The PHP class behind a resource, which refusals name; others are the node in camel case."""


def class_of(name: str) -> str:
    """The PHP class of a resource."""
    return CLASSES.get(name) or "".join(part.capitalize() for part in RESOURCES[name].node.split("_"))


def parsed(body: bytes) -> Element:
    """The body as XML."""
    text = body.decode("utf-8", "replace")
    try:
        if "<!DOCTYPE" in text:
            raise ElementTree.ParseError("a document type")
        return ElementTree.fromstring(text)  # noqa: S314 - without a document type there are no entities to expand
    except ElementTree.ParseError as error:
        said = f"XML error : String could not be parsed as XML\nXML length : {len(text)}\nOriginal XML : {text}"
        raise Refusal(500, (127, said)) from error


def save(shop: Shop, name: str, method: str, body: bytes) -> tuple[Record, set[str]]:
    """Create or change the entities of a body; answers the last one, and the fields that were sent for it."""
    resource = RESOURCES[name]
    entities = list(parsed(body))
    ids = [whole(text) for entity in entities if (text := (entity.findtext("id") or "").strip())]
    if method == "POST" and ids:
        raise Refusal(400, (91, "id is forbidden when adding a new resource"))
    if method != "POST":
        if len(set(ids)) != len(ids):
            raise Refusal(400, (89, "id is duplicate in request"))
        if len(ids) != len(entities):
            raise Refusal(400, (90, "id is required when modifying a resource"))
    if not entities:
        raise Refusal(400, (90, "id is required when modifying a resource"))
    records = [_save(shop, name, resource, method, entity) for entity in entities]
    return records[-1], {child.tag for child in entities[-1]}


def _save(shop: Shop, name: str, resource: Resource, method: str, entity: Element) -> Record:
    before: Record | None = None
    if method != "POST":
        before = shop.get(name, whole(entity.findtext("id")))
        if before is None:
            raise Refusal(404, (92, "Invalid ID"))
    given = {child.tag: child for child in entity}
    fields = _fields(shop, resource, method, given, before)
    linked = _linked(resource, given.get("associations"))
    rules.complete(shop, name, fields, before)
    _validate(shop, name, resource, fields)
    if before is None:
        if name == "orders":
            return rules.place_order(shop, fields)
        record = shop.insert(name, fields)
    else:
        record = before
        record.update({key: _kept(shop, resource, key, value) for key, value in fields.items()})
    for association, rows in linked.items():
        record[f"@{association}"] = rows
    stamp = shop.now()
    if "date_upd" in resource.fields:
        record["date_upd"] = stamp
    if before is None and "date_add" in resource.fields and record["date_add"].startswith("0000"):
        record["date_add"] = stamp
    rules.saved(shop, name, record, new=before is None, given=set(given) | set(linked))
    return record


def _kept(shop: Shop, resource: Resource, name: str, value: Any) -> Any:
    return kept(resource.fields[name], value, shop.languages)


def _fields(
    shop: Shop, resource: Resource, method: str, given: dict[str, Element], before: Record | None
) -> dict[str, Any]:
    """The fields that a body sets: a ``PATCH`` those that it names, others all, the absent ones to nothing."""
    made: dict[str, Any] = {}
    for field in resource.fields.values():
        element = given.get(field.name)
        if element is None:
            if method == "PATCH" or field.read_only or field.name in ("date_add", "date_upd"):
                continue
            if field.required and not field.texts:
                raise Refusal(400, (41, f'parameter "{field.name}" required'))
            if not field.worked_out:
                made[field.name] = None
            continue
        if field.read_only:
            said = f'parameter "{field.name}" not writable. Please remove this attribute of this XML'
            raise Refusal(400, (93, said))
        made[field.name] = _text(shop, field, element, before)
    return made


def _text(shop: Shop, field: Field, element: Element, before: Record | None) -> Any:
    if not field.texts:
        return element.text or ""
    languages = element.findall("language")
    if not languages:
        return shop.texts(element.text or "")
    held = dict(before[field.name]) if before else {}
    return held | {whole(language.get("id")): language.text or "" for language in languages}


def _linked(resource: Resource, associations: Element | None) -> dict[str, list[Record]]:
    made: dict[str, list[Record]] = {}
    for association in associations if associations is not None else ():
        known = resource.associations.get(association.tag)
        if known is None:
            raise Refusal(400, (86, f'The association "{association.tag}" does not exists'))
        if known.writable:
            rows = [{child.tag: whole(child.text) if _numeric(child) else child.text or "" for child in item}
                    for item in association]  # fmt: skip
            made[known.name] = [row for row in rows if row]
    return made


def _numeric(element: Element) -> bool:
    return element.tag.startswith("id") or element.tag.endswith("quantity")


RULES: dict[str, re.Pattern[str]] = {
    "Price": re.compile(r"[0-9]{1,10}(\.[0-9]{1,9})?"),
    "NegativePrice": re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,9})?"),
    "UnsignedId": re.compile(r"[0-9]{1,10}"),
    "NullOrUnsignedId": re.compile(r"[0-9]{0,10}"),
    "UnsignedInt": re.compile(r"[0-9]{1,10}"),
    "Int": re.compile(r"-?[0-9]{1,10}"),
    "Bool": re.compile(r"[01]?"),
    "Email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "GenericName": re.compile(r"[^<>={}]*"),
    "CatalogName": re.compile(r"[^<>;=#{}]*"),
    "Name": re.compile(r"[^0-9!<>,;?=+()@#\"°{}_$%:¤|]*"),
    "CustomerName": re.compile(r"[^0-9!<>,;?=+()@#\"°{}_$%:¤|]*"),
    "Reference": re.compile(r"[^<>;={}]*"),
    "LinkRewrite": re.compile(r"[_a-zA-Z0-9\-]+"),
    "PhoneNumber": re.compile(r"[+0-9. ()/-]*"),
    "PostCode": re.compile(r"[a-zA-Z 0-9-]*"),
    "Address": re.compile(r"[^!<>?=+@{}_$%]*"),
    "CityName": re.compile(r"[^!<>;?=+@#\"°{}_$%]*"),
    "Message": re.compile(r"[^<>{}]*"),
    "Ean13": re.compile(r"[0-9]{0,13}"),
    "Upc": re.compile(r"[0-9]{0,12}"),
    "UnsignedFloat": re.compile(r"[0-9]+(\.[0-9]+)?"),
    "Float": re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    "Percentage": re.compile(r"(100|[0-9]{1,2})(\.[0-9]+)?"),
    "Date": re.compile(r"[0-9]{4}-[01]?[0-9]-[0-3]?[0-9]( [0-9]{2}:[0-9]{2}:[0-9]{2})?"),
    "BirthDate": re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?"),
    "TrackingNumber": re.compile(r"[~:#,%&_=()\[\]. ?+\-@/a-zA-Z0-9]+"),
    "ReductionType": re.compile(r"amount|percentage"),
}
"""What values must be (``Validate``); those of the other rules are taken as they are."""


def _validate(shop: Shop, name: str, resource: Resource, fields: dict[str, Any]) -> None:
    for key, value in fields.items():
        field = resource.fields[key]
        rule = RULES.get(field.rule)
        if rule is None and not field.required:
            continue
        table = texts_of(value)
        texts = [value] if table is None else list(table.values())
        if field.required and field.texts and not (texts and texts[0]):
            raise Refusal(400, (84, f'Validation error: "Property {class_of(name)}-&gt;{key} is empty."'))
        wrong = any(text not in (None, "") and rule and not rule.fullmatch(str(text)) for text in texts)
        if wrong or (field.required and not field.texts and value in (None, "")):
            code = 84 if field.texts else 85
            raise Refusal(400, (code, f'Validation error: "Property {escape(class_of(name))}-&gt;{key} is not valid"'))


def delete(shop: Shop, name: str, ids: list[int]) -> None:
    """Delete entities with what hangs on them."""
    absent = [id for id in ids if shop.get(name, id) is None]
    if absent or not ids:
        raise Refusal(404, (87, f"Id(s) not exists: {', '.join(map(str, absent))}"))
    for id in ids:
        rules.delete(shop, name, id)

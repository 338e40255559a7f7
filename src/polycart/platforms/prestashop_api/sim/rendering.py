"""How records are written: JSON, and the little XML that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, cast

import msgspec

from polycart.platforms.prestashop_api.sim.declared import RESOURCES, Association
from polycart.platforms.prestashop_api.sim.derived import associated, worked_out
from polycart.platforms.prestashop_api.sim.state import Record, Shop, texts_of

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n'


def entity(
    shop: Shop, name: str, record: Record, chosen: Mapping[str, list[str] | None] | None, languages: list[int]
) -> Record:
    """A record as it is answered; with one language texts are plain, with several they are listed."""
    resource = RESOURCES[name]
    made: Record = {}
    if chosen is None or "id" in chosen:
        made["id"] = record["id"]
    for field in resource.fields.values():
        if chosen is not None and field.name not in chosen:
            continue
        value = worked_out(shop, name, record, field.name) if field.worked_out else record.get(field.name)
        given = texts_of(value)
        if given is not None:
            texts = [{"id": str(id), "value": given.get(id, "")} for id in languages]
            value = texts[0]["value"] if len(texts) == 1 else texts
        made[field.name] = value
    if chosen is None or any(parts is not None for parts in chosen.values()):
        linked = _associations(shop, name, record, resource.associations.values(), chosen)
        if linked:
            made["associations"] = linked
    return made


def _associations(
    shop: Shop,
    name: str,
    record: Record,
    known: Iterable[Association],
    chosen: Mapping[str, list[str] | None] | None,
) -> Record:
    made: Record = {}
    for association in known:
        if chosen is not None and chosen.get(association.name) is None:
            continue
        rows = associated(shop, name, record, association.name)
        parts = association.fields or ("id",)
        if chosen is not None:
            wanted = chosen[association.name] or []
            # 0 == "id" no longer holds in PHP 8, so what names no fields has none in a sparse answer.
            parts = tuple(part for part in parts if part in wanted) if association.fields else ()
        if rows and parts:
            made[association.name] = [{part: row.get(part) for part in parts} for row in rows]
    return made


def one(name: str, made: Record, *, listed: bool) -> bytes:
    """One entity; without ``display`` what is empty, ``0`` or ``"0"`` is left out (``array_filter``)."""
    resource = RESOURCES[name]
    if listed:
        return msgspec.json.encode({resource.nodes: [made or []]})
    kept = {key: value for key, value in made.items() if value not in (None, "", 0, "0", False, [], {})}
    return msgspec.json.encode({resource.node: kept})


FILLED = frozenset({
    "id", "associations", "type", "condition", "visibility", "id_shop_default", "date_add", "date_upd", "level_depth",
    "nb_products_recursive", "position_in_category", "id_default_group", "secure_key", "passwd", "last_passwd_gen",
    "link_rewrite", "reduction_currency", "manufacturer_name", "id_default_image", "id_default_combination",
})  # fmt: skip
"""What the shop fills in before it answers; the rest of the object is as it was sent."""

_FILLED_FOR = {
    "customer": ("id_lang", "id_shop", "id_shop_group"), "product_feature": ("position",),
    "product_option": ("position",), "order": ("id_address_delivery",),
}  # fmt: skip


def sent(name: str, made: Record, given: set[str]) -> Record:
    """What a ``POST`` or ``PUT`` answers: the object as it was filled, without what columns fall back to."""
    node = RESOURCES[name].node
    shown = given | FILLED | set(_FILLED_FOR.get(node, ()))
    if node == "order":
        shown -= {"date_add", "date_upd", "current_state", "secure_key"}
    return {key: "0" if value == "0.000000" else value for key, value in made.items() if key in shown}


def many(name: str, rows: list[Record]) -> bytes:
    """A list; an empty one has no node."""
    if not rows:
        return b"[]"
    return msgspec.json.encode({RESOURCES[name].nodes: [row or [] for row in rows]})


def errors_json(errors: Iterable[tuple[int, str]]) -> bytes:
    """Refusals in JSON."""
    return msgspec.json.encode({"errors": [{"code": code, "message": message} for code, message in errors]})


def errors_xml(errors: Iterable[tuple[int, str]]) -> bytes:
    """Refusals in XML."""
    inner = "".join(
        f"<error>\n<code><![CDATA[{code}]]></code>\n<message><![CDATA[{message}]]></message>\n</error>\n"
        for code, message in errors
    )
    return f"{HEAD}<errors>\n{inner}</errors>\n</prestashop>\n".encode()


def list_xml(shop: Shop, name: str, rows: list[Record]) -> bytes:
    """The ids of a list in XML."""
    resource = RESOURCES[name]
    inner = "".join(
        f'<{resource.node} id="{row["id"]}" xlink:href="{shop.url}/api/{resource.nodes}/{row["id"]}"/>\n'
        for row in rows
    )
    return f"{HEAD}<{resource.nodes}>\n{inner}</{resource.nodes}>\n</prestashop>\n".encode()


def entity_xml(name: str, made: Record) -> bytes:
    """One entity in XML, without the links of the real one."""
    node = RESOURCES[name].node
    return f"{HEAD}<{node}>\n{_nodes(made)}</{node}>\n</prestashop>\n".encode()


def _nodes(values: Mapping[str, Any]) -> str:
    lines: list[str] = []
    for key, value in values.items():
        inner = texts_of(value)
        if inner is not None:
            lines.append(f"<{key}>\n{_nodes(inner)}</{key}>\n")
        elif isinstance(value, list):
            items = [texts_of(item) for item in cast("list[Any]", value)]
            lines += [f"<{key}>\n{_nodes(item)}</{key}>\n" for item in items if item is not None]
        else:
            lines.append(f"<{key}><![CDATA[{'' if value is None else value}]]></{key}>\n")
    return "".join(lines)


def index(shop: Shop) -> bytes:
    """The list of resources."""
    verbs = ("get", "put", "post", "patch", "delete", "head")
    lines = [f'<api shopName="{escape(shop.setting("PS_SHOP_NAME"))}">\n']
    for name, resource in RESOURCES.items():
        allowed = " ".join(f'{verb}="{"false" if verb.upper() in resource.forbidden else "true"}"' for verb in verbs)
        lines.append(f'<{name} xlink:href="{shop.url}/api/{name}" {allowed}/>\n')
    return (HEAD + "".join(lines) + "</api>\n</prestashop>\n").encode()

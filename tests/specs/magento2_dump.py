"""The database of a recorded Magento shop as the records that its REST API tells, for the simulated shop to load."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "shared" / "stores" / "magento-2.4.7"

Row = dict[str, Any]

_VALUE = re.compile(r"'((?:[^'\\]|\\.|'')*)'|([^,()']+)")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_TYPES = ("int", "varchar", "text", "decimal", "datetime")
LINKS = {1: "related", 3: "associated", 4: "upsell", 5: "crosssell"}
TOP = {"name", "price", "status", "visibility", "weight"}
STORES = ("storeViews", "storeGroups", "websites", "storeConfigs")
ROLES = ("image", "small_image", "thumbnail", "swatch_image")


def _text(found: re.Match[str]) -> Any:
    if found[1] is not None:
        return re.sub(r"\\(.)", lambda each: _ESCAPES.get(each[1], each[1]), found[1].replace("''", "'"), flags=re.S)
    bare = found[2].strip()
    return None if bare == "NULL" else float(bare) if "." in bare else int(bare)


@cache
def tables() -> dict[str, list[Row]]:
    """Every table that has rows, each row by its columns."""
    found: dict[str, list[Row]] = defaultdict(list)
    columns: dict[str, list[str]] = {}
    table, creating, inserting = "", False, False
    with gzip.open(FOLDER / "database.sql.gz", "rt", encoding="utf-8", newline="\n") as dump:
        for line in dump:
            if line.startswith("CREATE TABLE"):
                table, creating = line.split("`")[1], True
                columns[table] = []
            elif creating and line.startswith("  `"):
                columns[table].append(line.split("`")[1])
            elif line.startswith("INSERT INTO"):
                table, creating, inserting = line.split("`")[1], False, True
            elif inserting and line.startswith("("):
                body = line.rstrip().rstrip(",;")[1:-1]
                values = [_text(each) for each in _VALUE.finditer(body)]
                found[table].append(dict(zip(columns[table], values, strict=True)))
            else:
                inserting = False
    return found


@cache
def answers() -> dict[str, Any]:
    """What the shop answered, by the names of the recorded exchanges."""
    lines = (FOLDER / "exchanges.jsonl").read_text("utf-8").splitlines()
    return {each["name"]: each["response"]["body"] for each in map(json.loads, lines)}


def records() -> Row:
    """What the simulator loads: the catalogue from the database, the stores and the inventory from answers."""
    told = answers()
    return {
        **{f"store/{name}": told[f"store.{name}"] for name in STORES},
        "modules": told["modules"],
        "categories/list": categories(),
        "products": products(),
        "products/attributes": attributes(),
        "products/attribute-sets/sets/list": told["attribute_sets"]["items"],
        "products/attribute-sets/groups/list": told["attribute_groups"]["items"],
        "inventory/sources": told["inventory.sources"]["items"],
        "inventory/stocks": told["inventory.stocks"]["items"],
        "inventory/stock-source-links": told["inventory.links"]["items"],
        "inventory/source-items": [
            {name: row[name] for name in ("sku", "source_code", "quantity", "status")}
            for row in tables()["inventory_source_item"]
        ],
        "stockItems": [dict(row) for row in tables()["cataloginventory_stock_item"]],
    }  # fmt: skip


def _by(table: str, *keys: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in tables()[table]:
        found[tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]].append(row)
    return found


def _codes(entity_type: int) -> dict[int, str]:
    return {row["attribute_id"]: row["attribute_code"] for row in tables()["eav_attribute"]
            if row["entity_type_id"] == entity_type}  # fmt: skip


def _values(entity: str, entity_type: int) -> dict[int, Row]:
    """The values of all attributes in the scope of every store view, by entity and code."""
    codes = _codes(entity_type)
    found: dict[int, Row] = defaultdict(dict)
    for kind in _TYPES:
        for row in tables()[f"{entity}_entity_{kind}"]:
            if row["store_id"] == 0 and row["value"] is not None:
                value = row["value"]
                found[row["entity_id"]][codes[row["attribute_id"]]] = f"{value:.6f}" if kind == "decimal" else value
    return found


def categories() -> list[Row]:
    """The categories as their list tells them."""
    values = _values("catalog_category", 3)
    return [
        {
            "id": row["entity_id"],
            "parent_id": row["parent_id"],
            "position": row["position"],
            "level": row["level"],
            "path": row["path"],
            "name": values[row["entity_id"]].get("name", ""),
            "is_active": values[row["entity_id"]].get("is_active") == 1,
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            "custom_attributes": [],
        }
        for row in tables()["catalog_category_entity"]
    ]


def attributes() -> list[Row]:
    """The attributes of products with their options; labels are those of the back office."""
    labels: dict[int, str] = {}
    for row in sorted(tables()["eav_attribute_option_value"], key=lambda each: each["store_id"]):
        labels.setdefault(row["option_id"], row["value"])
    options = _by("eav_attribute_option", "attribute_id")
    catalog = {row["attribute_id"]: row for row in tables()["catalog_eav_attribute"]}
    found: list[Row] = []
    for row in tables()["eav_attribute"]:
        if row["entity_type_id"] != 4:
            continue
        also = catalog[row["attribute_id"]]
        choices = sorted(options.get(row["attribute_id"], []), key=lambda each: (each["sort_order"], each["option_id"]))
        found.append({
            "attribute_id": row["attribute_id"], "attribute_code": row["attribute_code"],
            "frontend_input": row["frontend_input"], "default_frontend_label": row["frontend_label"],
            "frontend_labels": [], "is_required": bool(row["is_required"]),
            "is_user_defined": bool(row["is_user_defined"]), "is_visible": bool(also["is_visible"]),
            "is_visible_on_front": str(also["is_visible_on_front"]), "position": also["position"],
            "scope": ("store", "global", "website")[also["is_global"]], "backend_type": row["backend_type"],
            "apply_to": (also["apply_to"] or "").split(",") if also["apply_to"] else [],
            "options": [{"label": " ", "value": ""}, *(
                {"label": labels.get(each["option_id"], ""), "value": str(each["option_id"])} for each in choices
            )] if choices else [],
        })  # fmt: skip
    return found


def products() -> list[Row]:
    """The products as their list tells them."""
    values = _values("catalog_product", 4)
    skus = {row["entity_id"]: (row["sku"], row["type_id"]) for row in tables()["catalog_product_entity"]}
    sites, links = _by("catalog_product_website", "product_id"), _linked(skus)
    places, media = _by("catalog_category_product", "product_id"), _media(values)
    parts, bundles = _configurables(), _bundles(skus)
    found: list[Row] = []
    for row in tables()["catalog_product_entity"]:
        id, own = row["entity_id"], values[row["entity_id"]]
        numbers = {name: int(own[name]) for name in ("status", "visibility")}
        amounts = {name: float(own[name]) for name in ("price", "weight") if name in own}
        found.append({
            "id": id, **{name: row[name] for name in ("sku", "type_id", "attribute_set_id", "created_at")},
            "updated_at": row["updated_at"], "name": own["name"], **numbers, **amounts,
            "extension_attributes": {
                "website_ids": [each["website_id"] for each in sites[id]],
                "category_links": [
                    {"position": each["position"], "category_id": str(each["category_id"])} for each in places[id]
                ],
                **parts.get(id, {}), **bundles.get(id, {}),
            },
            "product_links": links.get(id, []), "options": [], "tier_prices": [],
            "media_gallery_entries": media.get(id, []),
            "custom_attributes": [
                {"attribute_code": code, "value": str(value)} for code, value in own.items() if code not in TOP
            ],
        })  # fmt: skip
    return found


def _linked(skus: dict[int, tuple[str, str]]) -> dict[int, list[Row]]:
    positions = {each["link_id"]: each["value"] for each in tables()["catalog_product_link_attribute_int"]}
    found: dict[int, list[Row]] = defaultdict(list)
    for row in tables()["catalog_product_link"]:
        sku, kind = skus[row["linked_product_id"]]
        found[row["product_id"]].append({
            "sku": skus[row["product_id"]][0], "link_type": LINKS[row["link_type_id"]], "linked_product_sku": sku,
            "linked_product_type": kind, "position": positions.get(row["link_id"], 0),
            **({"extension_attributes": {"qty": 0}} if row["link_type_id"] == 3 else {}),
        })  # fmt: skip
    return found


def _media(values: dict[int, Row]) -> dict[int, list[Row]]:
    files = {row["value_id"]: row for row in tables()["catalog_product_entity_media_gallery"]}
    found: dict[int, list[Row]] = defaultdict(list)
    for row in tables()["catalog_product_entity_media_gallery_value"]:
        if row["store_id"]:
            continue
        file = files[row["value_id"]]
        roles = [role for role in ROLES if values[row["entity_id"]].get(role) == file["value"]]
        found[row["entity_id"]].append({
            "id": row["value_id"], "media_type": file["media_type"], "label": row["label"], "file": file["value"],
            "position": row["position"], "disabled": bool(row["disabled"]), "types": roles,
        })  # fmt: skip
    return found


def _configurables() -> dict[int, Row]:
    labels = {row["product_super_attribute_id"]: row["value"]
              for row in tables()["catalog_product_super_attribute_label"] if row["store_id"] == 0}  # fmt: skip
    chosen: dict[tuple[int, int], int] = {
        (row["entity_id"], row["attribute_id"]): row["value"] for row in tables()["catalog_product_entity_int"]
    }
    children = _by("catalog_product_super_link", "parent_id")
    found: dict[int, Row] = defaultdict(lambda: {"configurable_product_options": [], "configurable_product_links": []})
    for parent, rows in children.items():
        found[parent]["configurable_product_links"] = [row["product_id"] for row in rows]
    for row in tables()["catalog_product_super_attribute"]:
        used = {chosen[child["product_id"], row["attribute_id"]] for child in children[row["product_id"]]}
        found[row["product_id"]]["configurable_product_options"].append({
            "id": row["product_super_attribute_id"], "attribute_id": str(row["attribute_id"]),
            "label": labels[row["product_super_attribute_id"]], "position": row["position"],
            "values": [{"value_index": value} for value in sorted(used)], "product_id": row["product_id"],
        })  # fmt: skip
    return found


def _bundles(skus: dict[int, tuple[str, str]]) -> dict[int, Row]:
    titles = {row["option_id"]: row["title"] for row in tables()["catalog_product_bundle_option_value"]}
    chosen = _by("catalog_product_bundle_selection", "option_id")
    values = _values("catalog_product", 4)
    found: dict[int, Row] = defaultdict(lambda: {"bundle_product_options": []})
    for row in tables()["catalog_product_bundle_option"]:
        found[row["parent_id"]]["bundle_product_options"].append({
            "option_id": row["option_id"], "title": titles[row["option_id"]], "required": bool(row["required"]),
            "type": row["type"], "position": row["position"], "sku": skus[row["parent_id"]][0],
            "product_links": [
                {
                    "id": str(each["selection_id"]), "sku": skus[each["product_id"]][0], "option_id": row["option_id"],
                    "qty": each["selection_qty"], "position": each["position"], "is_default": bool(each["is_default"]),
                    "price": float(values[each["product_id"]]["price"]), "price_type": None,
                    "can_change_quantity": each["selection_can_change_qty"],
                }
                for each in chosen[row["option_id"]]
            ],
        })  # fmt: skip
    return found

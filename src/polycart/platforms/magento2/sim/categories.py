"""The tree of categories: one, the list, the tree itself, and which products stand in which.

Table `categories` by id: `parent_id`, `position`, `path`, `level`, dates and `values` by attribute and store view.
Records: `categories`, as the list tells them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from polycart.platforms.magento2.sim import products, stores, values
from polycart.platforms.magento2.sim.criteria import fields, searched
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import ADMIN, Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, listed, mapped, no_entity, rows
from polycart.sandbox.catalogue import Catalogue

RESOURCE = "Magento_Catalog::categories"
ROOT, DEFAULT = 1, 2
TYPES = {
    "Category": """id int, parent_id int, name string, is_active bool, position int, level int, children string,
        created_at string, updated_at string, path string, available_sort_by string[], include_in_menu bool,
        extension_attributes any, custom_attributes custom""",
    "CategoryProduct": "sku string, position int, category_id string, extension_attributes any",
}
OWN = ("name", "is_active", "include_in_menu", "available_sort_by")
COMPUTED = ("path", "children_count", "position", "level", "children", "all_children", "path_in_store", "url_path")
EMPTY = 'The "%1" attribute value is empty. Set the attribute and try again.'
CLASH = "URL key for specified store already exists."
NO_LATIN = (
    'Invalid URL key. The "%1" category name can not be used to generate Latin URL key. Please add URL key or change '
    "category name using Latin letters and numbers to avoid generating URL key issues."
)


def found(shop: Shop, number: int, shown: Any = None, field: str = "id") -> Json:
    """The category with this id, or the vendor's refusal."""
    one = shop.table("categories").get(number)
    if one is None:
        raise no_entity(field, number if shown is None else shown)
    return one


def children(shop: Shop, number: int) -> list[Json]:
    """The categories right below one, in order of position."""
    index: dict[int, list[Json]] | None = shop.indexes.get("children")
    if index is None:
        index = shop.indexes["children"] = {}
        for one in shop.table("categories").values():
            index.setdefault(one["parent_id"], []).append(one)
        for held in index.values():
            held.sort(key=lambda c: (c["position"], c["id"]))
    return index.get(number, [])


def below(shop: Shop, category: Json) -> list[Json]:
    """All categories under one."""
    start = f"{category['path']}/"
    return [c for c in shop.table("categories").values() if c["path"].startswith(start)]


def show(shop: Shop, category: Json, store: int) -> Json:
    """A category as the vendor tells it."""
    told: Json = {"id": category["id"], "parent_id": category["parent_id"], "name": values.get(category, "name", store)}
    active = values.get(category, "is_active", store)
    if active is not None:
        told["is_active"] = active == "1"
    told |= {"position": category["position"], "level": category["level"]}
    active_ones = [c["id"] for c in children(shop, category["id"]) if values.get(c, "is_active", store) == "1"]
    told["children"] = ",".join(str(number) for number in sorted(active_ones))
    told |= {name: category[name] for name in ("created_at", "updated_at", "path")}
    sort = values.get(category, "available_sort_by", store)
    if sort:
        told["available_sort_by"] = str(sort).split(",")
    told["include_in_menu"] = values.get(category, "include_in_menu", store) != "0"
    customs: Json = {c: values.get(category, c, store) for c in category["values"] if c not in OWN}
    customs |= {"path": category["path"], "children_count": str(len(below(shop, category)))}
    known = shop.table("category_attributes")
    codes = sorted((c for c in customs if customs[c] is not None), key=lambda c: known[c]["attribute_id"])
    return told | {"custom_attributes": [{"attribute_code": c, "value": customs[c]} for c in codes]}


def _read(shop: Shop, call: Call) -> Json:
    store = call.args["store_id"]
    return show(shop, found(shop, call.int("category_id")), call.store if store is None else store)


def _list(shop: Shop, call: Call) -> Json:
    criteria = call.args["search_criteria"]
    known = shop.table("category_attributes")
    for field in fields(criteria):
        if field not in known and field not in ("entity_id", "parent_id", "created_at", "updated_at"):
            raise Refusal(400, 'The "%1" attribute name is invalid. Reset the name and try again.', [field])

    def read(category: Json, field: str) -> Any:
        if field == "entity_id":
            return category["id"]
        return category[field] if field in category else values.get(category, field, call.store)

    held = sorted(shop.table("categories").values(), key=lambda c: c["id"])
    return searched(shop, criteria, held, read, lambda c: show(shop, c, call.store))


def _tree(shop: Shop, call: Call) -> Json:
    root, depth = call.args["root_category_id"], call.args["depth"]
    top = found(shop, DEFAULT if root is None else root)
    return _branch(shop, top, call.store, depth)


def _branch(shop: Shop, category: Json, store: int, depth: int | None) -> Json:
    active = values.get(category, "is_active", store)
    told: Json = {"id": category["id"], "parent_id": category["parent_id"], "name": values.get(category, "name", store)}
    told |= {"is_active": None if active is None else active == "1", "position": category["position"]}
    told |= {"level": category["level"], "product_count": _count(shop, category, store)}
    under = [] if depth is not None and depth <= 0 else children(shop, category["id"])
    left = None if depth is None else depth - 1
    return told | {"children_data": [_branch(shop, c, store, left) for c in under]}


def _count(shop: Shop, category: Json, store: int) -> int:
    """Of an anchor the visible products in it and below it, of others all that stand in it, children included."""
    anchor = values.get(category, "is_anchor", store) == "1"
    wanted = {str(category["id"]), *(str(c["id"]) for c in below(shop, category) if anchor)}
    found = 0
    for product in shop.table("products").values():
        if any(link["category_id"] in wanted for link in product["category_links"]):
            found += not anchor or str(values.get(product, "visibility", store)) != "1"
    return found


def add(shop: Shop, parent: Json | None, number: int, position: int) -> Json:
    """A new category of which only the place is known."""
    at = shop.now()
    made: Json = {"id": number, "parent_id": parent["id"] if parent else 0, "position": position, "values": {}}
    made |= {"path": f"{parent['path']}/{number}" if parent else str(number), "created_at": at, "updated_at": at}
    made["level"] = made["path"].count("/")
    shop.table("categories")[number] = made
    shop.indexes.pop("children", None)
    return made


def _unsaved(reason: str) -> Refusal:
    return Refusal(400, "Could not save category: %1", [reason])


def _save(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["category"])
    number = call.args.get("id") or sent.get("id")
    held = found(shop, number) if number else None
    if held is None:
        parent = found(shop, sent.get("parent_id") or DEFAULT)
        if not sent.get("name"):
            raise _unsaved(EMPTY.replace("%1", "Name"))
        if sent.get("is_active") is None:
            raise _unsaved(EMPTY.replace("%1", "Is Active"))
    elif sent.get("name") == "":
        raise _unsaved(EMPTY.replace("%1", "Name"))
    else:
        parent = shop.table("categories").get(held["parent_id"])
    codes = _codes(shop, sent)
    key = _url_key(shop, sent, codes.pop("url_key", None), held, parent, call.store)
    new = held is None
    if held is None:
        last = max((c["position"] for c in children(shop, parent["id"] if parent else 0)), default=0)
        place = sent.get("position") or last + 1
        held = add(shop, parent, shop.next("categories"), place)
        codes = {"include_in_menu": "1", "is_anchor": "1"} | codes
    elif sent.get("position") is not None:
        held["position"] = sent["position"]
    if key:
        codes["url_key"] = key
    known = shop.table("category_attributes")
    for code, value in codes.items():
        values.put(shop, held, known[code], values.kept(known[code], value), call.store, new=new)
    _paths(shop, held)
    held["updated_at"] = shop.now()
    shop.indexes.pop("children", None)
    return show(shop, held, call.store)


def _codes(shop: Shop, sent: Json) -> Json:
    known = shop.table("category_attributes")
    made: Json = {name: sent[name] for name in OWN if name in sent}
    for one in rows(sent.get("custom_attributes")):
        if one["attribute_code"] in known and one["attribute_code"] not in COMPUTED:
            made[one["attribute_code"]] = one["value"]
    return made


def _url_key(shop: Shop, sent: Json, key: Any, held: Json | None, parent: Json | None, store: int) -> str:
    """The new part of the address, empty where it stays; siblings must not share one."""
    if held is not None and key is None:
        return ""
    made = values.url_key(str(key or sent.get("name") or ""))
    if not made:
        raise _unsaved(NO_LATIN.replace("%1", str(sent.get("name"))))
    for other in children(shop, parent["id"] if parent else 0):
        if other is not held and values.get(other, "url_key", store) == made:
            raise _unsaved(CLASH)
    return made


def _paths(shop: Shop, category: Json) -> None:
    """Write the whole addresses of a category and of all below it."""
    for one in [category, *sorted(below(shop, category), key=lambda c: c["level"])]:
        parent = shop.table("categories").get(one["parent_id"])
        for store in list(one["values"].get("url_key", {})):
            above = values.get(parent, "url_path", store) if parent and parent["id"] > DEFAULT else None
            key = one["values"]["url_key"][store]
            one["values"].setdefault("url_path", {})[store] = f"{above}/{key}" if above else key


def _move(shop: Shop, call: Call) -> bool:
    held, parent = found(shop, call.int("category_id")), found(shop, call.int("parent_id"))
    if parent["path"].startswith(f"{held['path']}/"):
        raise Refusal(400, "Operation do not allow to move a parent category to any of children category")
    if parent["path"] == held["path"]:
        raise Refusal(400, "Could not move category")
    after, siblings = call.args["after_id"], children(shop, parent["id"])
    # What is not named, or comes later than all, is the last child there is, be it the moved one itself.
    if siblings and (after is None or after > siblings[-1]["id"]):
        after = siblings[-1]["id"]
    known = shop.table("categories").get(after or 0)
    for one in children(shop, held["parent_id"]):
        one["position"] -= one["position"] > held["position"]
    place = known["position"] + 1 if known else 1
    for one in siblings:
        one["position"] += one["position"] >= place
    held["position"] = place
    old, new = held["path"], f"{parent['path']}/{held['id']}"
    for one in [held, *below(shop, held)]:
        one["path"] = new + one["path"][len(old) :]
        one["level"] = one["path"].count("/")
    held["parent_id"] = parent["id"]
    shop.indexes.pop("children", None)
    _paths(shop, held)
    return True


def _delete(shop: Shop, call: Call) -> bool:
    number = call.int("category_id")
    held = found(shop, number)
    if number in (ROOT, DEFAULT):
        raise Refusal(400, "Cannot delete category with id %1", [str(number)])
    gone = {str(c["id"]) for c in [held, *below(shop, held)]}
    for one in gone:
        del shop.table("categories")[int(one)]
    for product in shop.table("products").values():
        if product["category_links"]:
            product["category_links"] = [k for k in product["category_links"] if k["category_id"] not in gone]
    shop.indexes.pop("children", None)
    return True


def _products(shop: Shop, call: Call) -> list[Json]:
    """The products that a shop front would show there: visible ones, and below an anchor those of all its branches."""
    held = found(shop, call.int("category_id"))
    wanted = {str(held["id"])}
    if values.get(held, "is_anchor", call.store) == "1":
        wanted |= {str(c["id"]) for c in below(shop, held)}
    told: list[Json] = []
    for product in shop.table("products").values():
        mine = [k for k in product["category_links"] if k["category_id"] in wanted]
        if mine and str(values.get(product, "visibility", call.store)) != "1":
            own = next((k for k in mine if k["category_id"] == str(held["id"])), mine[0])
            told.append({"sku": product["sku"], "position": own["position"], "category_id": str(held["id"])})
    return sorted(told, key=lambda row: row["position"])


def _assign(shop: Shop, call: Call) -> bool:
    sent = mapped(call.args["product_link"])
    text = str(call.args.get("category_id") or sent.get("category_id") or "")
    held = found(shop, int(text) if text.isdigit() else 0, text)
    product = products.by_sku(shop, str(sent.get("sku")))
    kept = [k for k in product["category_links"] if k["category_id"] != str(held["id"])]
    kept.append({"position": sent.get("position") or 0, "category_id": str(held["id"])})
    product["category_links"] = sorted(kept, key=lambda k: int(k["category_id"]))
    return True


def _unassign(shop: Shop, call: Call) -> bool:
    held = found(shop, call.int("category_id"))
    product = products.by_sku(shop, call.text("sku"))
    kept = [k for k in product["category_links"] if k["category_id"] != str(held["id"])]
    if len(kept) == len(product["category_links"]):
        raise Refusal(400, "The category doesn't contain the specified product.")
    product["category_links"] = kept
    return True


def _roots(shop: Shop, name: str, at: str) -> None:
    for number, parent, title in ((ROOT, None, "Root Catalog"), (DEFAULT, ROOT, name)):
        above = shop.table("categories").get(parent) if parent else None
        made = add(shop, above, number, 0 if number == ROOT else 1)
        made |= {"created_at": at, "updated_at": at}
        made["values"] = {"name": {ADMIN: title}, "include_in_menu": {ADMIN: "1"}}
    shop.table("categories")[DEFAULT]["values"] |= {"is_active": {ADMIN: "1"}, "display_mode": {ADMIN: "PRODUCTS"}}
    shop.seen("categories", DEFAULT)


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """The catalogue's tree below the default root; ids go on from there, as a real shop would give them."""
    opened = "2024-01-15 09:30:00"
    _roots(shop, "Default Category", opened)
    ids: dict[int, int] = {0: DEFAULT}
    for category in catalogue.categories:
        number = ids[category.id] = shop.next("categories")
        made = add(shop, shop.table("categories")[ids[category.parent_id]], number, category.position + 1)
        made |= {"created_at": opened, "updated_at": opened}
        held: Json = {"name": category.name, "is_active": "1", "include_in_menu": "1", "is_anchor": "1"}
        held["url_key"] = category.slug
        if category.description:
            held["description"] = category.description
        if category.image:
            held["image"] = f"/media/catalog/category/{category.image.url.rsplit('/', 1)[-1]}"
        made["values"] = {code: {ADMIN: value} for code, value in held.items()}
        _paths(shop, made)
    shop.tables["category_ids"] = {n: {"id": number} for n, number in ids.items()}
    _french(shop)


def _french(shop: Shop) -> None:
    """A few texts of the French view."""
    for one in shop.table("categories").values():
        french = {"Men": "Hommes", "Women": "Femmes", "Books": "Livres"}.get(values.get(one, "name", ADMIN))
        if french and len(stores.views(shop)) > 1:
            one["values"]["name"][2] = french


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """Categories as lists told them."""
    _roots(shop, "Default Category", "2026-01-01 00:00:00")
    held: Iterable[Json] = sorted(rows(records.get("categories")), key=lambda c: c.get("level", 0))
    for row in held:
        number = row["id"]
        made = shop.table("categories").get(number) or add(
            shop, shop.table("categories").get(row["parent_id"]), number, 0
        )
        names = ("parent_id", "position", "level", "path", "created_at", "updated_at")
        made |= {name: row[name] for name in names if name in row}
        customs = {a["attribute_code"]: a["value"] for a in rows(row.get("custom_attributes"))}
        own: Json = {name: values.kept({"backend_type": "int"}, row[name]) for name in OWN[1:3] if name in row}
        mine: Json = own | {"name": row["name"]} | {c: v for c, v in customs.items() if c not in COMPUTED[:-1]}
        if listed(row.get("available_sort_by")):
            mine["available_sort_by"] = ",".join(row["available_sort_by"])
        made["values"] = {code: {ADMIN: value} for code, value in mine.items()}
        shop.seen("categories", number)
    shop.indexes.pop("children", None)


CATEGORY = "categoryId:int"
PLACED = "categoryId:string= productLink:CategoryProduct"
ROUTES: tuple[Route, ...] = (
    route("GET categories", _tree, "rootCategoryId:int= depth:int=", resource=RESOURCE),
    route("POST categories", _save, "category:Category", resource=RESOURCE),
    route("PUT categories/:id", _save, "id:int= category:Category", resource=RESOURCE),
    route("GET categories/list", _list, "searchCriteria:SearchCriteria", resource=RESOURCE),
    route("GET categories/:categoryId", _read, f"{CATEGORY} storeId:int=", resource=RESOURCE),
    route("DELETE categories/:categoryId", _delete, CATEGORY, resource=RESOURCE),
    route("PUT categories/:categoryId/move", _move, f"{CATEGORY} parentId:int afterId:int=", resource=RESOURCE),
    route("GET categories/:categoryId/products", _products, CATEGORY, resource=RESOURCE),
    route("POST categories/:categoryId/products", _assign, PLACED, resource=RESOURCE),
    route("PUT categories/:categoryId/products", _assign, PLACED, resource=RESOURCE),
    route("DELETE categories/:categoryId/products/:sku", _unassign, f"{CATEGORY} sku:string", resource=RESOURCE),
)

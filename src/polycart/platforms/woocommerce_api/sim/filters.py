"""Which products and variations a list request means, and in which order."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from polycart.platforms.woocommerce_api.sim import pricing
from polycart.platforms.woocommerce_api.sim.items import is_living
from polycart.platforms.woocommerce_api.sim.shop import BY_POST, Key, Shop, chosen, dated, matches, ordered, slugify
from polycart.platforms.woocommerce_api.sim.wire import Call, Json, listed, rows

Test = Callable[[Json], Any]


def _all_prices(shop: Shop, record: Json) -> list[Decimal]:
    from polycart.platforms.woocommerce_api.sim.products import prices

    return prices(shop, record) if "variations" in record else [pricing.number(record["price"])]


def products(shop: Shop, call: Call) -> list[Json]:
    """The products a request means; asking by sku finds variations too."""
    p = call.params
    pool = list(shop.products.values())
    if p.get("sku") or p.get("search_sku") or p.get("search_name_or_sku"):
        pool += list(shop.variations.values())
    found = dated(call, chosen(call, pool))
    for test in (*_common(shop, p), *_catalogue(shop, p)):
        found = [r for r in found if test(r)]
    return _sorted(shop, call, found)


def variations(shop: Shop, call: Call, parent: Json | None) -> list[Json]:
    """The variations of a product that a request means; those of all products where there is none."""
    p = call.params
    pool = parent["variations"] if parent else list(shop.variations)
    found = dated(call, chosen(call, (shop.variations[n] for n in pool if n in shop.variations)))
    tests = _common(shop, p)
    if p.get("search"):
        # The search without a parent is another one, which takes the words as they stand.
        tests.append(partial(_mentions, shop, p["search"].lower()) if parent is None else _worded(p["search"]))
    if p.get("has_price") is not None:
        tests.append(lambda r: (r["price"] != "") is p["has_price"])
    tests += [_with_choice(wanted) for wanted in rows(p.get("attributes"))]
    for test in tests:
        found = [r for r in found if test(r)]
    return _sorted(shop, call, found)


def _worded(words: str) -> Test:
    return lambda r: matches(r, words, "description", "name", "sku")


def _mentions(shop: Shop, words: str, variation: Json) -> bool:
    """Whether the whole title, the own SKU or one chosen value has the words."""
    values = [slugify(c["option"]) if c["id"] else c["option"] for c in variation["attributes"]]
    return any(words in text.lower() for text in (title(shop, variation), variation["sku"], *values))


def title(shop: Shop, variation: Json) -> str:
    """A variation's title in the database: that of its parent, and what was chosen if that is short."""
    parent = shop.products.get(variation["parent_id"])
    named, choices = str(parent["name"]) if parent else "", variation["attributes"]
    long = len(choices) > 2 or (len(choices) > 1 and any("-" in c["slug"] for c in choices))
    return named if long or not variation["name"] else f"{named} - {variation['name']}"


def _with_choice(wanted: Json) -> Test:
    terms = {str(t).lower() for t in [*(listed(wanted.get("terms")) or []), wanted.get("term")] if t}
    return lambda r: any(a["slug"] == wanted.get("attribute") and a["option"].lower() in terms for a in r["attributes"])


def _common(shop: Shop, p: Json) -> list[Test]:
    """The filters that products and variations share."""
    tests: list[Test] = [_status(p)]
    if p.get("sku"):
        skus = {s.strip() for s in p["sku"].split(",")}
        tests.append(lambda r: r["sku"] in skus)
    if p.get("slug"):
        tests.append(lambda r: (r.get("slug") or slugify(title(shop, r))) == p["slug"])
    if p.get("parent"):
        tests.append(lambda r: r.get("parent_id") in p["parent"])
    if p.get("parent_exclude"):
        tests.append(lambda r: r.get("parent_id") not in p["parent_exclude"])
    same = [n for n in ("stock_status", "virtual", "downloadable") if p.get(n) is not None]
    tests += [partial(_equal, name=n, value=p[n]) for n in same]
    if p.get("on_sale") is not None:
        # A group shows the sale of its members but is not itself found by it.
        tests.append(lambda r: (r["on_sale"] and r.get("type") != "grouped") is p["on_sale"])
    if p.get("tax_class"):
        wanted = "" if p["tax_class"] == "standard" else p["tax_class"]
        tests.append(lambda r: r["tax_class"] == wanted)
    if p.get("min_price") or p.get("max_price"):
        least = pricing.number(p.get("min_price") or 0)
        most = pricing.number(p["max_price"]) if p.get("max_price") else Decimal("Infinity")
        tests.append(lambda r: any(least <= x <= most for x in _all_prices(shop, r)))
    return tests


def _equal(record: Json, *, name: str, value: Any) -> bool:
    return record[name] == value


def _status(p: Json) -> Test:
    if p.get("include_status"):
        wanted = set(p["include_status"])
        return lambda r: "any" in wanted or r["status"] in wanted
    if p.get("exclude_status"):
        return lambda r: is_living(r) and r["status"] not in p["exclude_status"]
    if p["status"] == "any":
        return is_living
    return lambda r: r["status"] == p["status"]


def _catalogue(shop: Shop, p: Json) -> list[Test]:
    """The filters of products alone."""
    tests: list[Test] = []
    if p.get("search"):
        tests.append(lambda r: matches(r, p["search"], "name", "description", "short_description"))
    if p.get("search_sku"):
        tests.append(lambda r: p["search_sku"].lower() in r["sku"].lower())
    if p.get("search_name_or_sku"):
        words = p["search_name_or_sku"]
        tests.append(lambda r: words.lower() in r["sku"].lower() or matches(r, words, "name"))
    if p.get("type"):
        tests.append(lambda r: r.get("type") == p["type"])
    if p.get("include_types"):
        tests.append(lambda r: r.get("type") in p["include_types"])
    if p.get("exclude_types"):
        tests.append(lambda r: r.get("type") not in p["exclude_types"])
    if p.get("featured") is not None:
        tests.append(lambda r: r.get("featured", False) is p["featured"])
    if p.get("category"):
        tests.append(_in_terms("categories", _with_descendants(shop, p["category"])))
    for name, field in (("tag", "tags"), ("brand", "brands")):
        if p.get(name):
            tests.append(_in_terms(field, {int(n) for n in p[name].split(",") if n.strip().isdigit()}))
    if p.get("shipping_class"):
        tests.append(lambda r: str(r["shipping_class_id"]) in p["shipping_class"].split(","))
    if p.get("attribute") and p.get("attribute_term"):
        tests.append(_with_term(shop, p["attribute"], p["attribute_term"]))
    return tests


def _in_terms(field: str, wanted: set[int]) -> Test:
    return lambda r: any(t["id"] in wanted for t in r.get(field, []))


def _with_descendants(shop: Shop, text: str) -> set[int]:
    """The categories of the text and everything below them."""
    wanted = {int(n) for n in text.split(",") if n.strip().isdigit()}
    while True:
        more = {t["id"] for t in shop.terms["categories"].values() if t["parent"] in wanted} - wanted
        if not more:
            return wanted
        wanted |= more


def _with_term(shop: Shop, attribute: str, terms: str) -> Test:
    known = next((a for a in shop.attributes.values() if a["slug"] == attribute), None)
    values = shop.values.get(known["id"], {}) if known else {}
    names = {values[int(n)]["name"] for n in terms.split(",") if n.strip().isdigit() and int(n) in values}
    return lambda r: (
        bool(known)
        and any(
            a["id"] == known["id"] and names.intersection(a.get("options", [a.get("option")])) for a in r["attributes"]
        )
    )


def _sorted(shop: Shop, call: Call, found: list[Json]) -> list[Json]:
    by, falling = call.params.get("orderby"), call.params.get("order") == "desc"
    if by == "random":
        return sorted(found, key=lambda r: r["id"] * 2654435761 % 4294967296)
    if by == "price":

        def price(r: Json) -> tuple[Decimal, int]:
            held = _all_prices(shop, r)
            return (held[-1] if falling else held[0]) if held else Decimal(0), r["id"]

        return sorted(found, key=price, reverse=falling)
    # These two go from the most to the least whatever order is asked for.
    if by in ("popularity", "sales"):
        return sorted(found, key=lambda r: (-r.get("total_sales", 0), -r["id"]))
    if by == "rating":
        return sorted(found, key=lambda r: (-float(r.get("average_rating", 0)), -r.get("rating_count", 0), -r["id"]))
    if by in ("title", "slug", "menu_order") and not call.path.endswith("products"):
        titles = {r["id"]: title(shop, r).lower() for r in found}
        places = {r["id"]: r["menu_order"] if by == "menu_order" else 0 for r in found}
        return sorted(found, key=lambda r: (places[r["id"]], titles[r["id"]], r["id"]), reverse=falling)
    keys: dict[str, Key] = dict(BY_POST)
    return ordered(call, found, keys)


def count(shop: Shop) -> None:
    """Bring the products' counts of all terms in line, parents counting their descendants' products once."""
    seen: dict[str, Counter[int]] = {k: Counter() for k in shop.terms}
    values: Counter[tuple[int, str]] = Counter()
    parents = {n: t.get("parent", 0) for n, t in shop.terms["categories"].items()}
    for product in shop.products.values():
        if product["status"] != "publish":
            continue
        above: set[int] = set()
        for term in product["categories"]:
            number = term["id"]
            while number and number not in above:
                above.add(number)
                number = parents.get(number, 0)
        seen["categories"].update(above)
        seen["tags"].update(t["id"] for t in product["tags"])
        seen["brands"].update(t["id"] for t in product["brands"])
        seen["shipping_classes"].update([product["shipping_class_id"]])
        values.update((a["id"], o) for a in product["attributes"] if a["id"] for o in a["options"])
    for field, counts in seen.items():
        for number, term in shop.terms[field].items():
            term["count"] = counts[number]
    for attribute, terms in shop.values.items():
        for term in terms.values():
            term["count"] = values[attribute, term["name"]]

"""Categories, tags, brands, shipping classes, and attributes with their terms."""

from collections import Counter
from typing import Any

from polycart.platforms.woocommerce_api.sim import filters, items
from polycart.platforms.woocommerce_api.sim.products import briefs
from polycart.platforms.woocommerce_api.sim.shop import (
    Key,
    Shop,
    chosen,
    encoded,
    free_slug,
    matches,
    ordered,
    page,
    slugify,
    whole,
)
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, crash, no_trash

INVALID = "woocommerce_rest_term_invalid"
TREES = ("categories", "brands")
SORTS: dict[str, Key] = {
    "id": lambda t: t["id"],
    "name": lambda t: (t["name"].lower(), t["id"]),
    "slug": lambda t: t["slug"],
    "term_group": lambda t: t["id"],
    "description": lambda t: (t["description"], t["id"]),
    "count": lambda t: (t["count"], t["id"]),
}


class Taxonomy:
    """One kind of term of the shop: its records, its place in the API and its shape."""

    def __init__(self, shop: Shop, kind: str, attribute: int = 0) -> None:
        self.shop = shop
        self.kind = kind
        self.path = f"products/attributes/{attribute}/terms" if attribute else f"products/{kind}"
        self.tree = kind in TREES
        self.attribute = attribute
        if attribute and attribute not in shop.attributes:
            raise Refusal(404, "woocommerce_rest_taxonomy_invalid", "Taxonomy does not exist.", silent=True)
        self.terms = shop.values.setdefault(attribute, {}) if attribute else shop.terms[kind]

    def find(self, number: int) -> Json:
        """A term by id."""
        term = self.terms.get(number)
        if term is None:
            raise Refusal(404, INVALID, "Resource does not exist.", silent=True)
        return term

    def view(self, term: Json, *, hints: bool = True) -> Json:
        """A term as an answer shows it."""
        more: dict[str, Any] = {} if hints else {"hints": ()}
        if term.get("parent"):
            more["up"] = [{"href": self.shop.api(f"{self.path}/{term['parent']}")}]
        return term | {"_links": self.shop.links(f"{self.path}/{term['id']}", self.path, **more)}

    def blank(self) -> Json:
        """A new term."""
        term: Json = {"id": self.shop.last.get("terms", 0) + 1, "name": "", "slug": ""}
        if self.tree:
            term["parent"] = 0
        term["description"] = ""
        if self.tree:
            term |= {"display": "default", "image": None}
        if self.tree or self.attribute:
            term["menu_order"] = 0
        return term | {"count": 0}

    def apply(self, term: Json, sent: Json) -> None:
        """Put the fields of a request into the term."""
        self._check(term, sent)
        if "name" in sent:
            term["name"] = encoded(sent["name"])
        for name in ("description", "menu_order", "display", "parent"):
            if name in sent and name in term:
                term[name] = sent[name]
        if sent.get("slug") or not term["slug"]:
            taken = {t["slug"] for t in self.terms.values() if t["id"] != term["id"]}
            if term["slug"] and slugify(sent["slug"]) in taken:
                text = f"The slug &#8220;{sent['slug']}&#8221; is already in use by another term."
                raise self._wrong(term, "duplicate_term_slug", text)
            wanted = slugify(sent.get("slug") or sent["name"])
            parent = self.terms.get(term.get("parent") or 0)
            # A child whose name is taken elsewhere gets its parent's slug behind its own before any number.
            if parent and wanted in taken:
                wanted = f"{wanted}-{parent['slug']}"
            term["slug"] = free_slug(wanted, taken)
        if "image" in sent and self.tree:
            try:
                term["image"] = items.image(self.shop, sent["image"] or {})
            except Refusal as e:
                # The program does not expect the refusal of an image here and stumbles.
                raise crash() from e

    def _wrong(self, term: Json, code: str, text: str) -> Refusal:
        """A refusal by WordPress itself, which an update passes on without a status, so that it becomes 500."""
        refusal = Refusal(400, code, text)
        if term["id"] in self.terms:
            refusal.status, refusal.data = 500, None
        return refusal

    def _check(self, term: Json, sent: Json) -> None:
        parent = sent.get("parent") or 0
        if self.tree and parent and parent not in self.terms:
            raise self._wrong(term, "missing_parent", "Parent term does not exist.")
        if "name" not in sent:
            return
        parent = sent.get("parent", term.get("parent", 0)) or 0
        for other in self.terms.values():
            if other["id"] == term["id"] or other["name"].lower() != encoded(sent["name"]).lower():
                continue
            if other.get("parent", 0) == parent and not sent.get("slug"):
                where = " with this parent" if self.tree else " in this taxonomy"
                text = f"A term with the name provided already exists{where}."
                raise Refusal(400, "term_exists", text, {"status": 400, "resource_id": other["id"]})

    def spread(self, term: Json) -> None:
        """Show a renamed term's new name wherever products carry it."""
        if self.kind not in ("categories", "tags", "brands"):
            return
        for product in self.shop.products.values():
            if any(t["id"] == term["id"] for t in product[self.kind]):
                product[self.kind] = briefs(self.terms[t["id"]] for t in product[self.kind] if t["id"] in self.terms)


def _of(shop: Shop, call: Call) -> Taxonomy:
    if "attribute_id" in call.params:
        return Taxonomy(shop, "terms", call.id("attribute_id"))
    kind = call.path.removeprefix("products/").split("/")[0]
    return Taxonomy(shop, kind)


def listing(shop: Shop, call: Call) -> Answer:
    """GET of terms."""
    kind, p = _of(shop, call), call.params
    found = chosen(call, kind.terms.values())
    if p.get("search"):
        found = [t for t in found if matches(t, p["search"], "name", "slug")]
    if p.get("slug"):
        found = [t for t in found if t["slug"] == p["slug"]]
    if p.get("parent") is not None and kind.tree:
        found = [t for t in found if t["parent"] == p["parent"]]
    if p.get("hide_empty"):
        found = [t for t in found if t["count"]]
    if p.get("product"):
        held = shop.products.get(p["product"], {}).get(kind.kind, [])
        found = [t for t in found if any(h["id"] == t["id"] for h in held)]
    # Terms are ordered by the products directly in them, though the count shown has those below as well.
    inside = Counter(t["id"] for r in shop.products.values() if r["status"] == "publish" for t in r.get(kind.kind, []))
    own: Key = lambda t: (inside[t["id"]] if kind.kind in shop.terms else t["count"], t["id"])  # noqa: E731
    return page(call, ordered(call, found, SORTS | {"count": own}), kind.view)


def read(shop: Shop, call: Call) -> Answer:
    """GET of one term."""
    kind = _of(shop, call)
    return Answer(body=kind.view(kind.find(call.id())))


def create(shop: Shop, call: Call) -> Answer:
    """POST of a term."""
    kind = _of(shop, call)
    term = kind.blank()
    kind.apply(term, call.params)
    term["id"] = shop.next("terms")
    kind.terms[term["id"]] = term
    return Answer(body=kind.view(term), status=201, location=shop.api(f"{kind.path}/{term['id']}"))


def update(shop: Shop, call: Call) -> Answer:
    """PUT of a term."""
    kind = _of(shop, call)
    term = dict(kind.find(call.id()))
    kind.apply(term, {k: v for k, v in call.params.items() if k in call.given})
    kind.terms[term["id"]] = term
    kind.spread(term)
    return Answer(body=kind.view(term))


def delete(shop: Shop, call: Call) -> Answer:
    """DELETE of a term: its children move up, products lose it."""
    kind = _of(shop, call)
    term = kind.find(call.id())
    if not call.params.get("force"):
        raise no_trash()
    del kind.terms[term["id"]]
    for child in kind.terms.values():
        if child.get("parent") == term["id"]:
            child["parent"] = term["parent"]
    if kind.kind in ("categories", "tags", "brands"):
        for product in shop.products.values():
            product[kind.kind] = [t for t in product[kind.kind] if t["id"] != term["id"]]
    filters.count(shop)
    return Answer(body=kind.view(term, hints=False), allow=False)


def _attribute(shop: Shop, number: int) -> Json:
    known = shop.attributes.get(number)
    if known is None:
        raise Refusal(404, "woocommerce_rest_taxonomy_invalid", "Resource does not exist.", silent=True)
    return known


def attribute_view(shop: Shop, attribute: Json) -> Json:
    """An attribute as an answer shows it."""
    path = "products/attributes"
    return attribute | {"_links": shop.links(f"{path}/{attribute['id']}", path)}


def attributes(shop: Shop, call: Call) -> Answer:
    """GET products/attributes: always all of them."""
    return whole([attribute_view(shop, a) for a in shop.attributes.values()], counted=True)


def read_attribute(shop: Shop, call: Call) -> Answer:
    """GET products/attributes/{id}."""
    return Answer(body=attribute_view(shop, _attribute(shop, call.id())))


def create_attribute(shop: Shop, call: Call) -> Answer:
    """POST products/attributes."""
    p = call.params
    slug = _slug(shop, p.get("slug") or p["name"], 0)
    number = shop.next("attributes")
    rest = {k: p[k] for k in ("type", "order_by", "has_archives")}
    shop.attributes[number] = {"id": number, "name": p["name"], "slug": slug} | rest
    shop.values[number] = {}
    body = attribute_view(shop, shop.attributes[number])
    return Answer(body=body, status=201, location=shop.api(f"products/attributes/{number}"))


def update_attribute(shop: Shop, call: Call) -> Answer:
    """PUT products/attributes/{id}: a new name without a slug renews the slug as well."""
    old = _attribute(shop, call.id())
    sent = {k: v for k, v in call.params.items() if k in call.given}
    attribute = old | {k: sent[k] for k in ("name", "type", "order_by", "has_archives") if k in sent}
    if sent.get("slug") or "name" in sent:
        attribute["slug"] = _slug(shop, sent.get("slug") or attribute["name"], old["id"])
    shop.attributes[old["id"]] = attribute
    for record in (*shop.products.values(), *shop.variations.values()):
        record["attributes"] = [
            a | {"name": attribute["name"], "slug": attribute["slug"]} if a["id"] == old["id"] else a
            for a in record["attributes"]
        ]
    return Answer(body=attribute_view(shop, attribute))


def _slug(shop: Shop, wanted: str, own: int) -> str:
    slug = slugify(wanted).removeprefix("pa_")
    if len(slug) > 28:
        text = f'Slug "{slug}" is too long (28 characters max). Shorten it, please.'
        raise Refusal(400, "woocommerce_rest_cannot_create", text)
    if any(a["slug"] == f"pa_{slug}" and a["id"] != own for a in shop.attributes.values()):
        text = f'Slug "{slug}" is already in use. Change it, please.'
        raise Refusal(400, "woocommerce_rest_cannot_create", text)
    return f"pa_{slug}"


def delete_attribute(shop: Shop, call: Call) -> Answer:
    """DELETE products/attributes/{id}."""
    attribute = _attribute(shop, call.id())
    if not call.params.get("force"):
        raise no_trash()
    shown = attribute_view(shop, attribute)
    del shop.attributes[attribute["id"]]
    shop.values.pop(attribute["id"], None)
    return Answer(body=shown)

"""Product reviews."""

from polycart.platforms.woocommerce_api.sim.customers import avatar
from polycart.platforms.woocommerce_api.sim.shop import Key, Shop, chosen, dated, matches, ordered, page, paragraphs
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal

STATES = {"approve": "approved", "unspam": "approved", "untrash": "approved"}
SORTS: dict[str, Key] = {
    "date": lambda r: (r["date_created"], r["id"]),
    "date_gmt": lambda r: (r["date_created"], r["id"]),
    "product": lambda r: (r["product_id"], r["id"]),
    "id": lambda r: r["id"],
}


def view(shop: Shop, review: Json, context: str = "view", *, hints: bool = True) -> Json:
    """A review as an answer shows it."""
    product = shop.products.get(review["product_id"])
    shown = dict(review)
    shown["product_name"] = product["name"] if product else ""
    shown["product_permalink"] = product["permalink"] if product else ""
    shown["review"] = paragraphs(review["review"]) if context == "view" else review["review"]
    shown["reviewer_avatar_urls"] = {str(n): avatar(shop, review["reviewer_email"], n) for n in (24, 48, 96)}
    path = "products/reviews"
    up = [{"href": shop.api(f"products/{review['product_id']}")}]
    more = {} if hints else {"hints": ()}
    shown["_links"] = shop.links(f"{path}/{review['id']}", path, up=up, **more)
    return shown


def _find(shop: Shop, number: int, verb: str) -> Json:
    review = shop.reviews.get(number)
    if review is not None:
        return review
    if shop.recent:
        raise Refusal(404, "woocommerce_rest_review_invalid_id", "Invalid review ID.", silent=True)
    raise Refusal(403, f"woocommerce_rest_cannot_{verb}", f"Sorry, you cannot {verb} this resource.", silent=True)


def listing(shop: Shop, call: Call) -> Answer:
    """GET products/reviews."""
    p = call.params
    found = dated(call, chosen(call, shop.reviews.values()))
    if p["status"] != "all":
        found = [r for r in found if r["status"] == p["status"]]
    if p.get("product"):
        found = [r for r in found if r["product_id"] in p["product"]]
    if p.get("reviewer_email"):
        found = [r for r in found if r["reviewer_email"] == p["reviewer_email"]]
    for name, wanted in (("reviewer", True), ("reviewer_exclude", False)):
        if p.get(name):
            emails = {shop.customers[n]["email"] for n in p[name] if n in shop.customers}
            found = [r for r in found if (r["reviewer_email"] in emails) is wanted]
    if p.get("search"):
        found = [r for r in found if matches(r, p["search"], "review", "reviewer", "reviewer_email")]
    return page(call, ordered(call, found, SORTS), lambda r: view(shop, r, p["context"]))


def read(shop: Shop, call: Call) -> Answer:
    """GET products/reviews/{id}."""
    return Answer(body=view(shop, _find(shop, call.id(), "view"), call.params["context"]))


def create(shop: Shop, call: Call) -> Answer:
    """POST products/reviews."""
    p = call.params
    _check_product(shop, p["product_id"])
    if not str(p["review"]).strip():
        raise Refusal(400, "woocommerce_rest_review_content_invalid", "Invalid review content.")
    now = shop.now()
    number = shop.next("comments")
    review = {
        "id": number,
        "date_created": now,
        "date_created_gmt": now,
        "product_id": p["product_id"],
        "status": STATES.get(p["status"], p["status"]),
        "reviewer": p["reviewer"],
        "reviewer_email": p["reviewer_email"],
        "review": p["review"],
        "rating": p.get("rating") or 0,
        "verified": False,
    }
    shop.reviews[number] = review
    rate(shop, p["product_id"])
    return Answer(body=view(shop, review, "edit"), status=201, location=shop.api(f"products/reviews/{number}"))


def _check_product(shop: Shop, number: int) -> None:
    if number not in shop.products:
        raise Refusal(404, "woocommerce_rest_product_invalid_id", "Invalid product ID.")


def update(shop: Shop, call: Call) -> Answer:
    """PUT products/reviews/{id}."""
    review = dict(_find(shop, call.id(), "edit"))
    sent = {k: v for k, v in call.params.items() if k in call.given}
    if "product_id" in sent:
        _check_product(shop, sent["product_id"])
    review |= {k: sent[k] for k in ("product_id", "reviewer", "reviewer_email", "review", "rating") if k in sent}
    if "status" in sent:
        review["status"] = STATES.get(sent["status"], sent["status"])
    shop.reviews[review["id"]] = review
    rate(shop, review["product_id"])
    return Answer(body=view(shop, review, "edit"))


def delete(shop: Shop, call: Call) -> Answer:
    """DELETE products/reviews/{id}: to the trash, or for good."""
    review = _find(shop, call.id(), "delete")
    if not call.params.get("force"):
        if review["status"] == "trash":
            raise Refusal(410, "woocommerce_rest_already_trashed", "The object has already been trashed.")
        review = shop.reviews[review["id"]] = review | {"status": "trash"}
        rate(shop, review["product_id"])
        return Answer(body=view(shop, review, "edit"))
    previous = view(shop, review, "edit", hints=False)
    del previous["_links"]
    del shop.reviews[review["id"]]
    rate(shop, review["product_id"])
    return Answer(body={"deleted": True, "previous": previous}, allow=False)


def rate(shop: Shop, number: int) -> None:
    """Renew a product's average of approved ratings."""
    product = shop.products.get(number)
    if product is None:
        return
    given = [
        r["rating"]
        for r in shop.reviews.values()
        if r["product_id"] == number and r["status"] == "approved" and r["rating"]
    ]
    product["rating_count"] = len(given)
    product["average_rating"] = f"{sum(given) / len(given):.2f}" if given else "0.00"

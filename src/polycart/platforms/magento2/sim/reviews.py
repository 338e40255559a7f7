"""Reviews, which the shop has the extension Divante_ReviewApi for: Magento itself serves none over REST.

Table `reviews` by id. https://github.com/DivanteLtd/magento2-review-api
"""

from typing import Any

from polycart.platforms.magento2.sim.criteria import searched
from polycart.platforms.magento2.sim.routes import ANONYMOUS, Route, route
from polycart.platforms.magento2.sim.shop import Shop, stamp
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal
from polycart.sandbox.catalogue import Catalogue

MODULE = "Divante_ReviewApi"
APPROVED = 1
CUSTOMER, GUEST = 1, 2
RATING: Json = {"rating_id": 4, "rating_name": "Rating"}
FIELDS = {
    "main_table.review_id": "id",
    "main_table.created_at": "created_at",
    "main_table.entity_pk_value": "entity_pk_value",
    "created_at": "created_at",
    "entity_pk_value": "entity_pk_value",
    "customer_id": "customer_id",
    "detail.customer_id": "customer_id",
    "nickname": "nickname",
    "title": "title",
}


def _list(shop: Shop, call: Call) -> Json:
    """The approved reviews that the store view shows; `review_id` alone is in two joined tables."""

    def read(review: Json, field: str) -> Any:
        if field not in FIELDS:
            raise Refusal(500, "Internal Error. Details are available in Magento log file.")
        return review.get(FIELDS[field])

    held = [each for each in shop.table("reviews").values() if each["review_status"] == APPROVED]
    return searched(shop, call.args["search_criteria"], held, read)


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """The reviews of the catalogue; the sandbox's shop has the extension."""
    shop.tables["modules"][0].append(MODULE)
    ids = {product["sku"]: product["id"] for product in shop.table("products").values()}
    skus = {product.id: product.sku or product.slug for product in catalogue.products}
    buyers = {customer["email"]: customer["id"] for customer in shop.table("customers").values()}
    for review in catalogue.reviews:
        buyer = buyers.get(review.email)
        vote = RATING | {"vote_id": review.id, "percent": review.rating * 20, "value": review.rating}
        told: Json = {"id": review.id, "title": review.text.split(".")[0], "detail": review.text}
        told |= {"nickname": review.author, "ratings": [vote], "review_entity": "product"}
        told |= {"customer_id": buyer} if buyer else {}
        told["review_type"] = CUSTOMER if buyer else GUEST
        told["review_status"] = APPROVED if review.approved else 2
        told |= {"created_at": stamp(review.created), "entity_pk_value": ids[skus[review.product_id]]}
        shop.table("reviews")[review.id] = told | {"store_id": 1, "stores": [0, 1]}


ROUTES: tuple[Route, ...] = (route("GET reviews", _list, "searchCriteria:SearchCriteria", resource=ANONYMOUS),)

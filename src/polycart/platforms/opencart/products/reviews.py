"""Reviews of products."""

from __future__ import annotations

from polycart import api
from polycart.api.product import ProductReview, ProductReviewListParams
from polycart.core.bridge.tables import Condition, Table, conditions, where
from polycart.core.codecs import Codec, decimal, text
from polycart.core.ids import link
from polycart.core.mapping import Map, field
from polycart.core.method import Page
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.searches import order
from polycart.platforms.opencart.values import allowed, missing, moment, native_id, native_ids, number_of, words

ID = "r.review_id"
APPROVED, WAITING = "approved", "pending"
REVIEW = Table("review", "r", joins={"k": "LEFT customer ON k.customer_id = r.customer_id"})
SORTS = {"id": ID, "created_time": "r.date_added", "created_at": "r.date_added", "rating": "r.rating"}

status = Codec(lambda native: APPROVED if str(native) == "1" else WAITING, lambda value: value)


class ReviewMap(Map[ProductReview]):
    """A review; who wrote it without an account left a name only."""

    id = field(ID, text)
    product_id = field("r.product_id", text)
    customer_id = field("r.customer_id", link)
    nick_name = field("r.author", words)
    email = field("k.email", words)
    message = field("r.text", words)
    rating = field("r.rating", decimal)
    status = field("r.status", status)
    created_time = field("r.date_added", moment)
    modified_time = field("r.date_modified", moment)


class ReviewQuery(Map[ProductReviewListParams]):
    """The filters of reviews."""

    ids = where("r.review_id IN :v", native_ids("ids"))
    customer_id = where("r.customer_id = :v", native_id("customer_id"))
    created_from = where("r.date_added >= :v", moment)
    created_to = where("r.date_added <= :v", moment)


@opencart.implements(
    api.product.review.list, ReviewQuery, "product_id", "status", "sort_by", "sort_direction", gives=ReviewMap
)
async def product_review_list(cart: Opencart, p: ProductReviewListParams) -> Page[ProductReview]:
    """List the reviews of a product."""
    sorting = order(SORTS, p.sort_by, p.sort_direction, ID)
    id = number_of("product_id", p.product_id)
    if not await cart.has("product", ["t.product_id", "=", id]):
        raise missing("Product", p.product_id)
    found: list[Condition] = [["r.product_id", "=", id], *conditions(ReviewQuery, p)]
    if p.status is not None:
        if p.status not in (APPROVED, WAITING):
            raise allowed("status", (APPROVED, WAITING))
        found.append(["r.status", "=", int(p.status == APPROVED)])
    return await cart.window(REVIEW, ReviewMap, found, start=p.start, count=p.count, order=sorting)

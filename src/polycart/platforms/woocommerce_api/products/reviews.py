"""Reviews of products.

https://woocommerce.github.io/woocommerce-rest-api-docs/#product-reviews
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from polycart import api
from polycart.api.product import ProductReview, ProductReviewListParams, ProductReviewRating
from polycart.core.codecs import number, stamp, text
from polycart.core.dates import parse_date
from polycart.core.given import allowed
from polycart.core.mapping import Map, computed, extras, field
from polycart.core.method import Page
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id, native_ids
from polycart.platforms.woocommerce_api.products.searches import Row, Search

STATUSES = {
    "enabled": "approved", "approved": "approved", "disabled": "hold", "hold": "hold", "pending": "hold",
    "spam": "spam", "trash": "trash",
}  # fmt: skip
SORTS = {"id": "id", "created_time": "date_gmt", "created_at": "date_gmt"}
DAY = timedelta(hours=26)


def _ratings(value: int | None) -> list[ProductReviewRating]:
    """WooCommerce grades products as a whole; 0 is a review without a grade."""
    return [ProductReviewRating(id="rating", name="Rating", value=value)] if value else []


class ReviewMap(Map[ProductReview]):
    """A review; it tells its writer's name and address, and no customer."""

    id = field("id", text)
    product_id = field("product_id", text)
    nick_name = field("reviewer")
    email = field("reviewer_email")
    message = field("review")
    rating = field("rating", number)
    ratings = computed(_ratings, "rating")
    status = field("status")
    created_time = field("date_created_gmt", stamp)
    additional_fields = extras("verified", "product_name")


class ReviewQuery(Map[ProductReviewListParams]):
    """Filters that the shop has by itself."""

    product_id = field("product", native_id("product_id"))
    ids = field("include", native_ids("ids"))
    customer_id = field("reviewer", native_id("customer_id"))


@woocommerce.implements(
    api.product.review.list, ReviewQuery, "status", "created_from", "created_to", "sort_by", "sort_direction",
    gives=ReviewMap,
)  # fmt: skip
async def product_review_list(woo: Woo, p: ProductReviewListParams) -> Page[ProductReview]:
    """List reviews, approved ones and those held for approval."""
    if p.sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    if p.sort_direction not in ("asc", "desc"):
        raise allowed("sort_direction", {"asc": 1, "desc": 1})
    if p.status is not None and p.status not in STATUSES:
        raise allowed("status", STATUSES)
    query: dict[str, Any] = {
        **ReviewQuery.dump(p), "status": STATUSES[p.status] if p.status else "all",
        "orderby": SORTS[p.sort_by], "order": p.sort_direction,
    }  # fmt: skip
    search = Search(path="products/reviews", query=query)
    _created(search, p.created_from, p.created_to)
    return await search.page(woo, ReviewMap, start=p.start, count=p.count)


def _created(search: Search, start: str | None, end: str | None) -> None:
    """The list compares the shop's own time, which is at most a day from UTC: the rest is checked on the UTC times."""
    if start is None and end is None:
        return
    low = parse_date(start).strftime(_FORM) if start else ""
    high = parse_date(end).strftime(_FORM) if end else "9"
    if start:
        search.query["after"] = (parse_date(start) - DAY).strftime(_FORM)
    if end:
        search.query["before"] = (parse_date(end) + DAY).strftime(_FORM)

    def check(row: Row) -> bool:
        return low <= str(row["date_created_gmt"]) <= high

    search.fields, search.check = ("date_created_gmt",), check


_FORM = "%Y-%m-%dT%H:%M:%S"

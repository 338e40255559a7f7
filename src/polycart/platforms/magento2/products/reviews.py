"""Reviews of products, in shops that have the extension Divante_ReviewApi: Magento itself serves none over REST.

https://github.com/DivanteLtd/magento2-review-api (GraphQL tells reviews, but not their ids)
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.product import ProductReview, ProductReviewListParams, ProductReviewRating
from polycart.core.codecs import text
from polycart.core.errors import Unsupported
from polycart.core.given import allowed
from polycart.core.mapping import At, Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.criteria import SORT, where
from polycart.platforms.magento2.numbers import native_id, native_ids
from polycart.platforms.magento2.values import moment, since, until

MODULE = "Divante_ReviewApi"
PATH = "reviews"
APPROVED = ("approved", "enabled")
ID = "main_table.review_id"
"""The id; the table of texts, which is joined, has a column of that name, too."""

SORTS = {"id": ID, "created_time": "created_at", "created_at": "created_at"}


class Vote(msgspec.Struct):
    """A grade from 1 to 5 for one aspect."""

    rating_id: int = 0
    rating_name: str | None = None
    value: float = 0


VOTES = At("ratings", list[Vote])


def _ratings(votes: list[Vote] | None) -> list[ProductReviewRating]:
    return [
        ProductReviewRating(id=str(vote.rating_id), name=vote.rating_name, value=int(vote.value))
        for vote in votes or ()
    ]


def _rating(votes: list[Vote] | None) -> float | None:
    """The mean of the grades."""
    return round(sum(vote.value for vote in votes) / len(votes), 2) if votes else None


def _customer(id: Any) -> str | None:
    return str(id) if id else None


class ReviewMap(Map[ProductReview]):
    """A review; only approved ones are served."""

    id = field("id", text)
    product_id = field("entity_pk_value", text)
    customer_id = computed(_customer, "customer_id")
    nick_name = field("nickname")
    summary = field("title")
    message = field("detail")
    rating = computed(_rating, VOTES)
    ratings = computed(_ratings, VOTES)
    status = constant("approved")
    created_time = field("created_at", moment)
    additional_fields = extras("review_type", "store_id", "stores")


class ReviewQuery(Map[ProductReviewListParams]):
    """Filters by fields that only one of the joined tables has."""

    product_id = where("entity_pk_value", "eq", native_id("product_id"))
    customer_id = where("customer_id", "eq", native_id("customer_id"))
    created_from = where("created_at", "gteq", since)
    created_to = where("created_at", "lteq", until)


@magento2.implements(
    api.product.review.list, ReviewQuery, "ids", "status", "sort_by", "sort_direction", gives=ReviewMap,
    note="Needs the extension Divante_ReviewApi.",
)  # fmt: skip
async def product_review_list(magento: Magento, p: ProductReviewListParams) -> Page[ProductReview]:
    """List the approved reviews of a product."""
    if p.sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    if p.sort_direction not in ("asc", "desc"):
        raise allowed("sort_direction", ("asc", "desc"))
    if p.status not in (None, *APPROVED):
        raise allowed("status", APPROVED)
    if not await magento.has(MODULE):
        raise Unsupported(f"Magento serves no reviews over REST; this shop would need the extension {MODULE}.")
    query: dict[str, Any] = ReviewQuery.dump(p)
    if p.ids is not None:
        query[f"{ID} in"] = native_ids("ids").dump(p.ids)
        if not query[f"{ID} in"]:
            return Page(items=[], total=0, projected=True)
    by = [(SORTS[p.sort_by], p.sort_direction.upper()), (ID, "ASC")]
    query[SORT] = by[:1] if p.sort_by == "id" else by
    return await magento.window(PATH, query, ReviewMap, start=p.start, count=p.count)

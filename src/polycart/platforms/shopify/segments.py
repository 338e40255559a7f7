"""Segments of customers as groups: each is a query, whose members change with what customers do.

https://shopify.dev/docs/api/admin-graphql/2026-10/queries/segments
"""

from __future__ import annotations

from polycart import api
from polycart.api.customer import CustomerGroup, CustomerGroupListParams
from polycart.core.codecs import string
from polycart.core.documents import Of
from polycart.core.mapping import Map, extras, field
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Shop, shopify
from polycart.platforms.shopify.counts import Count, counted
from polycart.platforms.shopify.ids import id_codec
from polycart.platforms.shopify.searches import ids_term, query


class GroupMap(Map[CustomerGroup]):
    """A segment of customers."""

    id = field("id", id_codec)
    name = field("name", string)
    additional_fields = extras("query", created_at="creationDate", modified_at="lastEditDate", gid="id")


@shopify.implements(api.customer.group.list, "group_ids", gives=GroupMap)
async def group_list(shop: Shop, p: CustomerGroupListParams) -> Page[CustomerGroup]:
    """List segments; Shopify counts all of them, and no others."""
    found = [ids_term("Segment", p.group_ids, "group_ids")] if p.group_ids is not None else []
    page = await shop.page("segments", p, GroupMap, {**query(found), "sortKey": Of("SegmentSortKeys", "ID")})
    if not found and counted(api.customer.group.list, p):
        page.total = (await shop.number("segmentsCount", Count, {"limit": Of("Int", None)})).count
    return page

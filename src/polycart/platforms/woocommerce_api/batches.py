"""Items of batches that WooCommerce does in one request: products, variations of one product, categories.

https://woocommerce.github.io/woocommerce-rest-api-docs/#batch-update-products: each item is answered for itself. A
request may have a hundred; half of that is sent, for PHP takes its time for each, and a call's time is bounded.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import msgspec

from polycart import api
from polycart.api.category import CategoryAdded, CategoryDeleted
from polycart.api.product import ProductAdded
from polycart.api.results import DeletedFlag, DeletedItems, UpdatedItems
from polycart.core.errors import AlreadyExists, NotFound, ParameterError, PolycartError
from polycart.core.given import only
from polycart.core.groups import ALONE, Member, Outcome, together
from polycart.core.transport import Response
from polycart.platforms.woocommerce_api import categories
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.products import changes, variant_changes
from polycart.platforms.woocommerce_api.products.bodies import Body, goods, taken
from polycart.platforms.woocommerce_api.products.searches import known, missing

MOST = 50
APART = {"brand_name", "manufacturer", "manufacturer_id", "specifics"}
"""What may need something else to be made or read first."""
CHECKED = (9, 2)
"""Since this version the shop checks that a variation is one of its product's."""


class _Wrong(msgspec.Struct):
    code: str = ""
    message: str = ""
    data: Any = None


class _Done(msgspec.Struct):
    id: Any = None
    type: str = ""
    error: _Wrong | None = None


class _Answer(msgspec.Struct):
    create: list[_Done] = []
    update: list[_Done] = []
    delete: list[_Done] = []


def _refused(woo: Woo, wrong: _Wrong) -> PolycartError:
    """The error that the shop's own answer to the item alone would have been."""
    data: Any = wrong.data
    status = data.get("status") if isinstance(data, dict) else None  # type: ignore[reportUnknownMemberType]
    body = msgspec.json.encode({"code": wrong.code, "message": wrong.message, "data": data})
    return woo.failure(Response(status=status if isinstance(status, int) else 400, headers={}, body=body))


async def _worked(
    woo: Woo,
    path: str,
    kind: str,
    members: Sequence[Member],
    body: Callable[[Member], Awaitable[Any]],
    outcome: Callable[[Member, Any, _Done | None, PolycartError | None], Outcome],
) -> list[Outcome]:
    """Send the bodies of the members as one batch, and tell of each what became of it.

    ``body`` raises what is wrong with a member, or answers ``ALONE``; ``outcome`` reads what the shop says of it.
    """
    sent: list[tuple[int, Any]] = []
    outcomes: list[Outcome] = [ALONE] * len(members)
    for at, member in enumerate(members):
        try:
            made = await body(member)
        except (ParameterError, NotFound) as error:
            outcomes[at] = error
            continue
        if made is not ALONE:
            sent.append((at, made))
    if sent:
        answer = woo.decoded(await woo.send("POST", f"{path}/batch", None, {kind: [each for _, each in sent]}), _Answer)
        done: list[_Done] = getattr(answer, kind)
        for (at, made), row in zip(sent, done, strict=True):
            wrong = None if row.error is None else _refused(woo, row.error)
            outcomes[at] = _meant(lambda m=members[at], b=made, r=row, w=wrong: outcome(m, b, r, w))
    return outcomes


def _meant(read: Callable[[], Outcome]) -> Outcome:
    """An outcome, which may be an error that is raised in the connector's own words."""
    try:
        return read()
    except PolycartError as error:
        return error


def _told(
    meaning: Callable[[Member], AbstractContextManager[None]],
    result: Callable[[_Done | None], Any],
    *,
    unique: bool = False,
) -> Callable[[Member, Any, _Done | None, PolycartError | None], Outcome]:
    """How an outcome is read: an error in the words of ``meaning``, or the result.

    ``unique`` says that what is sent may be taken already, as an SKU is.
    """

    def read(member: Member, body: Any, row: _Done | None, wrong: PolycartError | None) -> Outcome:
        if unique and isinstance(wrong, AlreadyExists):
            return taken(wrong, body)
        with meaning(member):
            if wrong is not None:
                raise wrong
        return result(row)

    return read


def _product(member: Member) -> AbstractContextManager[None]:
    return known("Product", member.params.id)


def _variant(member: Member) -> AbstractContextManager[None]:
    return known("Variant", member.params.id)


async def _types(woo: Woo, members: Sequence[Member]) -> dict[int, str]:
    """The types of the products that there are, by their ids."""
    ids = ",".join(str(native_id("id").dump(member.params.id)) for member in members)
    rows = await woo.get("products", {"include": ids, "per_page": 100, "status": "any", "_fields": "id,type"})
    return {row["id"]: row["type"] for row in rows}


@together(
    woocommerce, api.product.add, *set(changes.COMMON) - APART, "available_for_sale", "category_id", "created_at",
    "wholesale_price", most=MOST,
)  # fmt: skip
async def products_added(woo: Woo, members: Sequence[Member]) -> list[Outcome]:
    """Add products."""

    async def body(member: Member) -> Body:
        return await changes.new_body(woo, only(member.params, member.given))

    outcome = _told(
        lambda _: nullcontext(), lambda row: ProductAdded(product_id=str(row.id if row else "")), unique=True
    )
    return await _worked(woo, "products", "create", members, body, outcome)


@together(woocommerce, api.product.update, *set(changes.COMMON) - APART, "id", "avail", most=MOST)
async def products_updated(woo: Woo, members: Sequence[Member]) -> list[Outcome]:
    """Change products; prices of those whose parts have them are refused before anything is changed."""
    types = await _types(woo, members)

    async def body(member: Member) -> Body:
        id = native_id("id").dump(member.params.id)
        if id not in types:
            raise missing("Product", member.params.id)
        made = await changes.changed_body(woo, only(member.params, member.given))
        changes.refuse_price(member.params.id, types[id], made)
        return {"id": id, **made}

    outcome = _told(_product, lambda _: UpdatedItems(updated_items=1), unique=True)
    return await _worked(woo, "products", "update", members, body, outcome)


async def _number(member: Member) -> int:
    return native_id("id").dump(member.params.id)


@together(woocommerce, api.product.delete, "id", most=MOST)
async def products_deleted(woo: Woo, members: Sequence[Member]) -> list[Outcome]:
    """Delete products for good."""

    outcome = _told(_product, lambda _: DeletedItems(delete_items=1))
    return await _worked(woo, "products", "delete", members, _number, outcome)


async def _parent(woo: Woo, members: Sequence[Member]) -> int | None:
    """The product of all the variations; ``None`` where the shop has to be asked of each whose it is."""
    told: str | None = members[0].params.product_id
    if told is None or (await woo.status()).version < CHECKED:
        return None
    return native_id("product_id").dump(told)


@together(
    woocommerce, api.product.variant.update, *set(variant_changes.COMMON) - {"is_default", "product_id"}, "id", "avail",
    most=MOST, alike=("product_id",),
)  # fmt: skip
async def variants_updated(woo: Woo, members: Sequence[Member]) -> list[Outcome]:
    """Change variations of one product."""
    parent = await _parent(woo, members)
    if parent is None:
        return [ALONE] * len(members)

    async def body(member: Member) -> Body:
        made = await goods(woo, only(member.params, member.given), off="private")
        given = {name: value for name, value in made.items() if value is not None}
        return {"id": native_id("id").dump(member.params.id), **given}

    outcome = _told(_variant, lambda _: UpdatedItems(updated_items=1), unique=True)
    return await _worked(woo, f"products/{parent}/variations", "update", members, body, outcome)


@together(woocommerce, api.product.variant.delete, "id", most=MOST, alike=("product_id",))
async def variants_deleted(woo: Woo, members: Sequence[Member]) -> list[Outcome]:
    """Delete variations of one product."""
    parent = await _parent(woo, members)
    if parent is None:
        return [ALONE] * len(members)
    outcome = _told(_variant, lambda _: DeletedFlag(deleted=True))
    return await _worked(woo, f"products/{parent}/variations", "delete", members, _number, outcome)


@together(woocommerce, api.category.add, *categories.CategoryBody.names, "avail", "stores_ids", most=MOST)
async def categories_added(woo: Woo, members: Sequence[Member]) -> list[Outcome]:
    """Add categories."""

    async def body(member: Member) -> Body:
        return categories.new_body(member.params)

    def meaning(member: Member) -> AbstractContextManager[None]:
        return categories.meaning("", name=member.params.name, parent=member.params.parent_id)

    outcome = _told(meaning, lambda row: CategoryAdded(category_id=str(row.id if row else "")))
    return await _worked(woo, categories.PATH, "create", members, body, outcome)


@together(woocommerce, api.category.delete, "id", most=MOST)
async def categories_deleted(woo: Woo, members: Sequence[Member]) -> list[Outcome]:
    """Delete categories for good."""
    outcome = _told(lambda member: categories.meaning(member.params.id), lambda _: CategoryDeleted(delete_items=True))
    return await _worked(woo, categories.PATH, "delete", members, _number, outcome)

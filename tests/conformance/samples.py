"""Parameters to try every write with, in the contract's own terms: the same for every platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from tests.conformance.shops import Shop, builtins

PICTURE = "https://pictures.example/mug.png"


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """One resource that can be added, read, changed and deleted: what is sent, and what must then be seen."""

    resource: str
    added: dict[str, Any]
    seen: dict[str, Any]
    changed: dict[str, Any]
    seen_changed: dict[str, Any]
    unique: bool = False

    @property
    def add(self) -> str:
        return f"{self.resource}.add"

    @property
    def info(self) -> str:
        return f"{self.resource}.info"

    @property
    def update(self) -> str:
        return f"{self.resource}.update"

    @property
    def delete(self) -> str:
        return f"{self.resource}.delete"


PRODUCT = {
    "name": "Кухоль – Tasse 🍵",
    "model": "conformance-mug",
    "sku": "conformance-mug",
    "description": "A <b>mug</b> & more.",
    "price": 12.5,
}

LIVES = (
    Life(
        resource="product",
        added=PRODUCT,
        seen={"name": PRODUCT["name"], "u_sku": "conformance-mug", "price": 12.5, "type": "simple"},
        changed={"name": "Mug", "price": 10},
        seen_changed={"name": "Mug", "price": 10.0},
        unique=True,
    ),
    Life(
        resource="category",
        added={"name": "Tassen & Кухлі", "description": "For tea."},
        seen={"name": "Tassen & Кухлі", "description": "For tea."},
        changed={"description": "For tea and coffee."},
        seen_changed={"description": "For tea and coffee."},
        unique=True,
    ),
    Life(
        resource="customer",
        added={"email": "conformance@example.com", "first_name": "Зоя", "last_name": "Müller"},
        seen={"email": "conformance@example.com", "first_name": "Зоя", "last_name": "Müller"},
        changed={"first_name": "Zoe"},
        seen_changed={"first_name": "Zoe"},
        unique=True,
    ),
    Life(
        resource="attribute",
        added={"name": "Glaze", "type": "select"},
        seen={"name": "Glaze"},
        changed={"name": "Glazing"},
        seen_changed={"name": "Glazing"},
        unique=True,
    ),
)

Sample = Callable[[Shop], Awaitable[list[dict[str, Any]]]]
SAMPLES: dict[str, Sample] = {}


def samples(name: str) -> Callable[[Sample], Sample]:
    """Register the parameter sets of a write."""

    def register(function: Sample) -> Sample:
        SAMPLES[name] = function
        return function

    return register


async def sample(shop: Shop, name: str) -> list[dict[str, Any]]:
    """The parameter sets to try a write with, for what this shop holds."""
    return await SAMPLES[name](shop)


def _life(life: Life) -> None:
    @samples(life.add)
    async def add(shop: Shop) -> list[dict[str, Any]]:
        return [life.added]

    @samples(life.update)
    async def update(shop: Shop) -> list[dict[str, Any]]:
        return [{"id": await first(shop, life.resource), **life.changed}]

    @samples(life.delete)
    async def delete(shop: Shop) -> list[dict[str, Any]]:
        return [{"id": await added(shop, life.add, life.added)}]


async def first(shop: Shop, resource: str, at: int = -1, **narrowed: Any) -> str:
    """The id of one entity of a list."""
    return str((await shop.items(f"{resource}.list", count=20, **narrowed))[at]["id"])


async def added(shop: Shop, name: str, parameters: dict[str, Any]) -> str:
    """Add something and give its id."""
    result = builtins((await shop.call(name, **parameters)).result)
    return str(next(value for key, value in result.items() if key.endswith("id")))


for _one in LIVES:
    _life(_one)


@samples("category.assign")
async def _category_assign(shop: Shop) -> list[dict[str, Any]]:
    return [{"category_id": await first(shop, "category"), "product_id": await first(shop, "product")}]


@samples("category.unassign")
async def _category_unassign(shop: Shop) -> list[dict[str, Any]]:
    product = (await shop.items("product.list", params="id,categories_ids", count=1))[0]
    return [{"category_id": product["categories_ids"][0], "product_id": product["id"]}]


@samples("category.image.add")
async def _category_image_add(shop: Shop) -> list[dict[str, Any]]:
    category = await first(shop, "category")
    return [{"category_id": category, "image_name": "mug.png", "url": PICTURE, "type": "base", "label": "A mug"}]


@samples("category.image.delete")
async def _category_image_delete(shop: Shop) -> list[dict[str, Any]]:
    for category in await shop.items("category.list", params="id,images", count=100):
        if category["images"]:
            return [{"category_id": category["id"], "image_id": category["images"][0]["id"]}]
    raise AssertionError("no category has a picture")

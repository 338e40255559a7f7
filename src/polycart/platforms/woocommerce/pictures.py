"""Pictures: attachments, and the address under which the shop shows their files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from polycart.core.bridge.tables import Condition
from polycart.platforms.woocommerce.answers import Record, Statements
from polycart.platforms.woocommerce.metas import NOTHING, grouped
from polycart.platforms.woocommerce.posts import META, PICTURE, stamp

if TYPE_CHECKING:
    from polycart.platforms.woocommerce.connection import Woo

FILE, ALT = "_wp_attached_file", "_wp_attachment_image_alt"


class Asked(msgspec.Struct):
    """The statements for pictures: posts of the attachments, and what lies beside them."""

    posts: int
    metas: int


def ask(batch: Statements, place: int, column: str) -> Asked:
    """Fetch the attachments that a column of an earlier statement names, which may hold several ids with commas."""
    columns = ["a.ID", "a.post_title", "a.post_date_gmt", "a.post_modified_gmt", "a.post_mime_type"]
    posts = batch.add(PICTURE.select(columns, [["a.ID", "in", {"rows": [place, column]}]]), "a.ID")
    where: list[Condition] = [["m.post_id", "in", {"rows": [posts, "a.ID"]}], ["m.meta_key", "in", [FILE, ALT]]]
    metas = META.select(["m.meta_id", "m.post_id", "m.meta_key", "m.meta_value"], where, order=["m.meta_id"])
    return Asked(posts, batch.add(metas))


def told(batch: Statements, asked: Asked, base: str | None) -> dict[int, Record | None]:
    """Each picture as the API tells it; ``None`` where only the shop's code knows its address."""
    beside = grouped(batch.rows(asked.metas), "m", "post_id")
    found: dict[int, Record | None] = {}
    for row in batch.rows(asked.posts):
        post = row["a"]
        metas = beside.get(int(post["ID"]), NOTHING)
        file = metas.text(FILE)
        if not str(post["post_mime_type"]).startswith("image/"):
            continue
        plain = base is not None and file and not file.startswith("/") and "wp-content/uploads" not in file
        found[int(post["ID"])] = {
            "id": int(post["ID"]), "date_created_gmt": stamp(post["post_date_gmt"]),
            "date_modified_gmt": stamp(post["post_modified_gmt"]), "src": f"{base}{file}",
            "name": post["post_title"], "alt": metas.text(ALT),
        } if plain else None  # fmt: skip
    return found


class _Sample(msgspec.Struct):
    id: int = 0
    permalink: str = ""
    images: list[dict[str, Any]] = []


class Addresses(msgspec.Struct, frozen=True):
    """What samples have proved: where files of pictures are, and that addresses of products are as reckoned."""

    pictures: str | None
    products: bool


async def addresses(woo: Woo) -> Addresses:
    """Compare a few products as the API tells them with what the tables say, once in a while.

    Plugins serve pictures from other servers and give products other addresses; that is found out here.
    """

    async def learn() -> Addresses:
        asked = {
            "_fields": "id,permalink,images",
            "status": "publish",
            "orderby": "id",
            "order": "desc",
            "per_page": 20,
        }
        samples = woo.decoded(await woo.relayed("GET", "products", asked), list[_Sample])
        shop = await woo.shop()
        pictures = {int(image["id"]): str(image["src"]) for sample in samples for image in sample.images}
        batch = Statements()
        columns = ["a.ID", "a.post_name"]
        slugs = batch.add(PICTURE.select(columns, [["a.ID", "in", [sample.id for sample in samples]]]))
        files = batch.add(
            META.select(["m.post_id", "m.meta_value"], [["m.post_id", "in", list(pictures)], ["m.meta_key", "=", FILE]])
        )
        await batch.read(woo)
        bases: set[str | None] = set()
        for row in batch.rows(files):
            src, file = pictures[int(row["m"]["post_id"])], str(row["m"]["meta_value"])
            bases.add(src.removesuffix(file) if src.endswith(file) else None)
        if not bases:
            bases = {f"{shop.options.get('siteurl', '').rstrip('/')}/wp-content/uploads/"}
        known = {int(row["a"]["ID"]): str(row["a"]["post_name"]) for row in batch.rows(slugs)}
        same = all(shop.address(known.get(sample.id, "")) == sample.permalink for sample in samples)
        return Addresses(bases.pop() if len(bases) == 1 else None, same)

    return await woo.connection.fact("addresses", learn)

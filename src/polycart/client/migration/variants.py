"""Carries the variants of a product, with the options that they differ in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import msgspec

from polycart.client.migration.capabilities import VARIANT, Kind
from polycart.client.migration.carrying import Migration, Record
from polycart.client.migration.ledger import Item
from polycart.client.migration.writing import Placed
from polycart.core.errors import AlreadyExists, NotFound, PolycartError, RequestError

OPTION, SHARED = "product.option.add", "product.option.assign"
PICTURE = Kind("variant_image", VARIANT.listed, "", "product.image.add", "id", "", None)
UNSOLD = "An option that no variant differs in is not carried over."


def expected(product: Record) -> bool:
    """Whether a product may have variants."""
    return "configurable" in str(product.get("type")) or bool(product.get("product_options"))


async def migrate(run: Migration, product: Record, item: Item | None, *, fresh: bool = False) -> bool:
    """Carry a product's variants; whether any was changed. ``fresh`` is a product that has just been added."""
    if not run.variants_of.get(str(product["id"])):
        _unsold(run, product, set())
        return False
    listed = run.source.store.iterate(VARIANT.listed, product_ids=str(product["id"]), params="force_all")
    children: list[Record] = [msgspec.to_builtins(each) async for each in listed]
    _unsold(run, product, {str(each.get("option_id")) for child in children for each in child.get("combination") or []})
    if not run.target.serves(VARIANT.add):
        run.lose("product", "product_options", "product.variant.add is not served by the target.", product)
        return False
    work = _Variants(run, product, item, children, fresh=fresh)
    changed = False
    for child in children:
        run.report.count("variant").read += 1
        changed = await work.one(child) or changed
    if item is not None:
        await work.pictures()
    if item is not None and not work.failed:
        run.ledger.keep(msgspec.structs.replace(run.ledger.item("product", item.source_id) or item, state="done"))
    return changed


async def recognise(run: Migration, product: Record, target: str) -> None:
    """Learn which variants of a product that was at the target before are those of the source, and change none."""
    listed = run.source.store.iterate(VARIANT.listed, product_ids=str(product["id"]), params="id,sku,combination")
    children: list[Record] = [msgspec.to_builtins(each) async for each in listed]
    work = _Variants(run, product, Item("product", str(product["id"]), "found", target), children, fresh=False)
    for child in children:
        id = str(child["id"])
        if run.ledger.item("variant", id) is None and (found := await work.found(child)) is not None:
            run.ledger.keep(Item("variant", id, "found", found, target))


def _unsold(run: Migration, product: Record, sold: set[str]) -> None:
    if any(str(option.get("id")) not in sold for option in product.get("product_options") or []):
        run.lose("product", "product_options", UNSOLD, product)


class _Variants:
    """The variants of one product on their way."""

    def __init__(
        self, run: Migration, product: Record, item: Item | None, children: list[Record], *, fresh: bool
    ) -> None:
        self.run = run
        self.product = product
        self.item = item
        self.children = children
        self.failed = False
        self._left = [self._options, self._assigned] if run.target.serves(SHARED) else [self._options]
        self._own: dict[str, str] = {}
        self._there: list[tuple[str, str | None, frozenset[tuple[str, str]]]] | None = [] if fresh else None

    async def one(self, child: Record) -> bool:
        """Carry one variant; whether it was changed."""
        run, id = self.run, str(child["id"])
        arguments = await self._arguments(child)
        if self.item is None:
            return False

        async def find(fresh: bool) -> list[str]:
            self._there = None if fresh else self._there
            return [found] if (found := await self.found(child)) is not None else []

        parent = str(self.item.target_id)
        sent = arguments | {"product_id": parent}
        placed = await run.writer.add(VARIANT, id, sent, find, parent=parent, more={})
        if isinstance(placed.error, AlreadyExists | NotFound | RequestError):
            placed = await self._again(child, sent, placed)
        changed = await self._settled(child, sent, placed)
        run.settled("variant", child, placed, changed=changed)
        self.failed |= placed.how in ("refused", "unclear")
        return changed

    async def _again(self, child: Record, sent: Record, placed: Placed) -> Placed:
        """After a refusal: give the product its options, and see what is there by itself then."""

        async def find(fresh: bool) -> list[str]:
            self._there = None if fresh else self._there
            return [found] if (found := await self.found(child)) is not None else []

        steps = [] if isinstance(placed.error, AlreadyExists) else self._left
        while True:
            if steps:
                await steps.pop(0)()
            self._there = None
            id, parent = str(child["id"]), str(sent["product_id"])
            placed = await self.run.writer.add(VARIANT, id, sent, find, parent=parent)
            if not steps or not isinstance(placed.error, RequestError | NotFound):
                return placed

    async def _settled(self, child: Record, sent: Record, placed: Placed) -> bool:
        run, id = self.run, str(child["id"])
        item = run.ledger.item("variant", id)
        if item is None or item.target_id is None:
            return False
        changed = False
        try:
            own = {name: value for name, value in sent.items() if name != "product_id"}
            if placed.how == "found":  # the shop made it when the product got its options: all of it is to be told
                item = msgspec.structs.replace(item, state="done", sent={"attributes": own.get("attributes")})
                await run.writer.update(VARIANT, item, own, parent=item.parent)
            elif placed.how == "known":
                kept = msgspec.structs.replace(item, sent={k: v for k, v in item.sent.items() if k != "product_id"})
                changed = await run.writer.update(VARIANT, kept, own, parent=item.parent)
        except PolycartError as error:
            run.report.trouble("variant", id, error.sentence)
        return changed

    async def _arguments(self, child: Record) -> Record:
        run = self.run
        arguments = run.carried("variant", child)
        arguments["attributes"] = [
            {"attribute_name": name, "attribute_value": value} for name, value in self._choices(child)
        ]
        arguments["model"] = child.get("sku") or f"{self.product.get('u_model') or ''}-{child['id']}"
        run.stock("variant", VARIANT.add, child, arguments, managed="manage_stock", quantity="inventory_level")
        await run.measures("variant", VARIANT.add, child, arguments)
        if child.get("tax_class_id") != self.product.get("tax_class_id"):
            await run.tax_class("variant", VARIANT.add, child, arguments)
        if child.get("images") and not run.target.serves(PICTURE.add):
            run.lose("variant", "images", "product.image.add is not served by the target.", child)
        return arguments

    def _choices(self, child: Record) -> list[tuple[str, str]]:
        """What tells the variant from its siblings: names of options and of their values."""
        options = {str(each["id"]): each for each in self.product.get("product_options") or []}
        found: list[tuple[str, str]] = []
        for pair in child.get("combination") or []:
            option: Record = options.get(str(pair.get("option_id")), {})
            values = {str(each["id"]): each.get("name") for each in option.get("option_items") or []}
            if option.get("name") and values.get(str(pair.get("option_value_id"))):
                found.append((str(option["name"]), str(values[str(pair["option_value_id"])])))
        return found

    async def found(self, child: Record) -> str | None:
        """The target's variant of the same values, or of the same number."""
        if self._there is None:
            self._there = await _at_target(self.run, str(self.item and self.item.target_id))
        wanted = frozenset((name.casefold(), value.casefold()) for name, value in self._choices(child))
        by_values = [id for id, _, values in self._there if values and values == wanted]
        by_number = [id for id, sku, _ in self._there if sku and sku == child.get("sku")]
        return next(iter(by_values or by_number), None)

    async def _options(self) -> None:
        """Give the product the options that its variants need; where products share options, the shop gets them."""
        run = self.run
        values: dict[str, dict[str, None]] = {}
        for child in self.children:
            for name, value in self._choices(child):
                values.setdefault(name, {})[value] = None
        for place, (name, words) in enumerate(values.items()):
            arguments: dict[str, Any] = {
                "name": name, "type": "option_type_select", "values": [{"value": word} for word in words],
            }  # fmt: skip
            if not run.target.serves(SHARED):
                arguments |= {"product_id": self.item and self.item.target_id, "sort_order": place}
            try:
                sent = run.target.fitting(OPTION, arguments)
                made = await run.writer.send(OPTION, sent, "product", str(self.product["id"]))
                self._own[name] = str(made.option_id or made.product_option_id)
            except PolycartError as error:
                if not isinstance(error, AlreadyExists):
                    run.report.trouble("product", str(self.product["id"]), error.sentence, "product_options")

    async def _assigned(self) -> None:
        """Give the product options of the shop, where adding them to the shop was not enough."""
        run = self.run
        used = dict.fromkeys(name for child in self.children for name, _ in self._choices(child))
        if any(name not in self._own for name in used):
            async for each in run.target.store.iterate("product.option.list", params="id,name"):
                if each.name in used:
                    self._own.setdefault(each.name, str(each.id))
        for name in used:
            arguments = {"product_id": self.item and self.item.target_id, "option_id": self._own.get(name)}
            try:
                sent = run.target.fitting(SHARED, arguments)
                await run.writer.send(SHARED, sent, "product", str(self.product["id"]))
            except PolycartError as error:
                if not isinstance(error, AlreadyExists):
                    run.report.trouble("product", str(self.product["id"]), error.sentence, "product_options")

    async def pictures(self) -> None:
        """Add each picture that variants show once, for all of them."""
        run, shown = self.run, dict[str, list[Record]]()
        for child in self.children:
            for picture in (child.get("images") or [])[:1]:
                if picture.get("http_path"):
                    shown.setdefault(str(picture["http_path"]), []).append(child)
        if self.item is None or not run.target.serves(PICTURE.add):
            return
        for url, children in shown.items():
            ids = [id for child in children if (id := run.ledger.target("variant", str(child["id"]))) is not None]
            if ids:
                await self._picture(url, children[0]["images"][0], ids)

    async def _picture(self, url: str, picture: Record, ids: list[str]) -> None:
        run, product, parent = self.run, str(self.product["id"]), str(self.item and self.item.target_id)
        arguments = {
            "product_id": parent, "variant_ids": ",".join(ids), "url": url, "type": "additional",
            "label": picture.get("alt") or None,
            "image_name": picture.get("file_name") or urlsplit(url).path.rpartition("/")[2] or "picture.jpg",
        }  # fmt: skip
        known = run.ledger.item("variant_image", f"{product} {url}")
        if known is not None and known.target_id is not None and known.sent.get("variant_ids") != ",".join(ids):
            run.lose("product", "images", "Which variants show a picture follows no later change.", self.product)

        async def find(fresh: bool) -> list[str]:
            there = await run.target.store.call("product.info", id=parent, params="id,images")
            return [str(each.id or each.http_path) for each in there.images or []]

        sent = run.target.fitting(PICTURE.add, arguments)
        placed = await run.writer.add(PICTURE, f"{product} {url}", sent, find, parent=parent, adopt=False)
        if placed.error is not None:
            run.report.trouble("product", product, placed.error.sentence, "images")


async def _at_target(run: Migration, parent: str) -> list[tuple[str, str | None, frozenset[tuple[str, str]]]]:
    """The variants that a product has at the target: id, number, and the names of their values."""
    product: Record = msgspec.to_builtins(
        await run.target.store.call("product.info", id=parent, params="id,product_options")
    )
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for option in product.get("product_options") or []:
        for value in option.get("option_items") or []:
            pair = (str(option.get("name")).casefold(), str(value.get("name")).casefold())
            names[(str(option["id"]), str(value["id"]))] = pair
    found: list[tuple[str, str | None, frozenset[tuple[str, str]]]] = []
    async for each in run.target.store.iterate(VARIANT.listed, product_ids=parent, params="id,sku,combination"):
        child: Record = msgspec.to_builtins(each)
        pairs = [(str(p.get("option_id")), str(p.get("option_value_id"))) for p in child.get("combination") or []]
        values = frozenset(names[pair] for pair in pairs if pair in names)
        found.append((str(child["id"]), child.get("sku"), values))
    return found

"""How an OpenCart is reached: over the bridge, by its tables; the view that a call has, pages, writes.

Source: the code of OpenCart 2.3.0.2, 3.0.5.0, 4.0.2.3 and 4.1.0.3 (https://github.com/opencart/opencart), each
installed and asked, or its install SQL loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import msgspec

from polycart.core.bridge.client import Bridge, BridgeSettings, HalfDone
from polycart.core.bridge.plans import Plan
from polycart.core.bridge.tables import Condition, Statement, Table
from polycart.core.bridge.wire import Result
from polycart.core.client import Call, Connection
from polycart.core.errors import AlreadyExists, BridgeFailed, ParameterError, PolycartError, Unsupported
from polycart.core.mapping import Map, Version
from polycart.core.method import Page
from polycart.core.moments import ZONE
from polycart.core.platform import Platform
from polycart.core.selection import Selection
from polycart.core.undo import Step, Undo
from polycart.platforms.opencart import facts
from polycart.platforms.opencart.facts import V40, Facts, ShopInfo
from polycart.platforms.opencart.statements import Row
from polycart.platforms.opencart.values import allowed

E = TypeVar("E")

IMAGES = "images"
"""The bridge's name for the folder of pictures."""

NEWEST: Version = (4, 2)
"""From this version on nothing is known, so nothing is written."""


class OpencartSettings(BridgeSettings, kw_only=True, frozen=True):
    """The keys of the bridge that stands in the shop."""


class Opencart(Bridge[OpencartSettings]):
    """One call's view of an OpenCart, through one of its stores and one language."""

    title = "OpenCart"

    def __init__(self, connection: Connection[OpencartSettings], call: Call) -> None:
        super().__init__(connection, call)
        self.store = 0
        self.store_chosen = False
        self._language: int | None = None

    def with_call(self, call: Call) -> Any:
        """The same shop, looked at in the same way, for another call."""
        other = type(self)(self.connection, call)
        other.store, other.store_chosen, other._language = self.store, self.store_chosen, self._language
        return other

    async def _info(self) -> ShopInfo:
        return msgspec.json.decode((await self.ask("info", tables=list(facts.PROBED))).last, type=ShopInfo)

    async def info(self) -> ShopInfo:
        """What the bridge tells of the shop; asked once and kept for a while."""
        return await self.connection.fact("bridge.info", self._info)

    async def facts(self) -> Facts:
        """What is known of the shop, with its time zone set for what is read and written from here on."""

        async def fetch() -> Facts:
            return await facts.learn(self)

        known = await self.connection.fact("facts", fetch)
        ZONE.set(known.zone)
        return known

    @property
    def known(self) -> Facts:
        """The facts, where this call has learned them."""
        return cast("Facts", self.connection.learned("facts"))

    @property
    def language(self) -> int:
        """The language that texts are read and written in; the facts have to be known."""
        return self._language or self.known.language.language_id

    async def check(self) -> str:
        """Test keys, prefix and database, and learn the shop's facts anew; answers OpenCart's version."""
        self.connection.forget()
        return (await self.facts()).info.version

    async def view(self, store_id: str | None, lang_id: str | None, currency_id: str | None) -> None:
        """Look through one store and one language; prices are kept in the default currency."""
        known = await self.facts()
        if store_id is not None:
            stores = ["0", *(str(row.store_id) for row in known.stores)]
            if store_id not in stores:
                raise allowed("store_id", stores)
            self.store, self.store_chosen = int(store_id), True
        if lang_id is not None:
            chosen = next((row for row in known.languages if lang_id in (str(row.language_id), row.code)), None)
            if chosen is None:
                raise allowed("lang_id", [str(row.language_id) for row in known.languages])
            self._language = chosen.language_id
        if currency_id is not None and currency_id.upper() not in (
            known.currency.code,
            str(known.currency.currency_id),
        ):
            raise allowed("currency_id", [known.currency.code])

    def binds(self, **more: Any) -> dict[str, Any]:
        """What tables are told of the view."""
        return {"language": self.language, "store": self.store, **more}

    def setting(self, name: str) -> str:
        """A setting as it holds in the store of the view."""
        return self.known.value(name, self.store)

    async def window(
        self, table: Table, map: type[Map[E]], where: Sequence[Condition], *, start: int, count: int,
        order: Sequence[str], wanted: Selection | None = None,
    ) -> Page[E]:  # fmt: skip
        """One page, its total and all that follows its rows, in one round trip."""
        await self.facts()
        return await self.page(
            table, where, map, start=start, count=count, order=order, binds=self.binds(), wanted=wanted
        )

    async def everything(
        self, table: Table, map: type[Map[E]], where: Sequence[Condition] = (), *, order: Sequence[str],
        wanted: Selection | None = None,
    ) -> list[E]:  # fmt: skip
        """All rows that meet the conditions."""
        await self.facts()
        reader = map.reader(self.wanted if wanted is None else wanted, self.version)
        plan = Plan(table, reader, where, order=order, binds=self.binds())
        return await reader.finish(self, plan.rows((await self.read(*plan.statements)).rows))

    async def one(self, table: Table, map: type[Map[E]], where: Sequence[Condition]) -> E | None:
        """The one entity that meets the conditions."""
        found = await self.everything(table, map, where, order=())
        return found[0] if found else None

    async def total(self, table: Table, where: Sequence[Condition]) -> int:
        """How many rows meet the conditions."""
        await self.facts()
        answer = await self.read(table.count(where, binds=self.binds()))
        return int(msgspec.json.decode(answer.rows[0])[0]["n"])

    async def rows(self, *statements: Statement) -> list[list[dict[str, Any]]]:
        """The rows of selects, each as one flat object."""
        await self.facts()
        answer = await self.read(*statements)
        return [[_flat(row) for row in msgspec.json.decode(rows)] for rows in answer.rows]

    async def has(self, table: str, *where: Condition) -> bool:
        """Whether a table has a row that meets the conditions."""
        statement: Statement = {
            "do": "select", "table": table, "as": "t", "columns": [{"fn": "count", "as": "n"}], "where": list(where)
        }  # fmt: skip
        ((row,),) = await self.rows(statement)
        return int(row["n"]) > 0

    def fit(self, table: str, values: Row) -> dict[str, Any]:
        """The values whose columns this version has; only for columns that say the same in another way elsewhere."""
        return {name: value for name, value in values.items() if self.known.has(table, name)}

    async def writing(self) -> Facts:
        """The facts of a shop that may be written to."""
        known = await self.facts()
        if known.version >= NEWEST:
            raise Unsupported(
                f"OpenCart {known.info.version} is newer than what polycart knows: it is read, but not written to."
            )
        return known

    async def save(
        self, statements: Sequence[Statement], *, back: Callable[[Sequence[Result]], list[Statement]] | None = None
    ) -> list[Result]:
        """Run statements as one transaction, and empty the caches of what they change.

        Where the shop's tables have no transactions (MyISAM, usual up to 3.0), ``back`` makes of what was done the
        statements that take it back, should the rest fail.
        """
        tokens = self.connection.tokens
        if not tokens.get("opencart.loose"):
            try:
                return await self.write(*statements, caches=("data",))
            except BridgeFailed as error:
                if error.native is None or error.native.code != "loose":
                    raise
                tokens["opencart.loose"] = True
        try:
            return await self.write(*statements, loose=True, caches=("data",))
        except HalfDone as error:
            await self._take_back(error, len(statements), back)
            raise

    async def _take_back(self, error: HalfDone, asked: int, back: Callable[..., list[Statement]] | None) -> None:
        try:
            if back is not None:
                await self.write(*back(error.results), loose=True)
                return
            said = "the shop's tables have no transactions"
        except PolycartError as second:
            said = second.message.rstrip(".")
        error.notes.append(f"{len(error.results)} of {asked} statements remain done: {said}.")

    async def put_picture(self, undo: Undo, path: str, base64: str) -> None:
        """Put a picture into the shop's folder; the name has a mark of the bytes: one that is there is the same."""
        step = Step("POST", "file.delete", f"The picture {path}", json={"folder": IMAGES, "path": path})
        undo(step)
        try:
            await self.do("file.put", folder=IMAGES, path=path, data=base64)
        except AlreadyExists:
            undo.spare(step)

    @property
    def home(self) -> str:
        """The address of the store of the view, with a slash at its end."""
        row = next((each for each in self.known.stores if each.store_id == self.store and self.store), None)
        return (row.url if row and row.url else self.settings.store_url).rstrip("/") + "/"

    def picture(self, path: str | None) -> str | None:
        """The address of a picture by its path in the shop's folder."""
        if not path:
            return None
        media = self.known.info.media
        folder = (media.get(IMAGES) if isinstance(media, dict) else None) or "image/"
        return f"{self.settings.store_url.rstrip('/')}/{folder}{path}"

    def needs_variants(self) -> None:
        """Refuse what only products with variants can do, which came with OpenCart 4."""
        if self.known.version < V40:
            raise Unsupported(
                f"OpenCart {self.known.info.version} has no variants, which came with OpenCart 4; what shoppers choose "
                "from is in product_options."
            )


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """The columns of a row without the aliases of their tables."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        found |= cast("dict[str, Any]", value) if isinstance(value, dict) else {name: value}
    return found


def beside(name: str, other: str) -> ParameterError:
    """The error for two parameters of which only one may be given."""
    return ParameterError(f"Parameter '{name}' can't be used with parameter(s): '{other}'")


opencart = Platform(
    "Opencart14",
    "OpenCart",
    settings=OpencartSettings,
    client=Opencart,
    versions="2.3 - 4.1",
    oldest="2.3",
    kind="bridge",
    credentials=(("store_url", "store_key", "gateway_private_key", "bridge_public_key"),),
)

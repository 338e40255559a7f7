"""How a PrestaShop is reached through the bridge: reads come from its tables, everything else from its own webservice.

The webservice is called inside the shop (``bridge/adapters/prestashop.php``), so it need not be switched on and has no
key. What reads its answers reads rows of the database as well: ``sources.py`` tells where its resources lie.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from polycart.core.auth import Fixed
from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.bridge.tables import Binds
from polycart.core.errors import NotFound, StoreError, Unsupported
from polycart.core.mapping import Map, Reader
from polycart.core.moments import ZONE
from polycart.core.pictures import Picture
from polycart.core.selection import Selection
from polycart.core.transport import Request, Response
from polycart.platforms.prestashop import plans, queries
from polycart.platforms.prestashop.ahead import Next, Told, nexts
from polycart.platforms.prestashop.columns import Columns, Schema
from polycart.platforms.prestashop.plans import Plan, Reading, Record
from polycart.platforms.prestashop.sources import SOURCES
from polycart.platforms.prestashop_api import facts
from polycart.platforms.prestashop_api.connection import Body, Query
from polycart.platforms.prestashop_api.connection import Prestashop as Webservice
from polycart.platforms.prestashop_api.connection import prestashop as api
from polycart.platforms.prestashop_api.numbers import number_of

E = TypeVar("E")
T = TypeVar("T")

MOST = 20_000
"""Rows of one answer: more the bridge does not send."""

TABLES = ("configuration", "shop", "shop_group")
"""What ``Ground`` is read from."""


class Ground(msgspec.Struct, frozen=True):
    """What all other reads stand on: the bridge, the configuration, the shops, and which of them share their stock."""

    bridge: str
    prefix: str
    facts: facts.Facts
    shops: list[facts.ShopRow]
    sharing: dict[str, bool]


class _Info(msgspec.Struct, frozen=True):
    """What a bridge tells of its shop and of some tables: nothing of those that may not be read."""

    bridge: str
    version: str
    prefix: str
    tables: dict[str, _Table | None] | list[Any]

    def columns(self, table: str) -> Mapping[str, str] | None:
        """The columns of a table; none of one that is not there, ``None`` for one that may not be read."""
        if isinstance(self.tables, list) or table not in self.tables:
            return None
        found = self.tables[table]
        return found.columns if found else {}


class _Table(msgspec.Struct, frozen=True):
    columns: dict[str, str]


class _Open(Fixed):
    """Nothing is signed here: the bridge's client seals what it sends."""

    async def sign(self, request: Request, credentials: Any) -> None:
        """Nothing is left to do."""


class Prestashop(Webservice):
    """One call's view of a PrestaShop behind a bridge."""

    auth = _Open()
    few = 15_000

    def __init__(self, connection: Any, call: Any) -> None:
        super().__init__(connection, call)
        self.bridge: Bridge[BridgeSettings] = Bridge(connection, call)
        self._told: dict[tuple[str, str, str], Told] = {}

    async def exchange(self, request: Request, *, safe: bool) -> Response:
        """Have the webservice answer inside the shop; the bridge repeats nothing that it may have done."""
        parts = urlsplit(request.url)
        path = parts.path.removeprefix(urlsplit(self.base_url()).path)
        return await self.bridge.relay(request, path, parts.query)

    async def check(self) -> str:
        """Ask for the version of the shop, which needs good keys, a good prefix and the database."""
        self.connection.forget()
        return (await self.ground()).facts.release

    async def ground(self) -> Ground:
        """The configuration and the shops; kept for an hour."""

        async def fetch() -> Ground:
            info = await self._info(TABLES)
            schema = {table: info.columns(table) for table in TABLES}
            plan = Plan({})
            settings, shops, groups = (
                plan.select(columns, _fields(kind), queries.asked(columns, {}, {}))
                for name, kind in _GROUND
                for columns in [Columns(SOURCES[name], schema)]
            )
            rows = (await self.bridge.read(*plan.statements)).rows
            sharing = _converted(plans.records(groups, rows), _GroupRow)
            return Ground(
                info.bridge,
                info.prefix,
                facts.told(info.version, _converted(plans.records(settings, rows), facts.SettingRow)),
                _converted(plans.records(shops, rows), facts.ShopRow),
                {str(row.id): str(row.share_stock) == "1" for row in sharing},
            )

        return await self.connection.fact("bridge.ground", fetch)

    async def _info(self, tables: Iterable[str]) -> _Info:
        return msgspec.json.decode((await self.bridge.ask("info", tables=sorted(tables))).last, type=_Info)

    async def schema(self, tables: Iterable[str]) -> Schema:
        """The columns of some tables; those that are not known yet are asked for together, and kept for an hour."""
        missing: list[str] = []
        asking: list[asyncio.Task[_Info]] = []

        async def asked() -> _Info:
            return await self._info(missing)

        async def fetch(table: str) -> Mapping[str, str] | None:
            missing.append(table)
            if not asking:
                asking.append(asyncio.ensure_future(asked()))  # it begins when all that are missing have said so
            return (await asking[0]).columns(table)

        chosen = list(tables)
        found = await asyncio.gather(
            *(self.connection.fact(f"bridge.columns {table}", partial(fetch, table)) for table in chosen)
        )
        return dict(zip(chosen, found, strict=True))

    async def facts(self) -> facts.Facts:
        """What the shop's configuration tells of it; kept for an hour, learned anew by ``cart.validate``."""

        async def fetch() -> facts.Facts:
            return (await self.ground()).facts

        return await self.connection.fact("facts", fetch)

    async def _binds(self, query: Query) -> Binds:
        """The shop and the language that a query looks through, for the conditions of joins."""
        ground = await self.ground()
        shop = str(query.get("id_shop") or self.shop_id or ground.facts.value("PS_SHOP_DEFAULT") or "1")
        group = next((str(row.id_shop_group) for row in ground.shops if str(row.id) == shop), "0")
        shared = ground.sharing.get(group, False)
        return {
            "shop": int(shop), "language": int(query.get("language") or await self.language()),
            "stocked": 0 if shared else int(shop), "sharing": int(group) if shared else 0,
        }  # fmt: skip

    async def _read(
        self, path: str, query: Query, paths: Iterable[str], *, count: bool = False, wanted: Iterable[str] = ()
    ) -> tuple[list[Record], int]:
        """Records of a resource and, if asked for, their number; in one round trip with what their fields need."""
        binds = await self._binds(query)
        country = (await self.facts()).value("PS_COUNTRY_DEFAULT", self.shop_id) or "0"
        further = nexts(path, wanted, country)
        names = {path, *queries.resources(query), *(name for one in further for name in one.resources)}
        columns = Columns(SOURCES[path], await self.schema(sorted({t for name in names for t in SOURCES[name].tables})))
        if columns.schema[columns.source.table] == {}:
            return [], 0  # this version of the shop keeps no such thing
        plan = Plan(binds)
        reading = plan.select(columns, paths, queries.asked(columns, query, binds), count=count)
        ahead: list[tuple[Next, Reading, Reading]] = []
        for one in further:
            self._follow(plan, reading, one, ahead)
        rows = (await self.bridge.read(*plan.statements)).rows
        found = plans.records(reading, rows)
        self._remember(reading, found, ahead, rows)
        return found, plans.total(reading, rows) if count else len(found)

    def _follow(self, plan: Plan, reading: Reading, one: Next, ahead: list[tuple[Next, Reading, Reading]]) -> None:
        """Add the statements of what some records lead to."""
        columns = Columns(SOURCES[one.path], reading.columns.schema)
        by = columns.of(one.by)
        keys = [self._reference(plan, reading, key) for key in one.keys]
        if by is None or None in keys or columns.schema[columns.source.table] == {}:
            return
        asked = queries.asked(columns, one.also, plan.binds)
        asked.where.append({"any": [[by, "in", key] for key in keys]} if len(keys) > 1 else [by, "in", keys[0]])
        found = plan.select(columns, [*one.paths, one.by], asked)
        ahead.append((one, reading, found))
        for further in one.then:
            self._follow(plan, found, further, ahead)

    @staticmethod
    def _reference(plan: Plan, reading: Reading, key: str) -> Any:
        """The values of a field of some records, or of a field in one of their lists; ``None`` where they lack it."""
        name, _, field = key.partition(".")
        if field:
            return plan.keep_part(reading, name, field) if name in reading.parts else None
        return plan.keep(reading, key) if key in reading.fields else None

    def _remember(
        self,
        main: Reading,
        records: list[Record],
        ahead: Sequence[tuple[Next, Reading, Reading]],
        rows: Sequence[bytes],
    ) -> None:
        """Keep what was fetched ahead, with the values of the keys that it is known for."""
        known = {main.place: records}
        for one, parent, reading in ahead:
            found = known[reading.place] = plans.records(reading, rows)
            values = {value for key in one.keys for record in known[parent.place] for value in _values(record, key)}
            told = Told(one.by, values, frozenset((*one.paths, one.by)), found)
            self._told[one.path, one.by, _also(one.also)] = told

    async def rows(
        self, path: str, query: Query, reader: Reader[Any], *, start: int, count: int
    ) -> tuple[list[Any], int | None]:
        """The narrow rows of a window, and how many the whole list has."""
        await self.zoned()
        window = {**query, "limit": f"{start},{min(count, MOST)}"}
        wanted = [name for name, _, _ in reader.lazies]
        found, total = await self._read(path, window, reader.needs, count=True, wanted=wanted)
        return _converted(found, reader.row), total

    async def one(
        self, path: str, table: type[Map[E]], *, query: Query | None = None, wanted: Selection | None = None
    ) -> E:
        """One entity with just the wanted fields; ``path`` is that of the entity, such as ``products/5``."""
        await self.zoned()
        reader = table.reader(self.wanted if wanted is None else wanted, self.version)
        resource, _, id = path.partition("/")
        lazies = [name for name, _, _ in reader.lazies]
        asked = {**(query or {}), "filter[id]": number_of("id", id)}
        found, _ = await self._read(resource, asked, reader.needs, wanted=lazies)
        if not found:
            raise NotFound(f"{self.title} has no {path}.")
        return (await reader.finish(self, _converted(found, reader.row)))[0]

    async def ids(self, path: str, query: Query | None = None) -> list[int]:
        """The ids of a list."""
        await self.zoned()
        found, _ = await self._read(path, query or {}, ())
        return [int(record["id"]) for record in found]

    async def total(self, path: str, query: Query | None = None) -> int:
        """How many items a list has, counted by the database."""
        await self.zoned()
        return (await self._read(path, {**(query or {}), "limit": "0"}, (), count=True))[1]

    async def records(self, path: str, query: Query, kind: type[T], *paths: str) -> list[T]:
        """A whole list decoded to ``kind``; ``paths`` are the needed native fields, all of its own by default."""
        await self.zoned()
        return _converted((await self._read(path, query, paths or _fields(kind)))[0], kind)

    async def counted(self, path: str, query: Query, kind: type[T]) -> tuple[list[T], int]:
        """A window of a list decoded to ``kind``, and how many the whole list has."""
        found, total = await self._read(path, query, _fields(kind), count=True)
        return _converted(found, kind), total

    async def listing(self, path: str, query: Query, kind: type[T]) -> list[T]:
        """A list decoded to ``kind``, of what is asked for before anything else of the shop is known."""
        if path == "shops":
            return _converted((await self.ground()).shops, kind)
        return _converted((await self._read(path, query, _fields(kind)))[0], kind)

    async def among(
        self, path: str, name: str, values: Iterable[Any], kind: type[T], *paths: str, also: Query | None = None
    ) -> list[T]:
        """All items whose field ``name`` is among ``values``; those that a page has brought along are not asked for."""
        chosen = list(dict.fromkeys(values))
        if not chosen:
            return []
        needed = paths or _fields(kind)
        told = self._told.get((path, name, _also(also or {})))
        found = told.among(chosen, needed) if told else None
        if found is None:
            asked = {"sort": "[id_ASC]", **(also or {}), f"filter[{name}]": f"[{'|'.join(map(str, chosen))}]"}
            return await self.records(path, asked, kind, *needed)
        return _converted(found, kind)

    def narrows(self, query: dict[str, Any], how: str, *what: Any) -> bool:
        """Narrow a list by what lies in other tables."""
        query[queries.ALSO] = [*query.get(queries.ALSO, []), (how, *what)]
        return True

    async def keep_picture(self, path: str, picture: Picture, name: str, *, replace: bool) -> int | None:
        """Give the shop a picture's bytes, of which it makes all its sizes; one that is there is painted over."""
        request = Request(method="POST", url=self.url(path), headers={}, body=picture.body)
        response = await self.exchange(request, safe=False)
        if response.status >= 400:
            raise StoreError("PrestaShop could not make its sizes of the picture.")
        return int(self.decoded(response, dict[str, Any])["id"])

    async def held(self, resource: str, id: int, paths: Iterable[str] | None = None) -> Body:
        """What an entity holds, in all languages, as it would be written back."""
        if resource not in SOURCES:
            raise Unsupported(f"{resource} cannot be changed through the bridge.")
        return await super().held(resource, id, paths)

    async def zoned(self) -> facts.Facts:
        """The facts, with the shop's time zone set for what is read and written from here on."""
        known = await self.facts()
        ZONE.set(known.zone)
        return known


class _GroupRow(msgspec.Struct):
    """A group of shops."""

    id: int
    share_stock: int | str = "0"


_GROUND: tuple[tuple[str, Any], ...] = (
    ("configurations", facts.SettingRow),
    ("shops", facts.ShopRow),
    ("shop_groups", _GroupRow),
)


def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(kind.__struct_encode_fields__)


def _converted(found: Any, kind: type[T]) -> list[T]:
    """Records as structs, which take numbers for texts and texts for numbers."""
    return msgspec.convert(found, list[kind], strict=False, from_attributes=True)


def _also(query: Mapping[str, Any]) -> str:
    """Further filters as one text; the order of what is fetched ahead is that of the ids."""
    return " ".join(sorted(f"{name}={value}" for name, value in query.items() if name != "sort"))


def _values(record: Record, key: str) -> Iterable[str]:
    name, _, field = key.partition(".")
    if not field:
        return [str(record[key])]
    return [str(item[field]) for item in record.get("associations", {}).get(name, [])]


prestashop = api.derive(
    "Prestashop", title="PrestaShop", settings=BridgeSettings, client=Prestashop, kind="bridge", versions="1.6 - 8",
    oldest="1.6", credentials=(("store_url", "store_key"),),
)  # fmt: skip

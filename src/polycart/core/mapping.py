"""Tables between a unified struct and its native places, compiled to plain functions for each field selection.

A ``Map`` says for each contract field where the platform keeps it::

    class ProductMap(Map[Product]):
        id = field("id", text)
        price = field("regular_price", decimal)
        images = each(ImageMap, "images")

Reading compiles, once for each selection, a narrow native struct with just the fields that the selection needs,
decoded straight from the bytes, and one function from it to the unified struct. Writing walks the same table the
other way and makes a body or a query of the fields that are given.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar, cast, get_args

import msgspec
from msgspec import UNSET

from polycart.core.codecs import Codec, plain
from polycart.core.selection import ALL, Selection, project

E = TypeVar("E")
Version = tuple[int, ...]

_CACHED_READERS = 256


class At(msgspec.Struct, frozen=True):
    """A native place: its dotted path and the JSON type found there.

    With a ``Map`` as the type it is an array of objects that the map reads: a function gets the list of its entities.
    """

    path: str
    native: Any = Any


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One contract field kept whole in one native place."""

    path: str
    codec: Codec = plain
    since: Version | None = None
    until: Version | None = None


class Nested(msgspec.Struct, frozen=True, kw_only=True):
    """One contract field made of a native object (``many=False``) or of each object of a native array."""

    map: type[Map[Any]]
    path: str
    many: bool
    since: Version | None = None


class Within(msgspec.Struct, frozen=True, kw_only=True):
    """One contract object whose fields lie flat in the same native record."""

    map: type[Map[Any]]


class Computed(msgspec.Struct, frozen=True, kw_only=True):
    """One contract field worked out from one or more native places."""

    function: Callable[..., Any]
    places: tuple[At, ...]
    since: Version | None = None


class Lazy(msgspec.Struct, frozen=True, kw_only=True):
    """One contract field that costs extra requests: fetched only when selected, once for the whole page."""

    fetch: Callable[[Any, list[tuple[Any, ...]]], Awaitable[Sequence[Any]]]
    places: tuple[At, ...]


class Extras(msgspec.Struct, frozen=True, kw_only=True):
    """Surplus native fields, gathered by name under ``additional_fields``."""

    places: tuple[tuple[str, At], ...]


Entry = Field | Nested | Within | Computed | Lazy | Extras


def _version(text: str | None) -> Version | None:
    return tuple(int(part) for part in text.split(".")) if text else None


def _places(places: Iterable[str | At]) -> tuple[At, ...]:
    return tuple(place if isinstance(place, At) else At(place) for place in places)


def field(path: str, codec: Codec = plain, *, since: str | None = None, until: str | None = None) -> Any:
    """A field kept at ``path``; ``since`` and ``until`` (exclusive) bound the store versions that have it."""
    return Field(path=path, codec=codec, since=_version(since), until=_version(until))


def each(table: type[Map[Any]], path: str, *, since: str | None = None) -> Any:
    """A list, one item for each object of the native array at ``path``."""
    return Nested(map=table, path=path, many=True, since=_version(since))


def one(table: type[Map[Any]], path: str, *, since: str | None = None) -> Any:
    """An object read from the native object at ``path``."""
    return Nested(map=table, path=path, many=False, since=_version(since))


def within(table: type[Map[Any]]) -> Any:
    """An object whose fields lie flat in the same native record."""
    return Within(map=table)


def computed(function: Callable[..., Any], *places: str | At, since: str | None = None) -> Any:
    """A field worked out by ``function`` from the values at ``places``, which are ``None`` where there is nothing."""
    return Computed(function=function, places=_places(places), since=_version(since))


def constant(value: Any) -> Any:
    """A field that is the same for every record of the platform."""
    return Computed(function=lambda: value, places=())


def lazy(fetch: Callable[[Any, list[tuple[Any, ...]]], Awaitable[Sequence[Any]]], *places: str | At) -> Any:
    """A field that ``fetch(client, rows)`` answers for a whole page; a row holds the values at ``places``."""
    return Lazy(fetch=fetch, places=_places(places))


def extras(*names: str, **renamed: str) -> Any:
    """Surplus native fields under ``additional_fields``, by their native name or renamed."""
    rows = {name: name for name in names} | renamed
    return Extras(places=tuple((name, At(path)) for name, path in rows.items()))


class Reader(Generic[E]):
    """What one selection compiles to.

    ``needs`` are the native paths it reads, ``row`` the narrow native struct, ``load`` the function from it to the
    entity, ``lazies`` the fields still to be fetched: attribute, ``fetch``, and the function that picks its values;
    ``parts`` are the readers of the objects and arrays in the row by their paths, for clients that fetch them apart.
    """

    __slots__ = ("_many", "_one", "lazies", "load", "needs", "parts", "row")

    def __init__(
        self,
        row: type,
        load: Callable[[Any], E],
        needs: tuple[str, ...],
        lazies: tuple[tuple[str, Any, Any], ...],
        parts: Mapping[str, Reader[Any]],
    ) -> None:
        self.row = row
        self.load = load
        self.needs = needs
        self.lazies = lazies
        self.parts = parts
        self._one: msgspec.json.Decoder[Any] = msgspec.json.Decoder(row)
        self._many: msgspec.json.Decoder[Any] = msgspec.json.Decoder(list[row])

    def one(self, body: bytes) -> Any:
        """Decode one native record."""
        try:
            return self._one.decode(body)
        except msgspec.ValidationError:
            if body.strip() != b"[]":
                raise
            return self.row()  # PHP's empty object, where a shop has none of the fields

    def many(self, body: bytes) -> list[Any]:
        """Decode a native array of records."""
        try:
            return self._many.decode(body)
        except msgspec.ValidationError:
            records = msgspec.json.decode(body)
            if not isinstance(records, list) or [] not in records:
                raise
            empty: dict[str, Any] = {}  # PHP writes an empty object as []
            return cast("list[Any]", msgspec.convert([r or empty for r in cast("list[Any]", records)], list[self.row]))

    def convert(self, record: Any) -> E:
        """Read a record that is already decoded, such as one item of a batch answer."""
        return self.load(msgspec.convert(record, self.row, strict=False))

    async def finish(self, client: Any, rows: Sequence[Any]) -> list[E]:
        """Load every row and fetch the selected lazy fields side by side, each once for all rows."""
        load = self.load
        entities = [load(row) for row in rows]
        if not (entities and self.lazies):
            return entities
        fetched = await asyncio.gather(*(fetch(client, [pick(row) for row in rows]) for _, fetch, pick in self.lazies))
        for (attribute, _, _), values in zip(self.lazies, fetched, strict=True):
            for entity, value in zip(entities, values, strict=True):
                setattr(entity, attribute, value)
        return entities


class Map(Generic[E]):
    """A table between the unified struct ``E`` and its native places; subclass it and name the struct's fields."""

    entity: ClassVar[Any]
    entries: ClassVar[dict[str, Entry]]
    names: ClassVar[frozenset[str]]
    _readers: ClassVar[OrderedDict[tuple[Selection, Version | None], Reader[Any]]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for base in cls.__orig_bases__ if hasattr(cls, "__orig_bases__") else ():  # type: ignore[attr-defined]
            arguments = get_args(base)
            if arguments and not isinstance(arguments[0], TypeVar):
                cls.entity = arguments[0]
        inherited: dict[str, Entry] = dict(getattr(cls, "entries", {}))
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Entry)}
        cls.entries = inherited | own
        cls._readers = OrderedDict()
        struct: Any = cls.entity
        wire = dict(zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True))
        unknown = cls.entries.keys() - wire.keys()
        if unknown:
            raise TypeError(f"{cls.__name__} maps {sorted(unknown)}, which {struct.__name__} does not have")
        cls.names = frozenset(wire[name] for name in cls.entries)

    @classmethod
    def reader(cls, wanted: Selection = ALL, version: Version | None = None) -> Reader[E]:
        """The compiled reader for a selection and store version; compiled at first use and kept."""
        key = (wanted, version)
        found = cls._readers.get(key)
        if found is None:
            found = cls._readers[key] = _Compiler().compile(cls, wanted, version)
            if len(cls._readers) > _CACHED_READERS:  # selections come from callers: the cache must not grow with them
                cls._readers.popitem(last=False)
        return found

    @classmethod
    def dump(cls, values: Any) -> dict[str, Any]:
        """Write the given fields of ``values`` to their native places; what is ``None`` or ``UNSET`` is not given."""
        native: dict[str, Any] = {}
        for name, entry in cls.entries.items():
            value = getattr(values, name)
            if value is None or value is UNSET:
                continue
            if isinstance(entry, Field):
                _put(native, entry.path, entry.codec.dump(value))
            elif isinstance(entry, Nested):
                written = [entry.map.dump(item) for item in value] if entry.many else entry.map.dump(value)
                _put(native, entry.path, written)
            elif isinstance(entry, Within):
                native |= entry.map.dump(value)
        return native


def _put(native: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for key in outer:
        native = native.setdefault(key, {})
    native[last] = value


class _Node:
    """A native object while its struct is being gathered: leaves by key, and objects below."""

    def __init__(self) -> None:
        self.leaves: dict[str, Any] = {}
        self.objects: dict[str, _Node] = {}

    def leaf(self, path: str, native: Any) -> None:
        node, last = self._walk(path)
        known = node.leaves.get(last, native)
        node.leaves[last] = native if known == native else Any

    def _walk(self, path: str) -> tuple[_Node, str]:
        *outer, last = path.split(".")
        node = self
        for key in outer:
            node = node.objects.setdefault(key, _Node())
        return node, last


class _Compiler:
    """Writes the source of one reader; ``scope`` holds what the source refers to."""

    def __init__(self) -> None:
        self.scope: dict[str, Any] = {"UNSET": UNSET}
        self.root = _Node()
        self.serial = itertools.count()
        self.parts: dict[str, Reader[Any]] = {}

    def compile(self, table: type[Map[Any]], wanted: Selection, version: Version | None) -> Reader[Any]:
        chosen = _chosen(table, wanted, version)
        self._gather(chosen, version)
        row = self._struct(self.root, table.__name__.removesuffix("Map") + "Row")
        lines: list[str] = []
        values = self._unpack(self.root, "n", lines)
        body = self._construct(table.entity, chosen, values, version)
        source = "def load(n):\n" + "".join(f"    {line}\n" for line in lines) + f"    return {body}\n"
        exec(compile(source, f"<{table.__name__} {wanted}>", "exec"), self.scope)  # noqa: S102 - source is ours, as attrs does
        lazies = tuple(
            (name, _cut(entry.fetch, below), self._picker(entry.places, lines, values))
            for name, (entry, below) in chosen.items()
            if isinstance(entry, Lazy)
        )
        return Reader(row, self.scope["load"], tuple(sorted(_paths(self.root))), lazies, self.parts)

    def bind(self, value: Any) -> str:
        name = f"c{next(self.serial)}"
        self.scope[name] = value
        return name

    def _gather(self, chosen: Mapping[str, tuple[Entry, Selection]], version: Version | None) -> None:
        for entry, below in chosen.values():
            if isinstance(entry, Field):
                self.root.leaf(entry.path, entry.codec.native)
            elif isinstance(entry, Nested):
                self.parts[entry.path] = entry.map.reader(below, version)
                row = self.parts[entry.path].row
                shape: Any = list[row] if entry.many else row | list[Any]  # PHP writes an empty object as []
                self.root.leaf(entry.path, shape | None)
            elif isinstance(entry, Within):
                self._gather(_chosen(entry.map, below, version), version)
            elif isinstance(entry, Extras):
                for name, place in entry.places:
                    if below.wants(name):
                        self.root.leaf(place.path, place.native)
            else:
                for place in entry.places:
                    self._place(place, version)

    def _place(self, place: At, version: Version | None) -> None:
        native = _mapped(place)
        if native is None:
            self.root.leaf(place.path, place.native)
        else:
            self.parts[place.path] = native.reader(ALL, version)
            self.root.leaf(place.path, list[self.parts[place.path].row] | None)

    def _struct(self, node: _Node, name: str) -> type:
        """Make the narrow struct; every field may be missing, and attribute names are neutral because keys are not."""
        fields: list[tuple[str, Any, Any]] = []
        renamed: dict[str, str] = {}
        for serial, (key, native) in enumerate(node.leaves.items()):
            fields.append((f"f{serial}", native | None if native is not Any else Any, None))
            renamed[f"f{serial}"] = key
        for serial, (key, below) in enumerate(node.objects.items()):
            if key in node.leaves:
                raise TypeError(f"{name}: '{key}' is read both whole and by its parts")
            struct = self._struct(below, f"{name}{serial}")
            self.scope[f"S{id(below)}"] = struct
            fields.append((f"o{serial}", struct | list[Any] | str | bool | None, None))
            renamed[f"o{serial}"] = key
        return msgspec.defstruct(name, fields, rename=renamed, gc=False)

    def _unpack(self, node: _Node, variable: str, lines: list[str], prefix: str = "") -> dict[str, str]:
        """Write the lines that take every value out of the row; answers path → variable."""
        values: dict[str, str] = {}
        for serial, key in enumerate(node.leaves):
            values[prefix + key] = name = f"x{next(self.serial)}"
            lines.append(f"{name} = {variable}.f{serial}")
        for serial, (key, below) in enumerate(node.objects.items()):
            inner = f"g{next(self.serial)}"
            taken: list[str] = []
            found = self._unpack(below, inner, taken, f"{prefix}{key}.")
            lines.append(f"{inner} = {variable}.o{serial}")
            lines.append(f"if {inner}.__class__ is S{id(below)}:")
            lines.extend(f"    {line}" for line in taken)
            lines.append(f"else: {' = '.join(self._assigned(taken))} = None")
            values |= found
        return values

    @staticmethod
    def _assigned(lines: Iterable[str]) -> list[str]:
        return [
            line.strip().removeprefix("else: ").split(" = ")[0]
            for line in lines
            if " = " in line and "else:" not in line
        ]

    def _construct(
        self,
        entity: Any,
        chosen: Mapping[str, tuple[Entry, Selection]],
        values: Mapping[str, str],
        version: Version | None,
    ) -> str:
        parts: list[str] = []
        for name, (entry, below) in chosen.items():
            if isinstance(entry, Lazy):
                continue
            parts.append(f"{name}={self._expression(entry, below, values, version)}")
        return f"{self.bind(entity)}({', '.join(parts)})"

    def _expression(self, entry: Entry, below: Selection, values: Mapping[str, str], version: Version | None) -> str:
        if isinstance(entry, Field):
            source = entry.codec.inline or "{load}({x})"
            load = self.bind(entry.codec.load) if "{load}" in source else ""
            return source.format(x=values[entry.path], load=load)
        if isinstance(entry, Nested):
            x = values[entry.path]
            inner = entry.map.reader(below, version)
            if inner.lazies:
                raise TypeError(f"{entry.map.__name__} is nested and cannot have lazy fields")
            load = self.bind(inner.load)
            if entry.many:
                return f"([{load}(i) for i in {x}] if {x} else [])"
            return f"({load}({x}) if {x}.__class__ is {self.bind(inner.row)} else None)"
        if isinstance(entry, Within):
            return self._construct(entry.map.entity, _chosen(entry.map, below, version), values, version)
        if isinstance(entry, Extras):
            kept = [f"{name!r}: {values[place.path]}" for name, place in entry.places if below.wants(name)]
            return "{" + ", ".join(kept) + "}"
        if isinstance(entry, Lazy):
            raise TypeError("a lazy field has no expression")
        arguments = ", ".join(self._argument(place, values[place.path]) for place in entry.places)
        value = f"{self.bind(entry.function)}({arguments})"
        return value if below == ALL else f"{self.bind(project)}({value}, {self.bind(below)})"

    def _argument(self, place: At, variable: str) -> str:
        if _mapped(place) is None:
            return variable
        return f"[{self.bind(self.parts[place.path].load)}(i) for i in {variable} or ()]"

    def _picker(
        self, places: Sequence[At], lines: Sequence[str], values: Mapping[str, str]
    ) -> Callable[[Any], tuple[Any, ...]]:
        names = [values[place.path] for place in places]
        # Of what lies at the top of the row only what is picked is taken out; there may be sixty more.
        taken = [line for line in lines if not line.startswith("x") or line.partition(" ")[0] in names]
        picked = "".join(f"{self._argument(p, name)}, " for p, name in zip(places, names, strict=True))
        scope = dict(self.scope)
        exec("def pick(n):\n" + "".join(f"    {line}\n" for line in taken) + f"    return ({picked})\n", scope)  # noqa: S102
        return cast("Callable[[Any], tuple[Any, ...]]", scope["pick"])


def _cut(fetch: Callable[..., Awaitable[Sequence[Any]]], below: Selection) -> Callable[..., Awaitable[Sequence[Any]]]:
    """The fetch of a lazy field, whose values are cut to what is wanted below it."""
    if below == ALL:
        return fetch

    async def cut(client: Any, rows: list[tuple[Any, ...]]) -> Sequence[Any]:
        return [project(value, below) for value in await fetch(client, rows)]

    return cut


def _mapped(place: At) -> type[Map[Any]] | None:
    native: Any = place.native
    return cast("type[Map[Any]]", native) if isinstance(native, type) and issubclass(native, Map) else None


def _paths(node: _Node, prefix: str = "") -> Iterable[str]:
    yield from (prefix + key for key in node.leaves)
    for key, below in node.objects.items():
        yield from _paths(below, f"{prefix}{key}.")


def _present(entry: Entry, version: Version | None) -> bool:
    """Whether a store of this version has the field; an unknown version is taken for a new one."""
    since = getattr(entry, "since", None)
    until = getattr(entry, "until", None)
    return version is None or ((since is None or version >= since) and (until is None or version < until))


def _chosen(table: type[Map[Any]], wanted: Selection, version: Version | None) -> dict[str, tuple[Entry, Selection]]:
    """The entries that a selection asks for, with what it asks for below each.

    A name that is no field of the entity may be one of its surplus fields: ``params=length`` finds
    ``additional_fields.length``.
    """
    struct: Any = table.entity
    chosen: dict[str, tuple[Entry, Selection]] = {}
    for attribute, wire in zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True):
        entry = table.entries.get(attribute)
        if entry is None or not _present(entry, version):
            continue
        if wanted.wants(wire):
            chosen[attribute] = (entry, wanted.of(wire))
        elif isinstance(entry, Extras):
            bare = {name: ALL for name, _ in entry.places if name in wanted.fields}
            if bare:
                chosen[attribute] = (entry, Selection(bare))
    return chosen

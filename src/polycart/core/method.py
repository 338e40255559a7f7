"""What a contract method is: name, verb, parameters, result, and the sentence that documents it."""

from __future__ import annotations

from collections.abc import Sequence
from types import NoneType, UnionType
from typing import Any, Generic, Literal, TypeVar, Union, cast, get_args, get_origin

import msgspec
from msgspec import UNSET, UnsetType

__all__ = ["UNSET", "Doc", "Entity", "ListParams", "Maybe", "Method", "Page", "Params", "Sparse", "method", "paged"]

T = TypeVar("T")
P = TypeVar("P", bound="Params")
P_co = TypeVar("P_co", bound="Params", covariant=True)
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

Verb = Literal["GET", "POST", "PUT", "DELETE"]
Keys = Literal["account", "store"]

Sparse = Union[T, UnsetType]  # noqa: UP007 - a generic alias needs Union on Python 3.11
"""A result field that may be left out of an answer, but is never null in it."""

Maybe = Union[T, None, UnsetType]  # noqa: UP007
"""A result field that may be left out of an answer, or be null in it."""


def present(hint: Any) -> Any:
    """The type that a field has where it is neither left out nor null; ``Any`` where there are several."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    kinds = [one for one in get_args(hint) if one not in (NoneType, UnsetType)]
    return kinds[0] if len(kinds) == 1 else Any


class Doc(msgspec.Struct, frozen=True):
    """The sentence that documents a parameter or field, and an example value, for use in ``Annotated``."""

    text: str
    example: Any = None
    deprecated: bool = False


class Entity(msgspec.Struct, kw_only=True, gc=False, repr_omit_defaults=True):
    """A value of the contract's results; fields that were not asked for stay ``UNSET`` and are not sent."""


class Params(msgspec.Struct, kw_only=True, gc=False):
    """The parameters of one method; ``None`` means that the caller did not give the parameter."""


class ListParams(Params):
    """Parameters of a method that answers page by page."""


class Page(msgspec.Struct, Generic[T], kw_only=True, gc=False):
    """One page of entities.

    ``total`` counts the whole selection where the platform tells it. ``next`` and ``previous`` are the platform's own
    paging state (``{"start": 20}`` where it pages by offset); the gateway seals them into opaque cursors.
    ``projected`` says that the entities hold the wanted fields and no others, so nothing has to be cut off.
    """

    items: list[T]
    total: int | None = None
    next: dict[str, Any] | None = None
    previous: dict[str, Any] | None = None
    projected: bool = False

    def place(self, start: int, count: int) -> None:
        """Tell the neighbours of a page that was cut by ``start`` and ``count`` from a list with a total."""
        if self.total is None or self.next or self.previous:
            return
        if self.items and start + len(self.items) < self.total:
            self.next = {"start": start + count}
        if start:
            self.previous = {"start": max(0, start - count), "count": min(start, count)}


def placed(items: list[T], total: int | None, *, start: int, count: int) -> Page[T]:
    """A page of projected items that tells its neighbours; without a total another one follows a full one."""
    more = start + len(items) < total if total is not None else len(items) == count
    return Page(
        items=items,
        total=total,
        next={"start": start + count} if more and items else None,
        previous={"start": max(0, start - count), "count": min(start, count)} if start else None,
        projected=True,
    )


class Method(Generic[P_co, R_co]):
    """One method of the contract.

    ``result`` is the struct that a handler returns (``bytes`` for a file, ``dict`` for a free-form object). For a
    paged method a handler returns ``Page[item]``; ``items`` is then the wire name of the list and ``counter`` that of
    the number beside it: the number in this page, or the total of the selection where it is called ``total_count``.
    """

    __slots__ = (
        "body",
        "counter",
        "cursor",
        "deprecated",
        "doc",
        "item",
        "items",
        "keys",
        "name",
        "params",
        "result",
        "verb",
    )

    def __init__(
        self,
        name: str,
        verb: Verb,
        params: type[P_co],
        result: Any,
        doc: str,
        *,
        body: bool = False,
        keys: Keys = "store",
        deprecated: bool = False,
        item: Any = None,
        items: str = "",
        counter: str = "",
        cursor: bool = False,
    ) -> None:
        self.name = name
        self.verb = verb
        self.params = params
        self.result = result
        self.doc = doc
        self.body = body
        self.keys = keys
        self.deprecated = deprecated
        self.item = item
        self.items = items
        self.counter = counter
        self.cursor = cursor

    @property
    def writes(self) -> bool:
        """Whether a call changes the shop."""
        return self.verb != "GET"

    @property
    def resource(self) -> str:
        """The first word of the name: ``product`` of ``product.child_item.list``."""
        return self.name.partition(".")[0]

    def __repr__(self) -> str:
        return f"<Method {self.name}>"


def method(
    name: str,
    verb: Verb,
    params: type[P],
    result: type[R],
    doc: str,
    *,
    body: bool = False,
    keys: Keys = "store",
    deprecated: bool = False,
) -> Method[P, R]:
    """Declare a method that answers one ``result``; ``body`` says that its parameters travel as a JSON body."""
    return Method(name, verb, params, result, doc, body=body, keys=keys, deprecated=deprecated)


def paged(
    name: str,
    params: type[P],
    item: type[T],
    items: str,
    doc: str,
    *,
    verb: Verb = "GET",
    counter: str = "",
    cursor: bool = True,
    body: bool = False,
    keys: Keys = "store",
    deprecated: bool = False,
) -> Method[P, Page[T]]:
    """Declare a method that answers a list of ``item``; ``cursor`` says that its envelope has ``pagination``."""
    return Method(
        name, verb, params, Page, doc,
        body=body, keys=keys, deprecated=deprecated, item=item, items=items, counter=counter, cursor=cursor,
    )  # fmt: skip


def registry(modules: Sequence[type]) -> dict[str, Method[Any, Any]]:
    """Collect the methods of the ``methods`` classes into one table by name."""
    found: dict[str, Method[Any, Any]] = {}
    for owner in modules:
        for value in vars(owner).values():
            if isinstance(value, Method):
                known = cast("Method[Any, Any]", value)
                if known.name in found:
                    raise TypeError(f"method {known.name} is declared twice")
                found[known.name] = known
    return dict(sorted(found.items()))

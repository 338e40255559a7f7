"""One store, wherever it is reached: the contract's resources as attributes, all of a list, traces, native calls."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec

from polycart import api
from polycart.client.changes import Change, changes
from polycart.client.doors import Door, arguments_of, watching
from polycart.client.paging import Chunk, Progress, Walk, counting, items_of, number_in
from polycart.client.resources import Resources
from polycart.core.errors import PolycartError, UnknownMethod
from polycart.core.method import Method
from polycart.core.platform import Capability
from polycart.core.trace import Exchange

if TYPE_CHECKING:
    from polycart.client.blocking import BlockingStore
    from polycart.client.exports import Exported


class Native:
    """The platform's own API, through the same client as the contract's calls."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def request(self, verb: str, path: str, *, query: Mapping[str, Any] | None = None, json: Any = None) -> Any:
        """Send a request below the API's base, signed, limited and traced as every call; answers its decoded JSON."""
        return await self._door.native(verb, path, query, json)


class Store(Resources):
    """A store; made by ``polycart.connect`` or ``polycart.remote``, and closed with ``async with`` or ``close``."""

    __slots__ = ("_door",)

    def __init__(self, door: Door) -> None:
        super().__init__(self)
        self._door = door

    def __repr__(self) -> str:
        return f"<Store {self._door}>"

    async def call(self, name: str, /, **arguments: Any) -> Any:
        """Call a method by its name in the contract; what the typed functions do."""
        return await self._door.call(method_of(name), arguments)

    def iterate(
        self,
        name: str,
        /,
        *,
        page_size: int = 100,
        concurrency: int = 4,
        progress: Progress | None = None,
        **arguments: Any,
    ) -> AsyncGenerator[Any]:
        """Go through everything that a list method finds; ``progress`` is told items and total after each page."""
        method = method_of(name)
        given = arguments_of(method, arguments)

        async def fetch(arguments: dict[str, Any]) -> Chunk:
            page = await self._door.call(method, arguments)
            return Chunk(page.items, page.total, page.next)

        async def total() -> int | None:
            return await self._counted(method, given)

        walk = Walk(method, given, fetch, page_size=page_size, concurrency=concurrency, progress=progress, total=total)
        return items_of(walk)

    async def _counted(self, method: Method[Any, Any], given: Mapping[str, Any]) -> int | None:
        """The size of a selection, where a method beside the list can count it."""
        found = counting(method, given)
        if found is None:
            return None
        try:
            result = await self._door.call(*found)
        except PolycartError:
            return None
        return number_in(msgspec.structs.asdict(result))

    async def export(
        self,
        kind: str,
        out: str | Path,
        *,
        form: str = "jsonl",
        since: str | None = None,
        fields: str = "force_all",
        replace: bool = False,
        concurrency: int = 4,
        progress: Progress | None = None,
    ) -> Exported:
        """Export all of a ``kind`` (``product``, ``order``, ``customer``) to a file: ``jsonl``, ``csv``, ``parquet``.

        A run that was cut off is taken up by the next one with the same arguments; no row is lost or doubled.
        """
        from polycart.client.exports import export

        return await export(
            self._door.answer, kind, Path(out),
            form=form, since=since, fields=fields, source=str(self._door), replace=replace,
            concurrency=concurrency, progress=progress, bulk=self._door.bulk,
        )  # fmt: skip

    def changes(
        self,
        *,
        consumer: str | None = None,
        after: int | None = None,
        entities: Collection[str] | None = None,
        follow: bool = True,
        commit_every: int = 100,
    ) -> AsyncGenerator[Change]:
        """What is added, updated and deleted in the store, in order; with ``follow`` for ever, else what is there.

        The server keeps how far ``consumer`` has come: whatever the loop was done with when it came back for the next
        change is acknowledged, every ``commit_every`` changes and whenever nothing more is there. ``after`` begins
        elsewhere.
        """
        return changes(
            self._door,
            consumer=consumer, after=after, entities=entities, follow=follow, commit_every=commit_every,
        )  # fmt: skip

    # The four resources of everyday work answer to their plural too, which reads better beside ``list``.
    products = Resources.product
    orders = Resources.order
    customers = Resources.customer
    categories = Resources.category

    @property
    def native(self) -> Native:
        """The platform's own API."""
        return Native(self._door)

    @property
    def last_trace(self) -> list[Exchange]:
        """What was really sent for the last finished call, secrets masked."""
        return self._door.last_trace

    @contextmanager
    def trace(self) -> Iterator[list[Exchange]]:
        """Gather what is sent for the calls inside, also of those that run side by side."""
        gathered: list[Exchange] = []
        with watching(gathered):
            yield gathered

    def supports(self, name: str) -> Capability:
        """How the platform serves a method, with the parameters it takes and the fields it fills."""
        return self._door.capability(method_of(name))

    def blocking(self) -> BlockingStore:
        """The same store for code that does not await; its calls run on a thread of their own."""
        from polycart.client.blocking import BlockingStore

        return BlockingStore(self)

    async def close(self) -> None:
        """Give the connections back."""
        await self._door.close()

    async def __aenter__(self) -> Store:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()


def method_of(name: str) -> Method[Any, Any]:
    """The method of a name; one that does not exist is answered with the nearest that do."""
    method = api.METHODS.get(name)
    if method is not None:
        return method
    near = get_close_matches(name, api.METHODS, n=3, cutoff=0.6)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise UnknownMethod(f"Method '{name[:80]}' does not exist.{hint}")

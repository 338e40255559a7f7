"""The client for platforms that speak JSON over REST: requests, pages and sparse reads."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar, overload
from urllib.parse import quote, urlsplit

import msgspec

from polycart.core.client import Client
from polycart.core.errors import Native, PolycartError, StoreError, Unreachable
from polycart.core.mapping import Map, Reader, Version
from polycart.core.method import Page, placed
from polycart.core.paging import Paging
from polycart.core.selection import ALL, Selection
from polycart.core.transport import Headers, Request, Response

S = TypeVar("S")
E = TypeVar("E")
T = TypeVar("T")
Query = Mapping[str, Any]


class Rest(Client[S]):
    """A JSON REST platform; subclasses say what differs: base URL, authentication, paging, sparse parameter, errors.

    ``sparse`` is the query parameter that limits the fields of an answer, where the platform has one.
    """

    base: ClassVar[str] = ""
    paging: ClassVar[Paging]
    sparse: ClassVar[str | None] = None

    @property
    def version(self) -> Version | None:
        """The store's version where it is already known; tables use it for fields that came or went."""
        return None

    def url(self, path: str, query: Query | None = None) -> str:
        """The absolute URL of a path below the base; lists become repeated ``name[]`` as PHP reads them."""
        base = path if "://" in path else self.base_url() + path
        pairs = [f"{_quoted(k)}={_quoted(v)}" for k, v in _flat(query or {})]
        return base + (("&" if "?" in base else "?") + "&".join(pairs) if pairs else "")

    def base_url(self) -> str:
        """The base with the store's settings filled in."""
        return self.base.format_map(_Fields(self.settings))

    async def send(
        self, method: str, path: str, query: Query | None = None, json: Any = None, *, headers: Headers | None = None
    ) -> Response:
        """Send one request; answers only what the shop answered with a good status, else raises its error."""
        body = None if json is None else msgspec.json.encode(json)
        sent = {"Accept": "application/json", "User-Agent": self.connection.user_agent, **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        request = Request(method=method, url=self.url(path, query), headers=sent, body=body)
        response = await self.exchange(request, safe=method in {"GET", "HEAD"})
        if response.status >= 400:
            raise self.failure(response)
        if response.status >= 300:
            raise self._redirected(response)
        return response

    @overload
    async def get(self, path: str, query: Query | None = None) -> Any: ...
    @overload
    async def get(self, path: str, query: Query | None = None, *, type: type[T]) -> T: ...
    async def get(self, path: str, query: Query | None = None, *, type: Any = Any) -> Any:
        """Read and decode; ``type`` is what the answer is decoded to."""
        return self.decoded(await self.send("GET", path, query), type)

    async def post(self, path: str, json: Any = None, query: Query | None = None) -> Any:
        """Create."""
        return self.decoded(await self.send("POST", path, query, {} if json is None else json))

    async def put(self, path: str, json: Any, query: Query | None = None) -> Any:
        """Change."""
        return self.decoded(await self.send("PUT", path, query, json))

    async def delete(self, path: str, query: Query | None = None) -> Any:
        """Delete."""
        return self.decoded(await self.send("DELETE", path, query))

    async def page(
        self, path: str, p: Any, query: type[Map[Any]] | None, table: type[Map[E]], *, also: Query | None = None
    ) -> Page[E]:
        """The page that the parameters ask for, with just the wanted fields; ``also`` adds native query parameters."""
        native = (query.dump(p) if query else {}) | dict(also or {})
        return await self.window(path, native, table, start=p.start or 0, count=p.count)

    async def window(
        self, path: str, query: Query, table: type[Map[E]], *, start: int, count: int, wanted: Selection | None = None
    ) -> Page[E]:
        """Items ``start`` to ``start + count`` of a list; windows over a native page are fetched side by side."""
        reader = table.reader(self.wanted if wanted is None else wanted, self.version)
        rows, total = await self.rows(path, query, reader, start=start, count=count)
        return placed(await reader.finish(self, rows), total, start=start, count=count)

    async def rows(
        self, path: str, query: Query, reader: Reader[Any], *, start: int, count: int
    ) -> tuple[list[Any], int | None]:
        """The narrow native rows of a window, and how many the whole list has where the shop tells."""
        slices = self.paging.window(start, count) if count > 0 else []
        sparse = self._sparse(reader)
        responses = await asyncio.gather(
            *(self.send("GET", path, {**query, **sparse, **part.query}) for part in slices)
        )
        rows: list[Any] = []
        for part, response in zip(slices, responses, strict=True):
            decoded = self._rows(response, reader)
            rows += decoded[part.skip : None if part.take is None else part.skip + part.take]
        total = self.paging.total(responses[0].headers) if responses else None
        return rows, total

    async def everything(
        self, path: str, query: Query, table: type[Map[E]], *, wanted: Selection = ALL, most: int = 10_000
    ) -> list[E]:
        """All items of a list: the first page tells the total, the others are fetched side by side."""
        size = self.paging.most
        reader = table.reader(wanted, self.version)
        rows, total = await self.rows(path, query, reader, start=0, count=size)
        if total is None:
            while rows and len(rows) % size == 0 and len(rows) < most:
                more, _ = await self.rows(path, query, reader, start=len(rows), count=size)
                if not more:
                    break
                rows += more
        elif total > len(rows):
            rest, _ = await self.rows(path, query, reader, start=len(rows), count=min(total, most) - len(rows))
            rows += rest
        return await reader.finish(self, rows)

    async def one(
        self, path: str, table: type[Map[E]], *, query: Query | None = None, wanted: Selection | None = None
    ) -> E:
        """One entity with just the wanted fields."""
        reader = table.reader(self.wanted if wanted is None else wanted, self.version)
        response = await self.send("GET", path, {**(query or {}), **self._sparse(reader)})
        try:
            row = reader.one(response.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(response, error) from error
        return (await reader.finish(self, [row]))[0]

    async def total(self, path: str, query: Query | None = None) -> int:
        """How many items a list has, read from the header of its smallest page."""
        part = self.paging.window(0, 1)[0]
        sparse = {self.sparse: "id"} if self.sparse else {}
        response = await self.send("GET", path, {**(query or {}), **sparse, **part.query})
        total = self.paging.total(response.headers)
        if total is None:
            raise StoreError(f"{self.title} did not say how many items the list has.")
        return total

    async def pass_on(self, verb: str, path: str, query: Query | None = None, json: Any = None) -> Any:
        """Send a request of the caller's own; gives its decoded answer, ``None`` for an empty one."""
        response = await self.send(verb, path, query, json)
        return self.decoded(response) if response.body else None

    def decoded(self, response: Response, type: Any = Any) -> Any:
        """Decode an answer; one that is not the JSON expected is the shop's error, in one sentence."""
        try:
            return msgspec.json.decode(response.body, type=type)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(response, error) from error

    def _rows(self, response: Response, reader: Reader[Any]) -> list[Any]:
        try:
            return reader.many(response.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(response, error) from error

    def _sparse(self, reader: Reader[Any]) -> dict[str, str]:
        return {self.sparse: ",".join(reader.needs) or "id"} if self.sparse else {}

    def _unreadable(self, response: Response, error: Exception) -> PolycartError:
        kind = response.headers.get("content-type", "").partition(";")[0] or "nothing"
        native = Native(status=response.status)
        if response.body[:1] not in (b"[", b"{") or "html" in kind:
            return StoreError(
                f"{self.title} answered {kind} with HTTP {response.status} where JSON was expected.", native=native
            )
        if isinstance(error, msgspec.ValidationError):
            return StoreError(f"{self.title} answered JSON of an unexpected shape: {error}.", native=native)
        return StoreError(f"{self.title} answered broken JSON with HTTP {response.status}.", native=native)

    def _redirected(self, response: Response) -> PolycartError:
        """Redirects are not followed: a signed request must not be carried to another address."""
        target = urlsplit(response.headers.get("location", ""))
        where = f"{target.scheme}://{target.netloc}" if target.netloc else "another address"
        return Unreachable(
            f"The store redirects (HTTP {response.status}) to {self.connection.redactor.url(where)}; "
            "redirects are not followed: connect the store under its final address.",
            native=Native(status=response.status),
        )


class _Fields(dict[str, Any]):
    """Fills ``{store_url}`` in a base from the settings."""

    def __init__(self, settings: Any) -> None:
        super().__init__()
        self.settings = settings

    def __missing__(self, key: str) -> str:
        return str(getattr(self.settings, key)).rstrip("/")


def _flat(query: Query) -> Sequence[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if value is None:
            continue
        if isinstance(value, (list, tuple)):
            pairs += [(f"{name}[]", _spelled(item)) for item in value]  # type: ignore[has-type]
        else:
            pairs.append((name, _spelled(value)))
    return pairs


def _spelled(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    return quote(text, safe=",")

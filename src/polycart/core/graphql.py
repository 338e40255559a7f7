"""The client for platforms that speak GraphQL: documents of just the wanted fields, cursors, a budget of costs."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar, cast

import msgspec

from polycart.core.budget import Budget, Told
from polycart.core.client import ATTEMPTS, Client
from polycart.core.documents import (
    PAGE_INFO,
    Costs,
    Document,
    Node,
    Of,
    Spelling,
    Types,
    incomplete,
    list_document,
    more_document,
    nodes_document,
    root_document,
    sized,
)
from polycart.core.errors import Native, ParameterError, PolycartError, StoreError, Throttled, Unreachable
from polycart.core.mapping import Map, Version
from polycart.core.method import Page
from polycart.core.selection import Selection
from polycart.core.throttle import backoff
from polycart.core.transport import Request, Response
from polycart.core.undo import Sought, Step

S = TypeVar("S")
E = TypeVar("E")
T = TypeVar("T")
Values = Mapping[str, Of]

IDEMPOTENT = "idempotencyKey"
"""The variable that holds the key of a mutation that may be repeated."""

_DOCUMENTS = 512
_PLACES = 1024
_PLACE_SECONDS = 60.0


class Problem(msgspec.Struct, frozen=True):
    """What is wrong, in GraphQL's own form of an error or that of a mutation's answer."""

    message: str = ""
    code: str | None = None
    field: list[str] | None = None


class TooDear(StoreError):
    """The shop counts more for a query than any may cost; smaller pages cost less."""


class PageInfo(msgspec.Struct, rename="camel"):
    """Where a page of a connection begins and ends, and whether there is more."""

    has_next_page: bool = False
    end_cursor: str | None = None
    has_previous_page: bool = False
    start_cursor: str | None = None


class Answer(msgspec.Struct, frozen=True):
    """The decoded data of an answer, and the bytes that it was decoded from."""

    data: Any
    body: bytes


class _Places(OrderedDict[tuple[str, str, int], tuple[float, str | None]]):
    """Cursors by position, for a while: a list that is read on by ``start`` needs no walk to where it was left."""


class GraphQL(Client[S]):
    """A GraphQL platform; subclasses say what differs: address, costs, spellings, how errors and costs are told.

    ``spellings`` and ``types`` say how fields are written and of which types the variables are that this takes;
    ``most`` items are in a page at most, and ``farthest`` is how far ``start`` is walked to.
    """

    costs: ClassVar[Costs | None] = None
    spellings: ClassVar[Mapping[str, Spelling]] = {}
    types: ClassVar[Types] = {}
    most: ClassVar[int] = 250
    farthest: ClassVar[int] = 10_000
    passing: ClassVar[frozenset[str]] = frozenset()
    throttled: ClassVar[str] = "THROTTLED"
    too_dear: ClassVar[str] = "MAX_COST_EXCEEDED"
    directive: ClassVar[str] = ""

    @property
    def version(self) -> Version | None:
        """The API version where fields depend on it."""
        return None

    def address(self) -> str:
        """Where documents are sent."""
        raise NotImplementedError

    def variables(self) -> dict[str, Any]:
        """The values of the variables that spellings use."""
        return {}

    def told(self, extensions: Mapping[str, Any]) -> Told | None:
        """What an answer tells of its cost and of the bucket."""
        return None

    def code(self, error: Mapping[str, Any]) -> str | None:
        """The platform's own code of one of ``errors``."""
        extensions = error.get("extensions")
        found = cast("dict[str, Any]", extensions).get("code") if isinstance(extensions, dict) else None
        return None if found is None else str(found)

    def problems(self, payload: Any) -> Sequence[Problem]:
        """What a mutation's answer says is wrong."""
        return ()

    def listed_problems(self, payload: Mapping[str, Any]) -> Sequence[Problem]:
        """The same of an answer that is not decoded to a struct."""
        return ()

    @property
    def budget(self) -> Budget | None:
        """The store's budget, which all its calls share; ``None`` where the platform counts no costs."""
        if self.costs is None:
            return None
        tokens = self.connection.tokens
        if "graphql.budget" not in tokens:
            tokens["graphql.budget"] = Budget(self.costs.bucket, self.costs.restore)
        return tokens["graphql.budget"]

    # Reading

    async def page(self, root: str, p: Any, table: type[Map[E]], values: Values | None = None) -> Page[E]:
        """The page of a connection that the parameters or the cursor ask for, with just the wanted fields."""
        return await self.window(root, table, values, start=p.start or 0, count=p.count)

    async def window(
        self,
        root: str,
        table: type[Map[E]],
        values: Values | None = None,
        *,
        start: int,
        count: int,
        wanted: Selection | None = None,
    ) -> Page[E]:
        """Items ``start`` to ``start + count``, or those beside the cursor of the call."""
        reader = table.reader(self.wanted if wanted is None else wanted, self.version)
        cursor = self.call.cursor or {}
        row: Any = reader.row
        rows, info = await self.rows(root, row, values, start=start, count=count, cursor=cursor)
        items = await reader.finish(self, rows)
        ahead = info.has_next_page or ("before" in cursor and bool(rows))
        return Page(
            items=items,
            next={"after": info.end_cursor} if ahead and info.end_cursor else None,
            previous={"before": info.start_cursor} if info.has_previous_page and info.start_cursor else None,
            projected=True,
        )

    async def rows(
        self,
        root: str,
        row: type[T],
        values: Values | None = None,
        *,
        start: int = 0,
        count: int,
        cursor: Mapping[str, Any] | None = None,
    ) -> tuple[list[T], PageInfo]:
        """The narrow rows of a window, and where it begins and ends."""
        values, cursor = values or {}, cursor or {}
        if "before" in cursor:
            return await self._rows(root, row, values, {"last": count, "before": cursor["before"]})
        after = cursor.get("after")
        if start and after is None:
            after = await self._walk(root, values, start)
            if after is None:
                return [], PageInfo(has_previous_page=False)
        rows: list[T] = []
        whole = PageInfo()
        while len(rows) < count:
            size = min(count - len(rows), self.most)
            more, info = await self._rows(root, row, values, _after(size, after))
            first = whole if rows else info
            whole = PageInfo(info.has_next_page, info.end_cursor, first.has_previous_page, first.start_cursor)
            rows += more
            after = info.end_cursor
            if not info.has_next_page or not more:
                break
        if not cursor:
            self._note(root, values, start + len(rows), whole.end_cursor if whole.has_next_page else None)
        return rows, whole

    async def everything(self, root: str, row: type[T], values: Values | None = None, *, most: int = 10_000) -> list[T]:
        """All rows of a connection."""
        rows, info = await self.rows(root, row, values, count=most)
        if info.has_next_page:
            raise ParameterError(f"More than {most} entities would have to be looked through; narrow the call down.")
        return rows

    async def one(self, root: str, table: type[Map[E]], values: Values, *, wanted: Selection | None = None) -> E | None:
        """One entity with just the wanted fields, ``None`` where the shop has none."""
        reader = table.reader(self.wanted if wanted is None else wanted, self.version)
        kind: Any = reader.row
        row: Any = await self.look(root, kind, values)
        return None if row is None else (await reader.finish(self, [row]))[0]

    async def look(self, root: str, row: type[T], values: Values | None = None) -> T | None:
        """One row of the field ``root``, ``None`` where the shop has none; connections in it are whole."""
        values = values or {}
        document = self._document("root", root, row, values)
        answer = await self.run(document, _plain(values), _data(root, row | None), safe=True)
        found = answer.data.value
        if found is not None and sized(document.nodes) and _broken_off(answer.body, 0):
            raw = msgspec.json.decode(answer.body)["data"][root]
            await self._complete(raw, document.nodes[root].below)
            found = msgspec.convert(raw, row, strict=False)
        return found

    async def by_ids(self, type: str, ids: Sequence[str], row: type[T]) -> list[T | None]:
        """A row for each global id of one type, ``None`` where there is no such object."""
        document = self._document("nodes", type, row, {})
        found: list[T | None] = []
        size = self._fitting(document, min(len(ids), self.most))
        for at in range(0, len(ids), size):
            sent = {"ids": list(ids[at : at + size]), "first": size}
            answer = await self.run(document, sent, _data("nodes", list[row | None]), safe=True)
            some = answer.data.value
            if sized(document.nodes) and _broken_off(answer.body, 0):
                raw = msgspec.json.decode(answer.body)["data"]["nodes"]
                await self._complete(raw, document.nodes["nodes"].below)
                some = msgspec.convert(raw, list[row | None], strict=False)
            found += some
        return found

    async def number(self, root: str, row: type[T], values: Values) -> T:
        """A field that is there whatever the arguments, such as a count."""
        found = await self.look(root, row, values)
        if found is None:
            raise StoreError(f"{self.title} did not answer {root}.")
        return found

    async def _rows(
        self, root: str, row: type[T], values: Values, paging: Mapping[str, Any]
    ) -> tuple[list[T], PageInfo]:
        """One page; where it costs too much at once, the first part of it."""
        document = self._document("list", root, row, values)
        size = "last" if "last" in paging else "first"
        asked = int(paging[size])
        fitting = self._fitting(document, asked)
        while True:
            sent = {**_plain(values), **paging, size: fitting}
            try:
                answer = await self.run(document, sent, _connection(root, row), safe=True)
                break
            except TooDear:
                if fitting == 1:
                    raise
                fitting = max(1, fitting // 2)
        page = answer.data.value
        rows: list[Any] = page.nodes or []
        info: PageInfo = page.info or PageInfo()
        if sized(document.nodes[root].below) and _broken_off(answer.body, int(info.has_next_page)):
            raw = msgspec.json.decode(answer.body)["data"][root]["nodes"]
            await self._complete(raw, document.nodes[root].below["nodes"].below)
            rows = msgspec.convert(raw, list[row], strict=False)
        return rows, info

    async def _complete(self, raw: Any, nodes: Mapping[str, Node]) -> None:
        """Fetch what further pages of the connections in ``raw`` hold, in place, however deep they are."""

        async def whole(record: dict[str, Any], node: Node) -> None:
            connection = record[node.key]
            while connection[PAGE_INFO]["hasNextPage"]:
                more = await self._further(record, node, connection[PAGE_INFO]["endCursor"])
                await self._complete(more["nodes"], node.below["nodes"].below)
                connection["nodes"] += more["nodes"]
                connection[PAGE_INFO] = more[PAGE_INFO]

        await asyncio.gather(*(whole(record, node) for record, node in incomplete(raw, nodes)))

    async def _further(self, record: Mapping[str, Any], node: Node, after: str) -> dict[str, Any]:
        type = record["__typename"]
        document = self._cached(("more", type, node.text()), lambda: more_document(type, node, self.types))
        sent = {"id": record["id"], "first": self._fitting(document, self.most), "after": after}
        answer = await self.run(document, sent, _data("node", dict[str, Any] | None), safe=True)
        found = answer.data.value
        if not found:
            raise StoreError(f"{self.title} lost {record['id']} while its {node.key} were read.")
        return found[node.key]

    async def _walk(self, root: str, values: Values, start: int) -> str | None:
        """The cursor before the item at ``start``, found with pages that hold nothing; ``None`` past the end."""
        if start > self.farthest:
            raise ParameterError(
                f"Parameter 'start' is not valid. {self.title} pages by cursors: "
                f"at most {self.farthest} can be skipped; go on with 'page_cursor'."
            )
        at, after = self._known(root, values, start)
        document = self._document("places", root, None, values)
        while at < start:
            size = min(start - at, self.most)
            answer = await self.run(
                document, {**_plain(values), **_after(size, after)}, _connection(root, None), safe=True
            )
            info = answer.data.value.info or PageInfo()
            at, after = at + size, info.end_cursor
            if not info.has_next_page:
                return None
            self._note(root, values, at, after)
        return after

    def _known(self, root: str, values: Values, start: int) -> tuple[int, str | None]:
        """The nearest place before ``start`` whose cursor has been told lately."""
        places, key, now = self._places(), _key(values), time.monotonic()
        known = [
            at for (name, with_, at), (until, cursor) in places.items()
            if name == root and with_ == key and at <= start and until > now and cursor is not None
        ]  # fmt: skip
        at = max(known, default=0)
        return at, places[root, key, at][1] if at else None

    def _note(self, root: str, values: Values, at: int, cursor: str | None) -> None:
        if at and cursor is not None:
            places = self._places()
            places[root, _key(values), at] = (time.monotonic() + _PLACE_SECONDS, cursor)
            if len(places) > _PLACES:
                places.popitem(last=False)

    def _places(self) -> _Places:
        return self.connection.tokens.setdefault("graphql.places", _Places())

    # Writing

    async def mutate(self, name: str, values: Values, gives: type[T], *, key: str | None = None) -> T:
        """Run a mutation; raises the error that stands for what its answer says is wrong.

        With ``key`` the shop does it once, however often it is asked: so it is repeated where its answer got lost.
        """
        document = self._document("idempotent" if key else "mutation", name, gives, values)
        sent = _plain(values) | ({IDEMPOTENT: key} if key else {})
        self._places().clear()
        answer = await self.run(document, sent, _data(name, gives | None), safe=key is not None)
        payload = answer.data.value
        if payload is None:
            raise StoreError(f"{self.title} did not answer {name}.")
        self.refuse(self.problems(payload))
        return payload

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Raise the error that stands for the first of some problems, if there are any."""
        if problems:
            raise self.problem(problems[0])

    def problem(self, problem: Problem) -> PolycartError:
        """The error that stands for what a mutation's answer says is wrong."""
        native = Native(status=200, code=problem.code, message=problem.message)
        words = self.connection.redactor.text(problem.message)[:500].rstrip(".")
        return self.errors.pick(native)(f"{self.title} answered: {words}.", native=native)

    def sought(self, root: str, row: type, values: Values) -> Sought:
        """How what a mutation made is found when it is taken back: the field ``root`` answers it or null."""
        document = self._document("root", root, row, values)
        return Sought(root, {"query": document.text, "variables": self._sent(_plain(values), document)})

    def step(
        self, says: str, name: str, values: Values, gives: type, *, key: str | None = None, sought: Sought | None = None
    ) -> Step:
        """The step back that a mutation is; it can be sent after a restart, too. With ``sought`` ``{id}`` is the id."""
        document = self._document("idempotent" if key else "mutation", name, gives, values)
        sent = self._sent(_plain(values) | ({IDEMPOTENT: key} if key else {}), document)
        return Step("POST", name, says, json={"query": document.text, "variables": sent}, sought=sought)

    async def send(self, method: str, path: str, query: Any = None, json: Any = None) -> Any:
        """Send a step of ``Undo``: a mutation, or a query whose answer is looked through; ``path`` is its field."""
        sent: dict[str, Any] = json or query
        document = Document(sent["query"], path, {}, mutates=method == "POST")
        answer = await self.run(document, sent["variables"], dict[str, Any], safe=method == "GET", whole=True)
        value: Any = answer.data.get(path)
        if method == "GET":
            return Response(status=200, headers={}, body=msgspec.json.encode(value))
        if isinstance(value, dict):
            self.refuse(self.listed_problems(cast("dict[str, Any]", value)))
        return cast("Any", value)

    # Sending

    async def pass_on(self, verb: str, path: str, query: Any = None, json: Any = None) -> Any:
        """Send a document of the caller's own; gives its decoded answer, or raises what that says is wrong.

        It is paid for like every other: where the budget does not reach, it waits.
        """
        given = cast("dict[str, Any]", json) if isinstance(json, dict) else {}
        text: Any = given.get("query")
        variables: Any = given.get("variables") or {}
        if verb != "POST" or not isinstance(text, str) or not isinstance(variables, dict):
            raise ParameterError(
                f"A native request to {self.title} is a document: POST with json={{'query': …, 'variables': …}}."
            )
        document = Document(text, "native", {}, mutates=True)
        answer = await self.run(document, cast("dict[str, Any]", variables), Any, safe=False, whole=True)
        return msgspec.json.decode(answer.body)

    async def run(
        self, document: Document, variables: Mapping[str, Any], data: Any, *, safe: bool, whole: bool = False
    ) -> Answer:
        """Send a document and decode the data of its answer; waits for the budget, and again where it is refused.

        ``safe`` says that repeating does no harm. A query that was refused for the budget has not been run.
        """
        sent = dict(variables) if whole else self._sent(variables, document)
        body = msgspec.json.encode({"query": document.text, "variables": sent})
        envelope = _envelope(data)
        for attempt in range(1, ATTEMPTS + 1):
            response, told = await self._paid(document, sent, body, safe=safe)
            answer = self._decoded(response, envelope)
            if not answer.errors:
                if answer.data is None:
                    raise self._unreadable(response, ValueError())
                return Answer(answer.data, response.body)
            error = self._told_error(response, answer.errors)
            code = error.native.code if error.native else None
            last = attempt == ATTEMPTS
            if code == self.throttled and not last:
                await self._until_restored(document, told, sent, error)
                continue
            if code in self.passing and safe and not last and self.connection.budget.spend():
                await self._sleep(backoff(attempt), error)
                continue
            raise error
        raise StoreError(f"{self.title} kept failing; {ATTEMPTS} attempts were made.")

    async def _paid(
        self, document: Document, variables: Mapping[str, Any], body: bytes, *, safe: bool
    ) -> tuple[Response, Told | None]:
        """One exchange, with what it costs put aside before it."""
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": self.connection.user_agent,
        }
        request = Request(method="POST", url=self.address(), headers=headers, body=body)
        budget, costs = self.budget, self.costs
        if budget is None or costs is None:
            return await self._exchanged(request, safe=safe), None
        estimate = document.cost(costs, variables)
        cost = estimate * (budget.learned(document.text) or 1)
        reserved = await budget.reserve(min(cost, costs.most), seconds=self.call.seconds_left())
        told: Told | None = None
        try:
            response = await self._exchanged(request, safe=safe)
            told = self._cost_of(response)
        finally:
            budget.settle(reserved, told, sent=True)
        if told is not None and told.requested is not None and estimate:
            budget.learn(document.text, max(told.requested, 1) / estimate)
        return response, told

    async def _exchanged(self, request: Request, *, safe: bool) -> Response:
        response = await self.exchange(request, safe=safe)
        if response.status >= 400:
            raise self.failure(response)
        if response.status >= 300:
            raise Unreachable(
                f"The store redirects (HTTP {response.status}) to another address; redirects are not followed: "
                "connect the store under its final address.",
                native=Native(status=response.status),
            )
        return response

    async def _until_restored(
        self, document: Document, told: Told | None, variables: Mapping[str, Any], error: PolycartError
    ) -> None:
        """Wait for what the refused query lacks; the budget already knows what the bucket holds."""
        cost = told.requested if told is not None and told.requested is not None else 0.0
        pause = max(0.0, (cost - told.available) / told.restore) if told is not None else 1.0
        refused = Throttled(
            f"{self.title} asks to slow down; try again in {pause:.0f} s.", native=error.native, retry_after=pause
        )
        if self.budget is None or told is None:
            await self._sleep(pause, refused)

    def _cost_of(self, response: Response) -> Told | None:
        try:
            extensions = msgspec.json.decode(response.body, type=_Extensions).extensions
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        return self.told(extensions) if extensions else None

    def _decoded(self, response: Response, envelope: Any) -> Any:
        try:
            return msgspec.json.decode(response.body, type=envelope)
        except msgspec.ValidationError as error:
            # Where something is wrong the data may have holes that the row's types do not foresee.
            try:
                answer = msgspec.json.decode(response.body, type=_Failed)
            except (msgspec.DecodeError, UnicodeDecodeError):
                raise self._unreadable(response, error) from error
            if not answer.errors:
                raise self._unreadable(response, error) from error
            return answer
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(response, error) from error

    def _told_error(self, response: Response, errors: Any) -> PolycartError:
        listed = cast("list[Any]", errors if isinstance(errors, list) else [errors])
        first: Any = listed[0] if listed else None
        record: dict[str, Any] = cast("Any", first) if isinstance(first, dict) else {"message": str(first)}
        code = self.code(record)
        native = Native(status=response.status, code=code, message=str(record.get("message") or ""))
        words = self.connection.redactor.text(native.message or "an error")[:500].rstrip(".")
        kind = TooDear if code == self.too_dear else self.errors.pick(native)
        return kind(f"{self.title} answered: {words}.", native=native)

    def _unreadable(self, response: Response, error: Exception) -> PolycartError:
        kind = response.headers.get("content-type", "").partition(";")[0] or "nothing"
        native = Native(status=response.status)
        if response.body[:1] != b"{" or "html" in kind:
            words = f"answered {kind} with HTTP {response.status} where JSON was expected"
        elif isinstance(error, msgspec.ValidationError):
            words = f"answered JSON of an unexpected shape: {error}"
        else:
            words = f"answered broken JSON with HTTP {response.status}"
        return StoreError(f"{self.title} {words}.", native=native)

    def _sent(self, variables: Mapping[str, Any], document: Document | None = None) -> dict[str, Any]:
        """What travels: the given values, those that spellings use, and none that the document does not declare."""
        known = {**self.variables(), **variables}
        return {name: value for name, value in known.items() if document is None or f"${name}:" in document.text}

    def _fitting(self, document: Document, size: int) -> int:
        """The largest page up to ``size`` that one query may ask for, by what is known of its cost."""
        costs, budget = self.costs, self.budget
        if costs is None or budget is None:
            return size
        factor = budget.learned(document.text) or 1
        while size > 1 and document.cost(costs, {"first": size}) * factor > min(costs.most, budget.bucket):
            size = max(1, size * 4 // 5)
        return size

    def _document(self, kind: str, root: str, row: Any, values: Values) -> Document:
        types = {name: value.type for name, value in values.items()}
        key = (kind, root, row, tuple(types.items()))

        def make() -> Document:
            if kind in ("list", "places"):
                return list_document(root, row, types, self.spellings, self.types, rows=kind == "list")
            if kind == "nodes":
                return nodes_document(root, row, self.spellings, self.types)
            if kind == "root":
                return root_document("query", root, row, types, self.spellings, self.types)
            directive = self.directive if kind == "idempotent" else ""
            known = {**self.types, IDEMPOTENT: "String!"}
            return root_document("mutation", root, row, types, self.spellings, known, directive=directive)

        return self._cached(key, make)

    def _cached(self, key: Any, make: Any) -> Document:
        found = _documents.get((type(self), key))
        if found is None:
            found = _documents[type(self), key] = make()
            if len(_documents) > _DOCUMENTS:  # selections come from callers: the cache must not grow with them
                _documents.popitem(last=False)
        return found


_documents: OrderedDict[Any, Document] = OrderedDict()
_types: OrderedDict[Any, Any] = OrderedDict()


class _Extensions(msgspec.Struct):
    extensions: dict[str, Any] | None = None


class _Failed(msgspec.Struct):
    """An answer of which only the errors count."""

    errors: Any = None


def _kept(key: Any, make: Any) -> Any:
    found = _types.get(key)
    if found is None:
        found = _types[key] = make()
        if len(_types) > _DOCUMENTS:
            _types.popitem(last=False)
    return found


def _data(root: str, value: Any) -> Any:
    """The type of ``data`` with one field in it."""
    return _kept(
        ("data", root, value),
        lambda: msgspec.defstruct("Data", [("value", value, None)], rename={"value": root}),
    )


def _connection(root: str, row: Any) -> Any:
    """The type of ``data`` with one connection in it."""

    def make() -> Any:
        kind = list[row] if row is not None else list[Any]
        fields: list[Any] = [("nodes", kind | None, None), ("info", PageInfo | None, None)]
        return _data(root, msgspec.defstruct("Connection", fields, rename={"info": PAGE_INFO}))

    return _kept(("connection", root, row), make)


def _envelope(data: Any) -> Any:
    fields: list[Any] = [("data", data | None, None), ("errors", Any, None)]
    return _kept(("envelope", data), lambda: msgspec.defstruct("Envelope", fields))


def _after(size: int, cursor: str | None) -> dict[str, Any]:
    """What asks for the next items; a shop may take a null for a cursor."""
    return {"first": size} if cursor is None else {"first": size, "after": cursor}


def _plain(values: Values) -> dict[str, Any]:
    return {name: value.value for name, value in values.items()}


def _key(values: Values) -> str:
    return repr(sorted(_plain(values).items()))


def _broken_off(body: bytes, expected: int) -> bool:
    """Whether more connections of an answer go on than are expected to."""
    return body.replace(b" ", b"").count(b'"hasNextPage":true') > expected

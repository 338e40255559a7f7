"""What travels between the ASGI face and the resources: a call, its answer, and refusals in the words of v2 and v3."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

import msgspec

if TYPE_CHECKING:
    from polycart.platforms.bigcommerce_api.sim.state import Shop

Json = dict[str, Any]
CODES = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"


class Refusal(Exception):
    """An answer that is an error; its body is already in the form of the version that it answers."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


class Call(msgspec.Struct, kw_only=True):
    """One request that found its route."""

    method: str
    version: str
    path: str
    ids: dict[str, str]
    query: dict[str, str]
    body: Any = None

    def id(self, name: str) -> int:
        """An id in the path; what is no number is nobody's."""
        text = self.ids[name]
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1

    def fields(self) -> Json:
        """The body as an object."""
        body: Any = self.body
        if not isinstance(body, dict):
            raise invalid(self.version, {"": "error.expected.jsobject"})
        return cast("Json", body)

    def items(self, most: int) -> list[Json]:
        """The body as an array of objects, no longer than a batch may be."""
        body: Any = self.body
        if not isinstance(body, list) or not body:
            raise invalid(self.version, {"": "error.expected.jsarray"})
        found = cast("list[Any]", body)
        if len(found) > most:
            raise Refusal(413, told(413, f"The request payload is too large. At most {most} items are allowed."))
        if not all(isinstance(item, dict) for item in found):
            raise invalid(self.version, {"": "error.expected.jsobject"})
        return cast("list[Json]", found)

    def numbers(self, name: str) -> list[int]:
        """A comma list of ids in the query."""
        return [int(part) for part in self.query.get(name, "").split(",") if part.strip().isdigit()]


class Answer(msgspec.Struct, kw_only=True):
    """What a resource answers; ``None`` is no body at all."""

    body: Any = None
    status: int = 200


Handler = Callable[["Shop", Call], Answer]


def told(status: int, title: str, errors: Mapping[str, Any] | None = None) -> Json:
    """The body of an error of v3."""
    body: Json = {"status": status, "title": title, "type": CODES}
    return body if errors is None else {**body, "errors": dict(errors)}


def invalid(version: str, errors: Mapping[str, Any], title: str = "JSON data is missing or invalid") -> Refusal:
    """The refusal of fields, each with what is wrong with it; v2 knows only the first."""
    if version == "v2":
        name, words = next(iter(errors.items()))
        message = f"The field '{name}' is invalid." if str(words).startswith("error.") else str(words)
        return Refusal(400, [{"status": 400, "message": message, "details": {"invalid_reason": str(words)}}])
    return Refusal(422, told(422, title, errors))


def missing(version: str, words: str = "The requested resource was not found.") -> Refusal:
    """The refusal of an id that is nobody's."""
    if version == "v2":
        return Refusal(404, [{"status": 404, "message": words}])
    return Refusal(404, told(404, words))


def conflict(version: str, title: str, field: str) -> Refusal:
    """The refusal of what has to be unique and is there already."""
    if version == "v2":
        return Refusal(409, [{"status": 409, "message": title, "details": {"conflict_reason": title}}])
    return Refusal(409, told(409, title, {field: title}))


def data(value: Any, status: int = 200) -> Answer:
    """One resource of v3."""
    return Answer(body={"data": value, "meta": {}}, status=status)


def done() -> Answer:
    """A success that has nothing to say."""
    return Answer(status=204)


def rows(value: Any) -> list[Json]:
    """A list of objects, none for ``null``."""
    return cast("list[Json]", value or [])


def texts(value: Any) -> list[str]:
    """A list of texts, none for ``null``."""
    return [str(each) for each in cast("Iterable[Any]", value or [])]

"""What travels between the ASGI face and the resources: a call, its answer, and a refusal in WordPress's form."""

from typing import Any, cast

import msgspec

Json = dict[str, Any]
CRASH = "<p>There has been a critical error on this website.</p>"


class Refusal(Exception):
    """An error answer: `{code, message, data: {status, …}}`; `data` may be replaced where the shop deviates."""

    def __init__(
        self, status: int, code: str, message: str, data: Any = None, *, silent: bool = False, stumbled: bool = False
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.data: Any = {"status": status} if data is None else data
        self.silent = silent
        self.stumbled = stumbled

    def body(self) -> Json:
        """The error as JSON."""
        told: Json = {"code": self.code, "message": self.message, "data": self.data}
        return told | {"additional_errors": []} if self.stumbled else told


class Call(msgspec.Struct, kw_only=True):
    """One request that passed routing and validation; `params` holds path, query and body, typed and defaulted."""

    method: str
    path: str
    params: Json
    given: frozenset[str]
    query: list[tuple[str, str]]
    body: Json
    headers: dict[str, str] = {}
    start_shift: int = 0

    def id(self, name: str = "id") -> int:
        """A path id as a number."""
        return int(self.params[name])

    def has(self, name: str) -> bool:
        """Whether a parameter has a value, sent or by default."""
        return self.params.get(name) is not None


class Answer(msgspec.Struct, kw_only=True):
    """What a resource gives back; `total` and `pages` become headers, `allow` false hides the Allow header."""

    body: Any
    status: int = 200
    location: str = ""
    total: int | None = None
    pages: int = 0
    page: int | None = None
    allow: bool = True
    headers: dict[str, str] = {}


def crash() -> Refusal:
    """The answer of a shop whose program stumbled."""
    return Refusal(500, "internal_server_error", CRASH, {"status": 500}, stumbled=True)


def rows(value: Any) -> list[Json]:
    """A list of objects from a request, none for null."""
    return cast("list[Json]", value or [])


def fields(value: Any) -> Json:
    """An object from a request, empty for null."""
    return cast("Json", value or {})


def listed(value: Any) -> list[Any] | None:
    """The value if it is a list."""
    return cast("list[Any]", value) if isinstance(value, list) else None


def mapped(value: Any) -> Json | None:
    """The value if it is an object."""
    return cast("Json", value) if isinstance(value, dict) else None


def not_found(code: str, message: str = "Invalid ID.", status: int = 404) -> Refusal:
    """The refusal for an id that is not there."""
    return Refusal(status, code, message)


def no_trash(noun: str = "Resource", verb: str = "does") -> Refusal:
    """The refusal of a delete without force where nothing can be trashed."""
    return Refusal(501, "woocommerce_rest_trash_not_supported", f"{noun} {verb} not support trashing.")

"""What travels between the ASGI face and the resources: a call, and a refusal in Magento's form."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import msgspec

Json = dict[str, Any]
Parameters = Sequence[Any] | Json | None
REQUIRED = '"%fieldName" is required. Enter and try again.'


class Refusal(Exception):
    """An error answer: `{message, parameters, errors}`; `message` is a template, `parameters` a list or an object."""

    def __init__(
        self, status: int, message: str, parameters: Parameters = None, *, errors: Sequence[Json] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.parameters = parameters
        self.errors = errors

    def body(self) -> Json:
        """The error as JSON, in the order of the vendor's keys."""
        told: Json = {"message": self.message}
        if self.errors:
            told["errors"] = list(self.errors)
        if self.parameters:
            told["parameters"] = self.parameters
        return told

    def text(self) -> str:
        """The message with its parameters put in, as consumers of the queue log it."""
        return filled(self.message, self.parameters)


class Crash(Exception):
    """The program stumbled before it could answer: status 500 with plain text, as the real one does."""

    TEXT = b"An error has happened during application run. See exception log for details.\n"


class Caller(msgspec.Struct, frozen=True):
    """Who asks: `kind` is integration, admin, customer or guest; `id` is the customer's or administrator's."""

    kind: str = "guest"
    id: int = 0


class Call(msgspec.Struct, kw_only=True):
    """One request that passed routing and input processing.

    `args` holds the declared parameters under snake_case names, typed, defaults put in. `store` is the store view
    that the path names: its id, 0 for `all`, the default view's id where the path names none.
    """

    method: str
    path: str
    args: Json
    store: int
    caller: Caller = Caller()

    def text(self, name: str) -> str:
        """A parameter as text."""
        return str(self.args[name])

    def int(self, name: str) -> int:
        """A parameter as number."""
        return int(self.args[name])


def filled(message: str, parameters: Parameters) -> str:
    """A template with its parameters."""
    if isinstance(parameters, dict):
        # A longer name first: %fieldName must not be taken for %field.
        for name in sorted(parameters, key=len, reverse=True):
            message = message.replace(f"%{name}", str(parameters[name]))
    else:
        for place in range(len(parameters or ()), 0, -1):
            message = message.replace(f"%{place}", str((parameters or ())[place - 1]))
    return message


def rows(value: Any) -> list[Json]:
    """A list of objects from a request, none for null."""
    return cast("list[Json]", value or [])


def mapped(value: Any) -> Json:
    """An object from a request, empty for anything else."""
    return cast("Json", value) if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A list, or the values of what PHP would take for one."""
    if isinstance(value, dict):
        return list(cast("Json", value).values())
    return cast("list[Any]", value) if isinstance(value, list) else []


def no_entity(field: str, value: Any) -> Refusal:
    """What Magento's repositories say of an id that is not there."""
    message = "No such entity with %fieldName = %fieldValue"
    return Refusal(404, message, {"fieldName": field, "fieldValue": value})


def invalid(messages: Iterable[tuple[str, Json]], *, status: int = 400) -> Refusal:
    """One or more input errors: a single one is told as it is, several below a common message."""
    found = list(messages)
    if len(found) == 1:
        return Refusal(status, found[0][0], found[0][1])
    errors = [{"message": message, "parameters": parameters or []} for message, parameters in found]
    return Refusal(status, "One or more input exceptions have occurred.", errors=errors)


def number(value: Any) -> int | float:
    """A number as PHP's JSON writes it: without a fraction where there is none."""
    read = float(value or 0)
    return int(read) if read.is_integer() else read

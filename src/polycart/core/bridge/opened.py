"""What a trace keeps of an exchange with a bridge: the opened action and its answer, without passwords and files."""

from __future__ import annotations

import re
from typing import Any, cast

import msgspec

from polycart.core.bridge.wire import Answer
from polycart.core.trace import MASK, Redactor

_SECRET = re.compile(r"passw(or)?d|salt|secret|token", re.IGNORECASE)


def sent(action: dict[str, Any]) -> bytes:
    """An action as a trace shows it."""
    return msgspec.json.encode(shown(action))


def answered(answer: Answer) -> bytes:
    """The lines of an answer: the rows of each statement, then what closes it."""
    return b"\n".join([*answer.rows, answer.last])


def shown(action: dict[str, Any]) -> dict[str, Any]:
    """The action without the values of secret columns, the bytes of files, and the id that is new each time.

    In what goes to the shop's own API, passwords are masked by the names of their members.
    """
    kept = {name: value for name, value in action.items() if name != "id"}
    if "statements" in kept:
        kept["statements"] = [_masked(one) for one in cast("list[dict[str, Any]]", kept["statements"])]
    if isinstance(kept.get("body"), str):
        kept["body"] = Redactor().text(kept["body"])
    if "data" in kept:
        kept["data"] = f"<{len(str(kept['data']))} characters of base64>"
    return kept


def _masked(statement: dict[str, Any]) -> dict[str, Any]:
    if statement.get("do") == "insert":
        names = [str(name) for name in statement["columns"]]
        rows = [[_hidden(n, v) for n, v in zip(names, row, strict=True)] for row in statement["rows"]]
        return {**statement, "rows": rows}
    if "set" in statement:
        return {**statement, "set": {name: _hidden(name, value) for name, value in statement["set"].items()}}
    return statement


def _hidden(column: str, value: Any) -> Any:
    return MASK if _SECRET.search(column) and value not in ("", None) else value

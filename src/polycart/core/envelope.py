"""The answer on the wire: return code, message, pagination and result, always in this order."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from polycart.core.calls import Outcome, Prepared
from polycart.core.errors import PolycartError

JSON = "application/json; charset=utf-8"
ZIP = "application/zip"

_encoder = msgspec.json.Encoder()


class Answer(msgspec.Struct, frozen=True):
    """A finished answer: its bytes, their type, and the return code that stands in them."""

    body: bytes
    content_type: str
    return_code: int


UNENVELOPED = frozenset({"analytics.report", "analytics.product_report", "analytics.customer_report"})
"""Methods whose result the published document shows without an envelope: their keys stand at both levels."""

ECHOED = {
    "order.calculate": (
        "customer_email", "shipp_first_name", "shipp_last_name", "shipp_address_1", "shipp_city", "shipp_postcode",
        "shipp_country", "order_item",
    ),
}  # fmt: skip
"""Request fields that the official Python client takes for required in the answer (contract 13.3)."""


def answer(prepared: Prepared, outcome: Outcome) -> Answer:
    """The answer to a call that went well."""
    if isinstance(outcome.result, bytes):
        return Answer(outcome.result, ZIP, 0)
    name, envelope = prepared.method.name, outcome.envelope
    result = outcome.result
    if name in ECHOED:
        result = {field: getattr(prepared.params, field) for field in ECHOED[name]} | _fields(result)
    body: dict[str, Any] = {}
    if envelope.wants("return_code"):
        body["return_code"] = 0
    if envelope.wants("return_message"):
        body["return_message"] = _warning(outcome.left_out)
    if outcome.pagination is not UNSET and envelope.wants("pagination"):
        body["pagination"] = outcome.pagination
    if envelope.wants("result"):
        body["result"] = result
    if name in UNENVELOPED:
        body |= _fields(result)
    return Answer(_encoder.encode(body), JSON, 0)


def refusal(error: PolycartError) -> Answer:
    """The answer that reports an error."""
    body: dict[str, Any] = {"return_code": error.code, "return_message": error.sentence, "result": {}}
    return Answer(_encoder.encode(body), JSON, error.code)


def _warning(left_out: list[str]) -> str:
    return f"Not honoured, because the platform does not support it: {', '.join(left_out)}." if left_out else ""


def _fields(result: Any) -> dict[str, Any]:
    if isinstance(result, msgspec.Struct):
        names = zip(result.__struct_fields__, result.__struct_encode_fields__, strict=True)
        return {wire: value for name, wire in names if (value := getattr(result, name)) is not UNSET}
    return result

"""What is told of a bug: its place and its kind to the log, a request id to the caller."""

from __future__ import annotations

import logging
import traceback

from polycart.core.envelope import Answer, refusal
from polycart.core.errors import InternalError, ServiceUnavailable


def failure(log: logging.Logger, error: Exception, request_id: str) -> Answer:
    """The answer to a call that a bug ended; the bug itself is told to the log alone."""
    report(log, request_id, error)
    return refusal(InternalError(f"Internal error. Please report it with the request id {request_id}."))


def report(log: logging.Logger, what: str, error: Exception) -> None:
    """Log where ``what`` failed, and with which type of error.

    The message of a foreign exception may hold a URL with keys in it, or values of the database, so it is left out. Of
    a gateway that can't work just now its own sentence says all.
    """
    if isinstance(error, ServiceUnavailable):
        log.warning("%s: %s", what, error.message)
        return
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s failed with %s\n%s", what, type(error).__name__, places)

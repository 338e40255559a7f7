"""What a platform has no operation for, made of those that it has; written once for every platform."""

from __future__ import annotations

import re
from typing import Any

from polycart.core.errors import ParameterError

FIND_PARAMS = ("whole_words", "case_sensitive", "regex", "any_words")
"""What ``find_params`` may hold: whole words (the default), exact case, a regular expression, any of the words."""


def matches(text: Any, value: str, how: str) -> bool:
    """Whether ``text`` holds ``value`` in the way that ``find_params`` asks for."""
    flags = {part.strip() for part in how.split(",") if part.strip()}
    unknown = flags - set(FIND_PARAMS)
    if unknown:
        allowed = ", ".join(FIND_PARAMS)
        raise ParameterError(
            "Parameter 'find_params' is not valid. "
            f"The required type of parameter is string. The following values are allowed: {allowed}."
        )
    if not isinstance(text, str):
        return False
    case = 0 if "case_sensitive" in flags else re.IGNORECASE
    if "regex" in flags:
        return _search(value, text, case)
    words = value.split() if "any_words" in flags else [value]
    edge = r"(?<!\w){}(?!\w)" if "whole_words" in flags else "{}"
    return any(re.search(edge.format(re.escape(word)), text, case) for word in words)


def _search(pattern: str, text: str, case: int) -> bool:
    if len(pattern) > 200 or re.search(r"[*+}]\)?[*+{]", pattern):  # nested repeats can take exponential time
        raise ParameterError(
            "Parameter 'find_value' is not valid. The regular expression is too long or nests repeats."
        )
    try:
        return re.search(pattern, text, case) is not None
    except re.error as error:
        raise ParameterError(f"Parameter 'find_value' is not a valid regular expression: {error}.") from error

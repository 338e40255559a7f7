"""Ids as Magento counts them: numbers, so that any other id is known not to exist without asking."""

from __future__ import annotations

from functools import cache

from polycart.core.codecs import Codec
from polycart.core.ids import counted, listed

# What begins with a zero is no id but the number of an order, invoice or parcel (``increment_id``).
native_id = counted(lambda digits: len(digits) < 19 and digits == str(int(digits)))


@cache
def native_ids(name: str) -> Codec:
    """The codec of a comma string of ids, which are listed for the condition ``in``."""
    single = native_id(name)
    return Codec(single.load, lambda value: listed(single, value), single.native)

"""Ids as WooCommerce counts them: positive numbers, so that any other id is known not to exist without asking."""

from __future__ import annotations

from polycart.core.ids import counted, joined

native_id = counted(lambda digits: len(digits) < 19)
native_ids = joined(native_id)

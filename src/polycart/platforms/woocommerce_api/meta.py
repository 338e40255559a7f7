"""Meta data: what extensions and merchants keep beside a record, as key and value."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.core.mapping import At


class Meta(msgspec.Struct):
    """One pair; a value may be any JSON."""

    id: int = 0
    key: str = ""
    value: Any = None


META = At("meta_data", list[Meta])


def custom_fields(pairs: list[Meta] | None) -> dict[str, Any]:
    """The pairs that are meant to be seen: WordPress hides keys that begin with an underscore."""
    return {pair.key: pair.value for pair in pairs or () if not pair.key.startswith("_")}

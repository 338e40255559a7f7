"""A change in a shop, as it is kept and as it is read."""

from __future__ import annotations

from typing import Literal

import msgspec

Action = Literal["add", "update", "delete"]
Source = Literal["poll", "push"]

ACTIONS: tuple[Action, ...] = ("add", "update", "delete")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One entity of one shop was added, updated or deleted; nothing of what it holds is kept but a fingerprint.

    ``seq`` orders the changes of a store (it is 0 until the change is recorded), ``moment`` is when the shop says it
    was, or else when it was noticed, in Unix seconds. ``fingerprint`` is empty where nobody has looked.
    """

    entity: str
    action: Action
    entity_id: str
    moment: float
    source: Source
    store_id: int = 0
    seq: int = 0
    parent_id: str = ""
    fingerprint: str = ""

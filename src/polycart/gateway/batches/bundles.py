"""Which items of a batch go to the shop together, in one request that the platform has for them."""

from __future__ import annotations

from itertools import islice
from typing import Any

import msgspec

from polycart.core.groups import Group
from polycart.gateway.batches.items import lane_of
from polycart.gateway.batches.records import WAITING, Open

LOOKED_AT = 4
"""Lanes that are looked at for each place of a bundle: where many do not fit, single items go on meanwhile."""


class Bundle(msgspec.Struct, frozen=True):
    """Items to be done together, and what follows them in their lanes."""

    items: list[Open]
    rest: list[list[Open]]


def pick(group: Group, waiting: list[list[Open]]) -> Bundle | None:
    """Take items that fit together out of the lanes; ``None``, with nothing taken, where fewer than two do.

    The items of a lane keep their order: those at its head are taken, each entity once. What was tried before is done
    by itself.
    """
    items: list[Open] = []
    taken: dict[int, int] = {}
    key: tuple[Any, ...] | None = None
    for back, lane in enumerate(islice(reversed(waiting), LOOKED_AT * group.most), 1):
        if len(items) >= group.most:
            break
        head = _head(group, lane, key, group.most - len(items))
        if head:
            key = group.key(head[0].item.raw)
            items += head
            taken[len(waiting) - back] = len(head)
    if len(items) < 2:
        return None
    rest: list[list[Open]] = []
    for at, number in taken.items():  # from the end, so that the places of the others stay
        lane = waiting.pop(at)
        if lane[number:]:
            rest.append(lane[number:])
    return Bundle(items, rest)


def lanes_again(single: str, left: list[Open], rest: list[list[Open]]) -> list[list[Open]]:
    """The lanes that a bundle leaves: those of its items that go by themselves, then what followed them."""
    lanes: dict[str, list[Open]] = {}
    for item in left:
        lanes.setdefault(lane_of(single, item.item.raw), []).append(item)
    for lane in rest:
        lanes.setdefault(lane_of(single, lane[0].item.raw), []).extend(lane)
    return list(lanes.values())


def _head(group: Group, lane: list[Open], key: tuple[Any, ...] | None, most: int) -> list[Open]:
    """The items at the head of a lane that fit, each of another entity."""
    found: list[Open] = []
    seen: set[str] = set()
    for item in lane[:most]:
        raw = item.item.raw
        id = str(raw.get("id") or "")
        if item.state != WAITING or item.tries or not group.takes(raw) or id in seen or (found and not id):
            break
        if group.key(raw) != (key if key is not None else group.key(lane[0].item.raw)):
            break
        seen.add(id)
        found.append(item)
    return found

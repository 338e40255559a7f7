"""Queries that Shopify runs in bulk, written from the struct that their records are decoded to.

A bulk query has no variables, names each connection's records by ``edges { node }``, has five connections at most and
none of them in a list or more than two deep: https://shopify.dev/docs/api/usage/bulk-operations/queries. What is wanted
is spread over as many queries as that takes; fields that none can hold are read apart, for the records that have any.

Each connection's records are marked with its number, because the lines of a result tell no more than their parent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from polycart.core.documents import PLAIN, Node, Spelling, selection, tree
from polycart.core.graphql import Values

CONNECTIONS, DEPTH = 5, 2
MARK = "at_"
"""What the alias begins with that a connection's records are known by."""

_FIRST = re.compile(r"(?:, )?\bfirst: (\d+)")
_VARIABLE = re.compile(r"\$(\w+)")


class Connection(msgspec.Struct, frozen=True):
    """Where the records of a connection belong.

    ``parent`` is the number of the connection whose records have it, ``path`` leads from there to the object that it is
    in, and ``keys`` are the names that it is wanted under, each with the most records that are wanted (0: all).
    """

    number: int
    parent: int | None
    path: list[str]
    keys: list[tuple[str, int]]


class Plan(msgspec.Struct, frozen=True):
    """Queries in bulk, their connections, and the fields of a record that have to be read apart."""

    queries: list[str]
    connections: list[Connection]
    apart: list[str]

    @property
    def roots(self) -> list[int]:
        """The numbers of the lists themselves, one for each query."""
        return [one.number for one in self.connections if one.parent is None]


def planned(
    root: str, row: type, arguments: Values, spellings: Mapping[str, Spelling], variables: Mapping[str, Any]
) -> Plan:
    """The queries for all that is wanted of the records of ``root``."""
    groups = _alike(tree(row, spellings, (root, "nodes")).values())
    unfit = [group for group in groups if _unfit(group)]
    fitting = [group for group in groups if not _unfit(group)] + [[_bare(group[0])] for group in unfit if group[0].many]
    plan = Plan([], [], [group[0].key for group in unfit])
    given = ", ".join(f"{name}: {literal(value.type, value.value)}" for name, value in arguments.items())
    call = f"{root}({given})" if given else root
    for held in _spread(fitting):
        writer = _Writer(plan.connections)
        number = writer.add(None, [], [])
        nodes = writer.fields([node for group in held for node in group], number, [])
        text = _VARIABLE.sub(lambda found: literal("", variables[found[1]]), selection(_marked(nodes, number)))
        plan.queries.append(f"query {{ {call} {{ edges {{ node {{ {text} }} }} }} }}")
    return plan


def _bare(node: Node) -> Node:
    """A list of objects by their ids alone: it tells which records have any."""
    made = Node(node.key, node.spelling, many=True)
    made.below = {"id": Node("id", PLAIN)}
    return made


def literal(type: str, value: Any) -> str:
    """A value as the text of a query spells it; GraphQL escapes texts as JSON does."""
    if value is None:
        return "null"
    if isinstance(value, str) and type.rstrip("!").endswith("Keys"):
        return value
    if isinstance(value, (str, bool, int, float)):
        return msgspec.json.encode(value).decode()
    raise TypeError(f"no literal of a bulk query: {value!r}")


def _native(node: Node) -> str:
    """A connection's own name with its arguments, but for its page size, which bulk queries have none of."""
    field = _FIRST.sub("", node.spelling.field or node.key)
    return field.replace("(, ", "(").replace("()", "")


def _connected(node: Node) -> bool:
    return "nodes" in node.below


def _alike(nodes: Iterable[Node]) -> list[list[Node]]:
    """The nodes, those together that ask for the same connection under several names."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        found.setdefault(f"({_native(node)} {node.spelling.on}" if _connected(node) else node.key, []).append(node)
    return list(found.values())


def _united(parts: Iterable[Mapping[str, Node]]) -> dict[str, Node]:
    """All fields of several selections of one object."""
    found: dict[str, Node] = {}
    for part in parts:
        for key, node in part.items():
            both = Node(key, node.spelling, many=node.many)
            both.below = _united([found[key].below, node.below]) if key in found else node.below
            found[key] = both
    return found


def _below(group: Sequence[Node]) -> dict[str, Node]:
    """What is wanted below a node: for a connection, of its records."""
    if _connected(group[0]):
        return _united(node.below["nodes"].below for node in group)
    return group[0].below


def _count(group: Sequence[Node]) -> int:
    """How many connections a node has with it."""
    return _connected(group[0]) + sum(_count(each) for each in _alike(_below(group).values()))


def _deepest(group: Sequence[Node]) -> int:
    """How many connections lie in one another, this one counted."""
    below = max((_deepest(each) for each in _alike(_below(group).values())), default=0)
    return _connected(group[0]) + below


def _listed(group: Sequence[Node]) -> bool:
    """Whether a connection lies in a list."""
    inner = _alike(_below(group).values())
    return (group[0].many and any(_count(each) for each in inner)) or any(_listed(each) for each in inner)


def _unfit(group: Sequence[Node]) -> bool:
    return _count(group) >= CONNECTIONS or _deepest(group) > DEPTH or _listed(group)


def _spread(groups: Iterable[list[Node]]) -> list[list[list[Node]]]:
    """The fields of each query: as many as have room beside the list itself, the plain ones in the first."""
    queries: list[list[list[Node]]] = [[]]
    room = [CONNECTIONS - 1]
    for group in sorted(groups, key=lambda group: -_count(group)):
        need = _count(group)
        at = next((at for at, left in enumerate(room) if left >= need), len(room))
        if at == len(room):
            queries.append([])
            room.append(CONNECTIONS - 1)
        queries[at].append(group)
        room[at] -= need
    return queries


def _marked(nodes: Mapping[str, Node], number: int) -> list[Node]:
    """What is asked of a connection's records: their id, by which lines find their parent, and the mark."""
    mark = Node(f"{MARK}{number}", Spelling("__typename"))
    return [*{"id": Node("id", PLAIN), **nodes}.values(), mark]


class _Writer:
    """Writes the selection of one query, and numbers its connections."""

    def __init__(self, connections: list[Connection]) -> None:
        self._connections = connections

    def add(self, parent: int | None, path: list[str], keys: list[tuple[str, int]]) -> int:
        """Number a connection."""
        number = len(self._connections)
        self._connections.append(Connection(number, parent, path, keys))
        return number

    def fields(self, nodes: Iterable[Node], parent: int, path: list[str]) -> dict[str, Node]:
        """The fields of an object, as a bulk query has them."""
        made: dict[str, Node] = {}
        for group in _alike(nodes):
            node = group[0]
            if _connected(node):
                made[node.key] = self._connection(group, parent, path)
                continue
            made[node.key] = Node(node.key, node.spelling)
            made[node.key].below = self.fields(node.below.values(), parent, [*path, node.key])
        return made

    def _connection(self, group: Sequence[Node], parent: int, path: list[str]) -> Node:
        keys = [(node.key, 0 if node.spelling.first else node.spelling.size) for node in group]
        number = self.add(parent, path, keys)
        inner = self.fields(_below(group).values(), number, [])
        record = Node("node", PLAIN)
        asked = _marked(inner, number) if _has_id(group) else [*inner.values(), _marked({}, number)[-1]]
        record.below = {node.key: node for node in asked}
        made = Node(group[0].key, Spelling(_native(group[0]), group[0].spelling.on))
        made.below = {"edges": Node("edges", PLAIN)}
        made.below["edges"].below = {"node": record}
        return made


def _has_id(group: Sequence[Node]) -> bool:
    """Whether the records of a connection have an id: those with connections of their own must be asked for it."""
    below = _below(group)
    return "id" in below or any(_count(each) for each in _alike(below.values()))

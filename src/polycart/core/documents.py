"""GraphQL documents written from the structures that their answers are decoded to, and what running them may cost.

A narrow struct says which fields are wanted, below each object which of its fields, and so on: this is the selection
set. What the struct cannot say (arguments, aliases, page sizes, inline fragments) is in a platform's table of
spellings, by the place of the field::

    SPELLINGS = {
        "variants": Spelling(first=250),
        "available": Spelling('quantities(names: ["available"])'),
        "media.nodes.image": Spelling(on="MediaImage"),
        "translations": Spelling("translations(locale: $locale)"),
    }

A place is named by as many of its last keys as are needed to tell it from others; the longest name that fits counts.
Values of callers never are in the text: they travel as variables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast, get_args, get_origin

import msgspec

Types = Mapping[str, str]

_FIRST = re.compile(r"\bfirst: (\d+)")
_VARIABLE = re.compile(r"\$(\w+)")
PAGE_INFO = "pageInfo"


class Spelling(msgspec.Struct, frozen=True):
    """How one field is written: its name with constant arguments, and the types that alone have it, parted by spaces.

    ``first`` makes it a connection, and is the size of its first page; further pages are fetched apart.
    """

    field: str = ""
    on: str = ""
    first: int = 0

    @property
    def size(self) -> int:
        """How many items the connection has at most in one answer; 0 where it is none."""
        told = _FIRST.search(self.field)
        return self.first or (int(told[1]) if told else 0)


PLAIN = Spelling()


class Of(msgspec.Struct, frozen=True):
    """A value for an argument, with the type that the schema gives it: ``Of("ID!", id)``."""

    type: str
    value: Any


class Costs(msgspec.Struct, frozen=True):
    """What a platform counts for a query, and its budget before it has told the store's own.

    ``connection(first, item)`` is the cost of a connection whose items cost ``item`` each; a query may cost ``most``,
    ``bucket`` points can be saved up, and ``restore`` come back each second. Objects under keys that are ``free`` cost
    no more than what is asked of them.
    """

    connection: Callable[[int, float], float]
    most: float
    bucket: float
    restore: float
    object: float = 1
    mutation: float = 10
    free: Callable[[str], bool] = lambda key: False


class Node:
    """One field of a selection set; ``many`` says that it is a list, which is no connection."""

    __slots__ = ("below", "key", "many", "spelling")

    def __init__(self, key: str, spelling: Spelling, *, many: bool = False) -> None:
        self.key = key
        self.spelling = spelling
        self.many = many
        self.below: dict[str, Node] = {}

    def text(self) -> str:
        """The field as a document spells it."""
        field = self.spelling.field or self.key
        name, bracket, arguments = field.partition("(")
        spelled = field if name == self.key else f"{self.key}: {field}"
        if self.spelling.first:
            size = f"first: {self.spelling.first}"
            spelled = f"{spelled.removesuffix(')')}, {size})" if bracket and arguments else f"{spelled}({size})"
        return f"{spelled} {{ {selection(self.below.values())} }}" if self.below else spelled


def selection(nodes: Iterable[Node]) -> str:
    """The text of a selection set, with the fields of single types in fragments."""
    plain: list[str] = []
    typed: dict[str, list[str]] = {}
    for node in nodes:
        text, types = node.text(), node.spelling.on.split()
        for fields in [typed.setdefault(name, []) for name in types] or [plain]:
            fields.append(text)
    return " ".join([*plain, *(f"... on {name} {{ {' '.join(fields)} }}" for name, fields in typed.items())])


def tree(struct: Any, spellings: Mapping[str, Spelling], path: tuple[str, ...] = ()) -> dict[str, Node]:
    """The fields that a struct, or a list of it, wants; connections get what their further pages need."""
    nodes: dict[str, Node] = {}
    for field in msgspec.structs.fields(struct_in(struct)):
        key = field.encode_name
        here = (*path, key)
        node = nodes[key] = Node(key, _spelling(here, spellings), many=_is_list(field.type))
        below = struct_in(field.type)
        if below is None:
            continue
        node.below = tree(below, spellings, here)
        if node.spelling.first and "nodes" in node.below:
            node.below[PAGE_INFO] = _page_info()
            for name in (
                "id",
                "__typename",
            ):  # of the object that has the connection: its other pages are asked by them
                nodes.setdefault(name, Node(name, PLAIN))
    return nodes or {"__typename": Node("__typename", PLAIN)}


def _page_info(*more: str) -> Node:
    node = Node(PAGE_INFO, PLAIN)
    node.below = {name: Node(name, PLAIN) for name in ("hasNextPage", "endCursor", *more)}
    return node


def _spelling(path: tuple[str, ...], spellings: Mapping[str, Spelling]) -> Spelling:
    for start in range(len(path)):
        found = spellings.get(".".join(path[start:]))
        if found is not None:
            return found
    return PLAIN


def struct_in(kind: Any) -> Any:
    """The struct that a type holds, in a list or among others; ``None`` where it is a scalar."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    for inner in get_args(kind):
        found = struct_in(inner)
        if found is not None:
            return found
    return None


def _is_list(kind: Any) -> bool:
    """Whether the struct that a type holds is in a list."""
    if get_origin(kind) is list:
        return struct_in(kind) is not None
    return any(_is_list(inner) for inner in get_args(kind))


class Document:
    """A query or mutation that is ready to be sent, again and again with other variables.

    ``size`` is the variable that holds the page size of its outermost connection.
    """

    __slots__ = ("mutates", "name", "nodes", "size", "text")

    def __init__(self, text: str, name: str, nodes: Mapping[str, Node], *, mutates: bool = False) -> None:
        self.text = text
        self.name = name
        self.nodes = dict(nodes)
        self.mutates = mutates
        self.size = "first"

    def cost(self, costs: Costs, variables: Mapping[str, Any]) -> float:
        """What the platform will count for it at most, by its own rules."""
        size = int(variables.get("first") or variables.get("last") or 0)
        below = sum(_cost(node, costs, size) for node in self.nodes.values())
        return below + (costs.mutation if self.mutates else 0)


def _cost(node: Node, costs: Costs, size: int = 0) -> float:
    if not node.below:
        return 0
    first = node.spelling.size or (size if "nodes" in node.below or PAGE_INFO in node.below else 0)
    if first:
        items = node.below.get("nodes") or node.below.get("edges")
        return costs.connection(first, _below(items, costs) if items else 0)
    return (0 if costs.free(node.key) else costs.object) + _below(node, costs)


def _below(node: Node, costs: Costs) -> float:
    """The cost of what is asked of an object; of fields that only single types have, those of the dearest type."""
    shared = 0.0
    typed: dict[str, float] = {}
    for child in node.below.values():
        cost = _cost(child, costs)
        types = child.spelling.on.split()
        for name in types:
            typed[name] = typed.get(name, 0) + cost
        shared += 0 if types else cost
    return shared + max(typed.values(), default=0)


def list_document(
    root: str, row: type, arguments: Types, spellings: Mapping[str, Spelling], types: Types, *, rows: bool = True
) -> Document:
    """A page of the connection ``root``; ``rows=False`` asks only where it ends."""
    connection = Node(root, PLAIN)
    if rows:
        items = connection.below["nodes"] = Node("nodes", PLAIN)
        items.below = tree(row, spellings, (root, "nodes"))
    connection.below[PAGE_INFO] = _page_info("hasPreviousPage", "startCursor")
    paging = {"first": "Int", "after": "String", "last": "Int", "before": "String"} if rows else _FORWARD
    name = root if rows else f"{root}Places"
    return _document("query", name, [(root, {**arguments, **paging}, connection)], types)


_FORWARD = {"first": "Int", "after": "String"}


def root_document(
    kind: str,
    root: str,
    row: type | None,
    arguments: Types,
    spellings: Mapping[str, Spelling],
    types: Types,
    *,
    directive: str = "",
) -> Document:
    """A query of one object, or a mutation, under the field ``root``; ``row`` is what is wanted of the answer."""
    node = Node(root, PLAIN)
    if row is not None:
        node.below = tree(row, spellings, (root,))
    return _document(kind, root, [(root, arguments, node)], types, directive=directive)


def _document(
    kind: str, name: str, roots: Iterable[tuple[str, Types, Node]], types: Types, *, directive: str = ""
) -> Document:
    declared: dict[str, str] = {}
    fields: list[str] = []
    nodes: dict[str, Node] = {}
    for root, arguments, node in roots:
        declared |= arguments
        given = ", ".join(f"{argument}: ${argument}" for argument in arguments)
        call = f"{root}({given})" if given else root
        below = selection(node.below.values())
        fields.append(f"{call}{directive}" + (f" {{ {below} }}" if below else ""))
        nodes[root] = node
        for used in _VARIABLE.findall(below + directive):
            declared[used] = types[used]
    head = ", ".join(f"${variable}: {type}" for variable, type in declared.items())
    text = f"{kind} {name}{f'({head})' if head else ''} {{ {' '.join(fields)} }}"
    return Document(text, name, nodes, mutates=kind == "mutation")


def more_document(type: str, node: Node, types: Types, paging: Types = _FORWARD) -> Document:
    """Further pages of a connection of the object with the global id ``$id``."""
    inner = Node(node.key, PLAIN)
    inner.below = dict(node.below)
    field = node.spelling.field or node.key
    name, _, constant = field.partition("(")
    spelled = name if name == node.key else f"{node.key}: {name}"
    constants = f"{constant.removesuffix(')')}, " if constant else ""
    given = f"{constants}{', '.join(f'{argument}: ${argument}' for argument in paging)}"
    below = selection(inner.below.values())
    declared = {"id": "ID!", **paging, **{used: types[used] for used in _VARIABLE.findall(constants + below)}}
    declared = {variable: declared.get(variable, types.get(variable, "")) for variable in declared}
    head = ", ".join(f"${variable}: {kind}" for variable, kind in declared.items())
    text = f"query more({head}) {{ node(id: $id) {{ ... on {type} {{ {spelled}({given}) {{ {below} }} }} }} }}"
    outer = Node("node", PLAIN)
    outer.below = {node.key: inner}
    return Document(text, "more", {"node": outer})


def sized(nodes: Mapping[str, Node]) -> bool:
    """Whether a tree has connections below its outermost one."""
    return any(node.spelling.first or sized(node.below) for node in nodes.values())


def incomplete(value: Any, nodes: Mapping[str, Node]) -> list[tuple[dict[str, Any], Node]]:
    """The objects below a decoded value with a connection that has further pages, and that connection."""
    found: list[tuple[dict[str, Any], Node]] = []
    if isinstance(value, list):
        for item in cast("list[Any]", value):
            found += incomplete(item, nodes)
    elif isinstance(value, dict):
        record = cast("dict[str, Any]", value)
        for key, node in nodes.items():
            inner: Any = record.get(key)
            if not node.below or inner is None:
                continue
            if node.spelling.first and inner.get(PAGE_INFO, {}).get("hasNextPage"):
                found.append((record, node))
            found += incomplete(inner, node.below)
    return found


def nodes_document(type: str, row: Any, spellings: Mapping[str, Spelling], types: Types) -> Document:
    """Objects of one type by their global ids, ``$ids``."""
    outer = Node("nodes", PLAIN)
    inner = tree(row, spellings, ("nodes",))
    outer.below = {key: _within(node, type) if not node.spelling.on else node for key, node in inner.items()}
    return _document("query", "nodes", [("nodes", {"ids": "[ID!]!"}, outer)], types)


def _within(node: Node, type: str) -> Node:
    """The same field, as one that only objects of the type have."""
    made = Node(node.key, Spelling(node.spelling.field, type, node.spelling.first))
    made.below = node.below
    return made

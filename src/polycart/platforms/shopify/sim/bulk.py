"""Bulk operations: a query run over whole lists, whose records become lines of JSON; one or five at a time.

https://shopify.dev/docs/api/usage/bulk-operations/queries: each record of a connection is a line of its own, with
``__parentId`` where it belongs to another; the result is served under an address once the operation is done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLList,
    InlineFragmentNode,
    SelectionSetNode,
    get_nullable_type,  # pyright: ignore[reportUnknownVariableType]
)

from polycart.platforms.shopify.sim import binding, running
from polycart.platforms.shopify.sim.binding import Info, field, mutation, of_type
from polycart.platforms.shopify.sim.paging import KINDS, Call, Kind
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Refused, Shop

AT_ONCE = 5
"""How many run beside one another, since version 2026-01."""

CONNECTIONS, DEPTH = 5, 2
"""How many connections a query may have, and how deep one may lie in another."""

OPEN = ("CREATED", "RUNNING", "CANCELING")


def _refuse(said: str) -> Refused:
    return Refused(said, "query", code="INVALID")


def _planned(text: str) -> running.Plan:
    """The plan of a query that may be run in bulk."""
    try:
        plan = running.planned(text, None)
    except running.Rejected as error:
        raise _refuse(f"Invalid bulk query: {error.errors[0]['message']}") from error
    if plan.writes:
        raise _refuse("Invalid operation type. Only `query` operations are supported.")
    told: list[str] = []
    top = plan.operation.selection_set
    if any(isinstance(node, FieldNode) and node.name.value in ("node", "nodes") for node in top.selections):
        told.append("Bulk queries cannot contain a top level `node` field.")
    found = _connections(top, binding.schema().query_type, 0)
    told += _unfit(found)
    if told:
        raise Refused.many(_refuse(said) for said in told)
    return plan


class _Found(NamedTuple):
    """A connection of a bulk query: how deep it lies, and what is wrong with how it is asked for."""

    name: str
    depth: int
    by_nodes: bool
    in_list: bool
    without_id: str


def _unfit(found: list[_Found]) -> list[str]:
    """What keeps a query from being run in bulk, in Shopify's words."""
    told: list[str] = []
    by_nodes = list(dict.fromkeys(one.name for one in found if one.by_nodes))
    if by_nodes:
        names = "', '".join(by_nodes)
        told.append(
            "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: "
            f"'{by_nodes[0]} {{ edges {{ node {{'. Selecting via 'nodes' is not supported. "
            f"Invalid connection fields: '{names}'."
        )
    if any(one.depth > DEPTH for one in found):
        told.append(f"Bulk queries cannot contain connections with a nesting depth greater than {DEPTH}.")
    if len(found) > CONNECTIONS:
        told.append(f"Bulk queries cannot contain more than {CONNECTIONS} connections.")
    without = list(dict.fromkeys(one.without_id for one in found if one.without_id))
    if without:
        told.append(
            "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be "
            f"of 'ID' return type. Connection fields without 'id': {', '.join(without)}."
        )
    if any(one.in_list for one in found):
        told.append("Queries that contain a connection field within a list field are not currently supported.")
    if not found:
        told.append("Bulk queries must contain at least one connection.")
    return told


def _fields(chosen: SelectionSetNode | None, type: Any) -> Iterator[tuple[FieldNode, Any]]:
    """The fields of a selection with the type that has them; those of fragments are among them."""
    for node in chosen.selections if chosen else ():
        if isinstance(node, InlineFragmentNode):
            name = node.type_condition.name.value if node.type_condition else type.name
            yield from _fields(node.selection_set, binding.schema().get_type(name))
        if isinstance(node, FieldNode) and node.name.value in getattr(type, "fields", {}):
            yield node, type


def _connections(
    chosen: SelectionSetNode | None, type: Any, depth: int, above: str = "", with_id: bool = True, listed: bool = False
) -> list[_Found]:
    """The connections of a selection; ``above`` is that whose records it is asked of, ``with_id`` or without."""
    found: list[_Found] = []
    for node, owner in _fields(chosen, type):
        name, field = node.name.value, owner.fields[node.name.value]
        inner = binding.named(field)
        if not inner.name.endswith("Connection"):
            many = listed or isinstance(binding.untyped(get_nullable_type)(field.type), GraphQLList)
            found += _connections(node.selection_set, inner, depth, above, with_id, many)
            continue
        asked = {each.name.value: each for each, _ in _fields(node.selection_set, inner)}
        edges = asked.get("edges")
        record = next((each for each, _ in _fields(edges.selection_set if edges else None, binding.named(
            inner.fields["edges"])) if each.name.value == "node"), asked.get("nodes"))  # fmt: skip
        found.append(_Found(name, depth, "nodes" in asked, listed, "" if with_id else above))
        below = record.selection_set if record else None
        ids = [each for each, _ in _fields(below, binding.named(inner.fields["nodes"])) if each.name.value == "id"]
        own = any(each.alias is None for each in ids)
        found += _connections(below, binding.named(inner.fields["nodes"]), depth + 1, name, own)
    return found


def lines(data: Any, parent: str | None = None) -> list[Record]:
    """The lines of an answer: records of connections by themselves, each after the one that it belongs to.

    One that lies in an object of a record, as stock lies in the item of a variant, belongs to the record.
    """
    made: list[Record] = []
    for row in _split(data)[1]:
        kept, below = _split(row)
        made.append(kept | ({"__parentId": parent} if parent else {}))
        for each in below:
            made += lines({"": {"nodes": [each]}}, row.get("id") or parent)
    return made


def _split(record: Record) -> tuple[Record, list[Record]]:
    """A record without its connections, and their records."""
    kept: Record = {}
    below: list[Record] = []
    for name, value in record.items():
        rows = _rows(value)
        if rows is not None:
            below += rows
        elif isinstance(value, dict):
            kept[name], more = _split(value)  # type: ignore[reportUnknownArgumentType]
            below += more
        else:
            kept[name] = value
    return kept, below


def _rows(value: Any) -> list[Record] | None:
    """The records of a connection; ``None`` where a value is none."""
    if not isinstance(value, dict):
        return None
    held: Record = value  # type: ignore[reportUnknownVariableType]
    if isinstance(held.get("nodes"), list):
        return held["nodes"]
    if isinstance(held.get("edges"), list):
        return [edge["node"] for edge in held["edges"]]
    return None


def _begin(shop: Shop, text: str, kind: str, *, grouped: bool = True) -> Record:
    running_now = [row for row in shop.all("BulkOperation") if row["type"] == kind and status(shop, row) in OPEN]
    if len(running_now) >= AT_ONCE:
        said = f"A bulk {kind.lower()} operation for this app and shop is already in progress: {running_now[0]['id']}."
        raise Refused(said, code="OPERATION_IN_PROGRESS")
    return shop.insert(
        "BulkOperation",
        {
            "type": kind,
            "query": text,
            "createdAt": shop.now(),
            "_ready": shop.now() + shop.processing,
            "_turn": shop.turn,
            "_cancelled": None,
            "_grouped": grouped,
            "completedAt": None,
            "errorCode": None,
            "fileSize": None,
            "objectCount": 0,
            "rootObjectCount": 0,
            "partialDataUrl": None,
            "url": None,
        },
    )


def status(shop: Shop, row: Record) -> str:
    """How far an operation is; one whose time has come is run."""
    if row["_cancelled"]:
        return "CANCELED"
    if row["completedAt"] is None and row["_turn"] != shop.turn and shop.now() >= row["_ready"]:
        _finish(shop, row)
    if row["completedAt"] is not None:
        return "COMPLETED"
    return "CREATED" if row["_turn"] == shop.turn else "RUNNING"


def _finish(shop: Shop, row: Record) -> None:
    if row["type"] == "QUERY":
        ran = running.run(_planned(row["query"]), {}, shop, whole=True)
        found = lines(ran.data)
        roots = sum("__parentId" not in line for line in found)
    else:
        found = _mutated(shop, row)
        roots = len(found)
    if not row["_grouped"]:
        found.sort(key=lambda line: "__parentId" in line)  # not beside its parent, as nothing promises
    content = b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in found)
    path = f"/bulk-results/{row['_n']}.jsonl"
    shop.files[path] = ("application/jsonl", content)
    done: datetime = max(shop.now(), row["_ready"])
    row.update(
        completedAt=done,
        objectCount=len(found),
        rootObjectCount=roots,
        fileSize=len(content),
        url=f"{shop.url}{path}" if found else None,
    )


def _mutated(shop: Shop, row: Record) -> list[Record]:
    """A mutation, run with the variables of each line of an upload."""
    plan = running.planned(row["query"], None)
    made: list[Record] = []
    for n, line in enumerate(row["_lines"]):
        try:
            ran = running.run(plan, running.variables_of(plan, line), shop, whole=True)
            answer: Record = {"data": ran.data} | ({"errors": ran.errors} if ran.errors else {})
        except running.Rejected as error:
            answer = {"errors": error.errors}
        made.append(answer | {"__lineNumber": n})
    return made


@mutation
def bulk_operation_run_query(call: Call, *, query: str, group_objects: bool = False) -> Record:
    """Begin to run a query over whole lists."""
    _planned(query)
    return {"bulkOperation": _begin(call.shop, query, "QUERY", grouped=group_objects)}


@mutation
def bulk_operation_run_mutation(
    call: Call, *, mutation: str, staged_upload_path: str, client_identifier: str | None = None
) -> Record:
    """Begin to run a mutation with the variables of an upload."""
    shop = call.shop
    key = staged_upload_path.partition("/staged-uploads/")[2] or staged_upload_path
    stored = shop.files.get(f"/staged-uploads/{key}")
    if stored is None:
        said = "The JSONL file could not be found under the stagedUploadPath. Try uploading it again."
        raise Refused(said, code="NO_SUCH_FILE")
    try:
        plan = running.planned(mutation, None)
        rows = [json.loads(line) for line in stored[1].decode().splitlines() if line.strip()]
    except (running.Rejected, ValueError) as error:
        raise Refused(f"Failed to parse the mutation: {error}", code="INVALID_MUTATION") from error
    if not plan.writes:
        raise Refused("The operation is no mutation.", code="INVALID_MUTATION")
    made = _begin(shop, mutation, "MUTATION")
    made["_lines"] = rows
    return {"bulkOperation": made}


@mutation
def bulk_operation_cancel(call: Call, *, id: str) -> Record:
    """Give up an operation."""
    found = of_type(call.shop, id, "BulkOperation")
    if found is None:
        raise Refused("Bulk operation does not exist", "id")
    if status(call.shop, found) not in OPEN:
        raise Refused("A bulk operation cannot be canceled when it is completed", "id")
    found["_cancelled"] = call.shop.now()
    return {"bulkOperation": found}


@field("BulkOperation", "status")
def _status(row: Record, info: Info) -> str:
    return status(info.context.shop, row)


def _later(name: str) -> Any:
    """A field that is known once the operation is done."""

    def resolve(row: Record, info: Info) -> Any:
        status(info.context.shop, row)
        return row[name]

    return resolve


for _name in ("completedAt", "fileSize", "objectCount", "rootObjectCount", "url"):
    field("BulkOperation", _name)(_later(_name))


@field("QueryRoot", "currentBulkOperation")
def _current(_: Any, info: Info, *, type: str = "QUERY") -> Record | None:
    rows = [row for row in info.context.shop.all("BulkOperation") if row["type"] == type]
    return rows[-1] if rows else None


KINDS["BulkOperation"] = Kind(
    {"CREATED_AT": lambda row: row["createdAt"], "COMPLETED_AT": lambda row: row["completedAt"]},
    {
        "id": Field("id", lambda row: row["_n"]),
        "operation_type": Field("keyword", lambda row: row["type"]),
        "created_at": Field("date", lambda row: row["createdAt"]),
        "status": Field("keyword", lambda row: "completed" if row["completedAt"] else "running"),
    },
)

"""BigCommerce's OpenAPI documents, and what is wrong with a request or an answer by them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema

SPECS = Path(__file__).parents[3] / "shared" / "specs" / "bigcommerce"
VERBS = ("get", "post", "put", "delete")
PAGES = {"page", "limit"}
"""Every list takes them; not every document repeats it."""


@cache
def document(name: str) -> Any:
    """One of the vendor's documents; some are kept packed."""
    packed = SPECS / f"{name}.json.gz"
    return json.loads(
        gzip.decompress(packed.read_bytes()) if packed.exists() else (SPECS / f"{name}.json").read_bytes()
    )


@cache
def documents(version: str) -> list[str]:
    """The documents of one version of the API."""
    names = sorted(path.name.partition(".json")[0] for path in SPECS.glob("*.json*"))
    return [name for name in names if f".{version}" in name]


def resolved(root: Any, node: Any) -> Any:
    """What a reference stands for."""
    while isinstance(node, dict) and "$ref" in node:
        found = root
        for part in node["$ref"][2:].split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def operation(name: str, path: str, verb: str = "get") -> tuple[Any, Any]:
    """A document and the operation that a path belongs to; those of the whole path are under ``shared``."""
    root = document(name)
    bare = "/" + path.partition("?")[0].partition("/")[2]
    for template, entry in sorted(root.get("paths", {}).items(), key=lambda pair: pair[0].count("{")):
        if verb in entry and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), bare):
            return root, {**entry[verb], "template": template, "shared": entry.get("parameters", [])}
    raise LookupError(f"{verb} {bare}")


def described(verb: str, path: str) -> tuple[Any, Any] | None:
    """The operation of a request, in whichever document has it."""
    found: list[tuple[Any, Any]] = []
    for name in documents(path[:2]):
        try:
            found.append(operation(name, path, verb))
        except LookupError:
            continue
    return min(found, key=lambda pair: pair[1]["template"].count("{"), default=None)


def parameters(root: Any, found: Any) -> list[Any]:
    """What an operation takes beside its body."""
    return [resolved(root, each) for each in (*found["shared"], *found.get("parameters", []))]


def schema_of(root: Any, node: Any, depth: int = 0) -> Any:
    """A schema of OpenAPI 3.0 as JSON Schema, which says otherwise that something may be null."""
    node = resolved(root, node)
    if isinstance(node, list):
        return [schema_of(root, each, depth + 1) for each in node]
    if not isinstance(node, dict) or depth > 40:
        return node if not isinstance(node, dict) else {}
    made: dict[str, Any] = {}
    for name, value in node.items():
        if name in ("type", "enum", "required", "minLength", "maxLength", "minimum", "maximum"):
            made[name] = value
        elif name in ("items", "oneOf", "anyOf", "allOf"):
            name = "anyOf" if name == "oneOf" else name  # the alternatives overlap
            made[name] = schema_of(root, value, depth + 1)
        elif name == "properties":
            made[name] = {key: schema_of(root, each, depth + 1) for key, each in value.items()}
    return {"anyOf": [made, {"type": "null"}]} if node.get("nullable") else made


KEPT = ("type", "enum", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern")


def strict(root: Any, node: Any, depth: int = 0) -> Any:
    """A schema of a body that takes no field which is not described, and none that can only be read.

    What is read only needs not be sent, whatever the schema says of its answers.
    """
    node = resolved(root, node)
    if not isinstance(node, dict) or depth > 30:
        return {}
    parts = [_flat(root, each, depth) for each in node.get("allOf", [])]
    own = {name: value for name, value in node.items() if name != "allOf"}
    merged = _merged([*parts, own])
    ways = [*merged.pop("oneOf", []), *merged.pop("anyOf", [])]
    if ways:
        base = [{k: v for k, v in merged.items() if k in ("properties", "required", "type")}]
        made = {"anyOf": [strict(root, _merged([*base, _flat(root, way, depth)]), depth + 1) for way in ways]}
    else:
        made = {name: merged[name] for name in KEPT if name in merged}
        if "items" in merged:
            made["items"] = strict(root, merged["items"], depth + 1)
        if fields := {name: resolved(root, each) for name, each in merged.get("properties", {}).items()}:
            writable = {name: each for name, each in fields.items() if not each.get("readOnly")}
            made["properties"] = {name: strict(root, each, depth + 1) for name, each in writable.items()}
            made["required"] = [name for name in merged.get("required", []) if name in writable]
            made["additionalProperties"] = bool(merged.get("additionalProperties", False))
    return {"anyOf": [made, {"type": "null"}]} if merged.get("nullable") else made


def _flat(root: Any, node: Any, depth: int) -> dict[str, Any]:
    """A schema whose own parts are one."""
    node = resolved(root, node)
    if "allOf" not in node or depth > 30:
        return dict(node)
    rest = {name: value for name, value in node.items() if name != "allOf"}
    return _merged([*(_flat(root, each, depth + 1) for each in node["allOf"]), rest])


def _merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for part in parts:
        for name, value in part.items():
            if name == "properties":
                made[name] = {**made.get(name, {}), **value}
            elif name == "required" and isinstance(value, list):
                made[name] = [*made.get(name, []), *value]
            else:
                made[name] = value
    return made


def where(error: jsonschema.ValidationError) -> str:
    """The place of an error, whatever the number of the item."""
    return "/".join("*" if isinstance(part, int) else str(part) for part in error.absolute_path)


def wrong_request(verb: str, path: str, query: str, body: bytes | None) -> Iterator[str]:
    """What a request has that no document describes: its place and the reason, parted by a colon."""
    found = described(verb.lower(), path)
    if found is None:
        yield f"path: no document has {verb} {path}"
        return
    root, entry = found
    known = {(each["in"], each["name"]): each for each in parameters(root, entry)}
    given = parse_qsl(query, keep_blank_values=True)
    for name, value in given:
        about = known.get(("query", name)) or known.get(("query", f"{name}[]"))
        if about is not None:
            yield from (f"?{name}: {words}" for words in _wrong_value(root, about, value))
        elif name not in PAGES:
            yield f"?{name}: is not described"
    for (place, name), about in known.items():
        if place == "query" and about.get("required") and name not in dict(given):
            yield f"?{name}: is required"
    yield from _wrong_path(root, known, entry["template"], path)
    yield from _wrong_body(root, entry, body)


def _wrong_path(root: Any, known: dict[tuple[str, str], Any], template: str, path: str) -> Iterator[str]:
    for part, told in zip(template.strip("/").split("/"), path.split("/")[1:], strict=True):
        if part.startswith("{") and (about := known.get(("path", part[1:-1]))):
            yield from (f"{part}: {words}" for words in _wrong_value(root, about, told))


def _wrong_body(root: Any, entry: Any, body: bytes | None) -> Iterator[str]:
    wanted = resolved(root, entry.get("requestBody")) or {}
    content = wanted.get("content", {})
    if not body:
        if wanted.get("required"):
            yield "body: is required"
        return
    if not content:
        yield "body: none is described"
    elif "application/json" not in content:
        yield f"body: is described as {', '.join(content)}"
    else:
        checker = jsonschema.Draft4Validator(strict(root, content["application/json"].get("schema", {})))
        for error in checker.iter_errors(json.loads(body)):
            yield from _told(error)


def _told(error: jsonschema.ValidationError) -> Iterator[str]:
    """An error; of alternatives, that of the one which comes nearest."""
    if error.validator != "anyOf" or not error.context:
        yield f"body/{where(error)}: {error.message[:120]}"
        return
    ways: dict[Any, list[jsonschema.ValidationError]] = {}
    for each in error.context:
        ways.setdefault(each.schema_path[0], []).append(each)
    nearest = min(ways.values(), key=lambda errors: (any(e.validator == "type" for e in errors), len(errors)))
    for each in nearest:
        yield from _told(each)


def _wrong_value(root: Any, about: Any, text: str) -> Iterator[str]:
    """What is wrong with the text of one parameter; a list is parted by commas."""
    schema = resolved(root, about.get("schema", {}))
    kind = schema.get("type")
    if kind == "array" or about["name"].endswith((":in", ":not_in")):
        items = resolved(root, schema.get("items", {})) if kind == "array" else {**schema, "enum": None}
        for each in text.split(","):
            yield from _wrong_text(items, each)
    else:
        yield from _wrong_text(schema, text)


def _wrong_text(schema: Any, text: str) -> Iterator[str]:
    kind, allowed = schema.get("type"), schema.get("enum")
    if allowed and text not in {str(each).lower() if isinstance(each, bool) else str(each) for each in allowed}:
        yield f"'{text}' is none of {', '.join(map(str, allowed))}"
    elif kind == "integer" and not re.fullmatch(r"-?\d+", text):
        yield f"'{text}' is no integer"
    elif kind == "number" and not re.fullmatch(r"-?\d+(\.\d+)?", text):
        yield f"'{text}' is no number"
    elif kind == "boolean" and text not in ("true", "false"):
        yield f"'{text}' is neither true nor false"

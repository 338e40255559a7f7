"""The OpenAPI 3.1 document, derived from the contract; for one platform, cut down to what that platform supports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import msgspec
from msgspec import inspect

from polycart import __version__
from polycart.api import METHODS
from polycart.core.envelope import UNENVELOPED
from polycart.core.method import Method
from polycart.core.platform import Capability, Setting
from polycart.server.schemas import Schema, Schemas

__all__ = ["Credentials", "document", "operation_id", "path_of"]

Credentials = Mapping[str, tuple[Setting, type, Any]]
"""Every platform's settings by name, as ``Settings.described()`` tells them."""

_CONNECTING = {"account.cart.add", "account.config.update", "cart.create"}
_COMMON = frozenset(field.encode_name for field in msgspec.structs.fields(METHODS["account.cart.add"].params))
_SERVED = {"native", "emulated"}

DESCRIPTION = """
One contract for every shop. Every answer has HTTP status 200 and the envelope `return_code`, `return_message`,
`result`; a `return_code` other than 0 is an error. Any verb is accepted for any method, and parameters may travel in
the query, in a form or in a JSON body. Arrays are written `x=1&x=2`, `x[]=1&x[]=2`, `x[0][key]=1` or `x=1,2`.
"""

RETURN_CODES = """
0 success; 1 not available; 2 wrong API key; 3 unknown method; 4 store of another account; 5 access denied; 6 API key
disabled; 7 too many calls to the store; 8 store exists; 9 internal error; 10 too many calls of the account; 12 not
ready yet; 100 credentials refused; 101 store not found; 102 FTP refused; 103 FTP not writable; 104 FTP folder wrong;
105 bridge failed; 106 store unreachable; 107 store error, or not supported by the store; 109 parameter not valid; 110
store throttles; 111 too many items; 112 not found; 113 already exists; 114 parameter missing; 115 ambiguous table
prefix; 116 duplicate record.
"""


def path_of(method: Method[Any, Any]) -> str:
    """Where a method is called, below ``/v1.1``."""
    return f"/{method.name}" if method.result is bytes else f"/{method.name}.json"


def operation_id(name: str) -> str:
    """``ProductChildItemList`` of ``product.child_item.list``; generated clients name their functions so."""
    return "".join(part.capitalize() for part in name.replace(".", "_").split("_"))


def document(
    methods: Mapping[str, Method[Any, Any]],
    *,
    credentials: Credentials | None = None,
    cart_ids: Iterable[str] = (),
    support: Mapping[str, Capability] | None = None,
) -> dict[str, Any]:
    """The document of ``methods``; with the ``support`` of one platform only what it serves, marked with how."""
    schemas = Schemas()
    schemas.components["ReturnCode"] = {"type": "integer", "description": RETURN_CODES.strip().replace("\n", " ")}
    paths: dict[str, Any] = {}
    for name, method in methods.items():
        capability = support.get(name) if support is not None else None
        if support is not None and (capability is None or capability.state not in _SERVED):
            continue
        fields = _parameters(method, schemas, credentials or {}, sorted(cart_ids), capability)
        paths[path_of(method)] = {method.verb.lower(): _operation(method, fields, schemas, capability)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "polycart",
            "version": __version__,
            "description": DESCRIPTION.strip().replace("\n", " "),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/v1.1"}],
        "tags": [{"name": resource} for resource in dict.fromkeys(method.resource for method in methods.values())],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "securitySchemes": {
                "ApiKeyAuth": {"type": "apiKey", "in": "header", "name": "x-api-key"},
                "StoreKeyAuth": {"type": "apiKey", "in": "header", "name": "x-store-key"},
            },
        },
    }


class _Fields(msgspec.Struct):
    """The parameters of a method: schema by name, and which are required."""

    properties: dict[str, Schema]
    required: list[str]


def _parameters(
    method: Method[Any, Any],
    schemas: Schemas,
    credentials: Credentials,
    cart_ids: list[str],
    capability: Capability | None,
) -> _Fields:
    kind = cast("inspect.StructType", inspect.type_info(method.params))
    fields = {field.encode_name: schemas.field(kind.cls, field) for field in kind.fields}
    if method.name in _CONNECTING:
        for name, (setting, annotation, default) in credentials.items():
            if name not in _COMMON:
                # A change of credentials leaves out what does not change, so it has no defaults.
                kept = msgspec.NODEFAULT if method.name == "account.config.update" else default
                fields.setdefault(name, _credential(schemas, setting, annotation, kept))
        if "cart_id" in fields and cart_ids:
            fields["cart_id"] = fields["cart_id"] | {"enum": cart_ids}
    required = [field.encode_name for field in kind.fields if field.required]
    if capability is not None and capability.parameters:
        kept = {*capability.parameters, *required}
        fields = {name: schema for name, schema in fields.items() if name in kept}
    return _Fields(fields, required)


def _credential(schemas: Schemas, setting: Setting, annotation: Any, default: Any) -> Schema:
    schema = schemas.of(annotation)
    if isinstance(schema.get("type"), list):
        words = [word for word in schema["type"] if word != "null"]
        schema["type"] = words[0] if len(words) == 1 else words
    schema["description"] = f"{setting.title}. {setting.help}".strip() if setting.help else setting.title
    if default is not msgspec.NODEFAULT and default not in (None, ""):
        schema["default"] = msgspec.to_builtins(default)
    if setting.secret:
        schema["format"] = "password"
    return schema


def _operation(
    method: Method[Any, Any], fields: _Fields, schemas: Schemas, capability: Capability | None
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "tags": [method.resource],
        "summary": method.name,
        "description": method.doc,
        "operationId": operation_id(method.name),
        "security": [{"ApiKeyAuth": []} if method.keys == "account" else {"ApiKeyAuth": [], "StoreKeyAuth": []}],
    }
    if method.deprecated:
        operation["deprecated"] = True
    if capability is not None:
        operation["x-support"] = _given({"state": capability.state, "note": capability.reason})
    if method.body:
        body: Schema = {"type": "object", "properties": fields.properties}
        if fields.required:
            body["required"] = fields.required
        name = f"{operation_id(method.name)}Body"
        schemas.components[name] = body
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        operation["requestBody"] = {"required": True, "content": content}
    else:
        operation["parameters"] = [
            _query(name, schema, name in fields.required) for name, schema in fields.properties.items()
        ]
    operation["responses"] = {"200": _response(method, schemas)}
    return operation


def _query(name: str, schema: Schema, required: bool) -> dict[str, Any]:
    """A query parameter; what documents it stands beside its schema."""
    beside = {key: schema[key] for key in ("description", "deprecated") if key in schema}
    parameter: dict[str, Any] = {"name": name, "in": "query", "required": required, **beside}
    if "examples" in schema:
        parameter["example"] = schema["examples"][0]
    parameter["schema"] = {key: value for key, value in schema.items() if key not in (*beside, "examples")}
    return parameter


def _response(method: Method[Any, Any], schemas: Schemas) -> dict[str, Any]:
    if method.result is bytes:
        content: Schema = {"application/zip": {"schema": {"type": "string", "contentMediaType": "application/zip"}}}
        return {"description": "The file; an error is an envelope in JSON.", "content": content}
    result: Schema
    if method.item is not None:
        result = {"type": "object", "properties": {}}
        if method.counter:
            words = (
                "Entities of the whole selection." if method.counter == "total_count" else "Entities in this answer."
            )
            result["properties"][method.counter] = {"type": "integer", "description": words}
        result["properties"][method.items] = {"type": "array", "items": schemas.of(method.item)}
    else:
        result = schemas.of(method.result)
    name = f"{operation_id(method.name)}Answer"
    schemas.components[name] = {"type": "object", "properties": _envelope(method, result, schemas)}
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {"description": "The answer, also of an error.", "content": content}


def _envelope(method: Method[Any, Any], result: Schema, schemas: Schemas) -> dict[str, Schema]:
    properties: dict[str, Schema] = {
        "return_code": {"$ref": "#/components/schemas/ReturnCode"},
        "return_message": {"type": "string", "description": "What went wrong, in one sentence; empty on success."},
    }
    if method.cursor:
        schemas.components.setdefault("Pagination", _PAGINATION)
        properties["pagination"] = {"$ref": "#/components/schemas/Pagination"}
    properties["result"] = result
    if method.name in UNENVELOPED:
        whole = cast("inspect.StructType", inspect.type_info(method.result))
        properties |= schemas.properties(whole)["properties"]
    return properties


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


_PAGINATION: Schema = {
    "type": "object",
    "description": "Where the pages beside this one begin.",
    "properties": {
        "previous": {"type": ["string", "null"], "description": "Cursor of the page before; null on the first."},
        "next": {"type": ["string", "null"], "description": "Cursor of the next page; null on the last."},
        "additional_fields": {"type": ["object", "null"]},
        "custom_fields": {"type": ["object", "null"]},
    },
}

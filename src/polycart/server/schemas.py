"""JSON Schema of the contract's types, with the sentence that documents each field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import UNSET, inspect

from polycart.api.parameters import Excludes
from polycart.core.dates import is_date_name
from polycart.core.method import Doc

__all__ = ["Schema", "Schemas", "notes_of"]

Schema = dict[str, Any]

_WORDS: Mapping[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.IntType: "integer",
    inspect.FloatType: "number",
    inspect.DecimalType: "number",
    inspect.BoolType: "boolean",
}


class Notes(msgspec.Struct, frozen=True):
    """What the annotations of a field say besides its type."""

    doc: Doc
    excludes: tuple[str, ...] = ()


@cache
def notes_of(owner: type) -> dict[str, Notes]:
    """The notes on each field of a struct, by its name on the wire."""
    hints = get_type_hints(owner, include_extras=True)
    found: dict[str, Notes] = {}
    for field in msgspec.structs.fields(owner):
        marks = get_args(hints[field.name])[1:] if hasattr(hints[field.name], "__metadata__") else ()
        doc = next((mark for mark in marks if isinstance(mark, Doc)), Doc(""))
        excludes = next((mark.names for mark in marks if isinstance(mark, Excludes)), ())
        found[field.encode_name] = Notes(doc, excludes)
    return found


class Schemas:
    """Turns types into schemas; structs become components that are referred to by name."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}
        self._owners: dict[str, type] = {}

    def of(self, annotation: Any) -> Schema:
        """The schema of a Python type."""
        return self.schema(inspect.type_info(annotation))

    def schema(self, kind: inspect.Type) -> Schema:
        """The schema of a type as msgspec describes it."""
        if isinstance(kind, inspect.Metadata):
            return self.schema(kind.type)
        if isinstance(kind, inspect.UnionType):
            return self._union(kind)
        word = _WORDS.get(type(kind))
        if word is not None:
            return {"type": word} | _limits(kind)
        if isinstance(kind, inspect.LiteralType):
            return {"type": "string" if isinstance(kind.values[0], str) else "integer", "enum": list(kind.values)}
        if isinstance(kind, inspect.EnumType):
            return {"type": "string", "enum": [member.value for member in kind.cls]}
        if isinstance(kind, inspect.ListType | inspect.SetType | inspect.VarTupleType):
            limits = {"minItems": kind.min_length, "maxItems": kind.max_length}
            return {"type": "array", "items": self.schema(kind.item_type)} | _given(limits)
        if isinstance(kind, inspect.DictType):
            if isinstance(kind.value_type, inspect.AnyType):
                return {"type": "object"}
            return {"type": "object", "additionalProperties": self.schema(kind.value_type)}
        if isinstance(kind, inspect.StructType):
            return self._reference(kind)
        if isinstance(kind, inspect.RawType | inspect.AnyType):
            return {}
        raise TypeError(f"a type that has no schema: {kind}")

    def _union(self, kind: inspect.UnionType) -> Schema:
        options = [self.schema(one) for one in kind.types if not isinstance(one, inspect.NoneType)]
        schema = options[0] if len(options) == 1 else _merged(options)
        if not any(isinstance(one, inspect.NoneType) for one in kind.types):
            return schema
        if "enum" in schema:
            return schema | {"type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
        if "type" in schema:
            words = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            return schema | {"type": [*words, "null"]}
        return {"anyOf": [*schema.get("anyOf", [schema]), {"type": "null"}]} if schema else {}

    def _reference(self, kind: inspect.StructType) -> Schema:
        name = kind.cls.__name__
        if self._owners.setdefault(name, kind.cls) is not kind.cls:
            raise TypeError(f"two structs are called {name}: {kind.cls} and {self._owners[name]}")
        if name not in self.components:
            self.components[name] = {}
            self.components[name] = self.properties(kind)
        return {"$ref": f"#/components/schemas/{name}"}

    def properties(self, kind: inspect.StructType) -> Schema:
        """The schema of a struct itself: its fields, which of them are required, and its documentation."""
        fields = {field.encode_name: self.field(kind.cls, field) for field in kind.fields}
        required = [field.encode_name for field in kind.fields if field.required]
        schema: Schema = {"type": "object", "properties": fields}
        if required:
            schema["required"] = required
        if kind.cls.__doc__:
            schema["description"] = kind.cls.__doc__.partition("\n\n")[0].replace("\n", " ")
        return schema

    def field(self, owner: type, field: inspect.Field) -> Schema:
        """The schema of a field with its description, default, example and limits."""
        kind = field.type
        # A parameter whose default is None is one that may be left out; null is no value of it.
        if field.default is None and isinstance(kind, inspect.UnionType):
            kind = inspect.UnionType(tuple(one for one in kind.types if not isinstance(one, inspect.NoneType)))
        schema = self.schema(kind)
        notes = notes_of(owner)[field.encode_name]
        extra: Schema = {"description": notes.doc.text} if notes.doc.text else {}
        if field.default not in (None, msgspec.NODEFAULT, UNSET):
            extra["default"] = msgspec.to_builtins(field.default)
        if notes.doc.example is not None:
            extra["examples"] = [notes.doc.example]
        if notes.doc.deprecated:
            extra["deprecated"] = True
        if notes.excludes:
            extra["x-conflictWith"] = list(notes.excludes)
        if schema.get("type") == "string" and field.default is not UNSET and is_date_name(field.encode_name):
            extra["x-format"] = "Y-m-d, Y-m-d H:i:s or ISO 8601"
        return schema | extra


def _merged(options: list[Schema]) -> Schema:
    """One schema for alternatives: a list of types where they say nothing else, else ``anyOf``."""
    if all(set(option) == {"type"} and isinstance(option["type"], str) for option in options):
        return {"type": [option["type"] for option in options]}
    return {"anyOf": options}


def _limits(kind: inspect.Type) -> Schema:
    if isinstance(kind, inspect.StrType):
        return _given({"minLength": kind.min_length, "maxLength": kind.max_length, "pattern": kind.pattern})
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return _given({
            "minimum": kind.ge, "exclusiveMinimum": kind.gt, "maximum": kind.le, "exclusiveMaximum": kind.lt
        })  # fmt: skip
    return {}


def _given(limits: Mapping[str, Any]) -> Schema:
    return {name: value for name, value in limits.items() if value is not None}

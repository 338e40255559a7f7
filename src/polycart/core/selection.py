"""Which fields of an answer the caller wants: ``params``/``exclude`` and the ``response_fields`` language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, cast

import msgspec
from msgspec import UNSET

from polycart.core.errors import ParameterError

PATTERN = "/^({)([a-zA-Z0-9{},_*\\-\\s])+(})$/"
_LEXICAL = re.compile(r"\{[a-zA-Z0-9{},_*\-\s]+\}\Z")
_TOKEN = re.compile(r"\s*([{},*]|[a-zA-Z0-9_\-]+(?:\s+[a-zA-Z0-9_\-]+)*)\s*")
_DEEPEST = 32


class Selection:
    """A tree of wanted fields; hashable, so that compiled readers are cached by it.

    ``everything`` takes every field of the level but ``without``; ``fields`` refines or names single ones.
    """

    __slots__ = ("_hash", "everything", "fields", "without")

    def __init__(
        self,
        fields: Mapping[str, Selection] | None = None,
        *,
        everything: bool = False,
        without: Iterable[str] = (),
    ) -> None:
        self.fields: dict[str, Selection] = dict(fields or {})
        self.everything = everything
        self.without = frozenset(without)
        self._hash = hash((everything, self.without, frozenset(self.fields.items())))

    @classmethod
    def named(cls, *names: str) -> Selection:
        """Exactly these fields, each whole."""
        return cls(dict.fromkeys(names, ALL))

    def wants(self, name: str) -> bool:
        """Whether the field called ``name`` belongs to the answer."""
        return name in self.fields or (self.everything and name not in self.without)

    def of(self, name: str) -> Selection:
        """What is wanted below the field called ``name``."""
        if name in self.fields:
            return self.fields[name]
        return ALL if self.everything and name not in self.without else NONE

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Selection)
            and self._hash == other._hash
            and (self.everything, self.without, self.fields) == (other.everything, other.without, other.fields)
        )

    def __hash__(self) -> int:
        return self._hash

    def __bool__(self) -> bool:
        return self.everything or bool(self.fields)

    def __repr__(self) -> str:
        inner = [*(["*"] if self.everything else []), *(f"{k}{'' if v == ALL else v}" for k, v in self.fields.items())]
        return "{" + ",".join(inner) + "}" + (f"-{sorted(self.without)}" if self.without else "")


ALL = Selection(everything=True)
NONE = Selection()


@lru_cache(maxsize=1024)
def parse(text: str) -> Selection:
    """Read ``response_fields``; a malformed one is code 109."""
    text = text.strip()
    if not _LEXICAL.match(text):
        raise ParameterError(
            "The value of parameter 'response_fields' contains unacceptable characters; "
            f"The value must match the pattern '{PATTERN}'"
        )
    tree, rest = _level(_tokens(text), 1, 1)
    if rest != len(_tokens(text)):
        raise _malformed("something follows the last brace")
    return tree


def _tokens(text: str) -> list[str]:
    return [found.group(1) for found in _TOKEN.finditer(text)]


def _malformed(why: str) -> ParameterError:
    return ParameterError(f"Parameter 'response_fields' is not valid: {why}.")


def _level(tokens: list[str], at: int, depth: int) -> tuple[Selection, int]:
    """Read the items after an opening brace; answers the level and the place after its closing brace."""
    if depth > _DEEPEST:
        raise _malformed(f"it is nested deeper than {_DEEPEST} levels")
    fields: dict[str, Selection] = {}
    everything = False
    while at < len(tokens):
        name = tokens[at]
        if name in "{},":
            raise _malformed(f"a field name or '*' is expected before '{name}'")
        at += 1
        if at < len(tokens) and tokens[at] == "{":
            if name == "*":
                raise _malformed("'*' takes no braces")
            below, at = _level(tokens, at + 1, depth + 1)
            fields[name] = merge(fields[name], below) if name in fields else below
        elif name == "*":
            everything = True
        else:
            fields[name] = ALL
        if at >= len(tokens):
            break
        if tokens[at] == "}":
            return Selection(fields, everything=everything), at + 1
        if tokens[at] != ",":
            raise _malformed(f"',' or a brace is expected before '{tokens[at]}'")
        at += 1
    raise _malformed("a closing brace is missing")


def merge(one: Selection, two: Selection) -> Selection:
    """Everything that either of the two wants."""
    if one == ALL or two == ALL:
        return ALL
    names = {*one.fields, *two.fields}
    fields = {name: merge(one.of(name), two.of(name)) for name in names}
    return Selection(fields, everything=one.everything or two.everything, without=one.without & two.without)


@lru_cache(maxsize=1024)
def from_params(params: str, exclude: str | None, aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Selection:
    """Read ``params`` and ``exclude``; ``aliases`` name the fields that a contract's selector stands for."""
    table = dict(aliases)

    def names(text: str) -> list[str]:
        listed = [name.strip() for name in text.split(",")]
        return [field for name in listed if name for field in table.get(name, (name,))]

    wanted = names(params)
    if "force_all" in wanted:
        return Selection(everything=True, without=names(exclude)) if exclude else ALL
    return Selection.named(*wanted)


def project(value: Any, wanted: Selection) -> Any:
    """Cut from a finished value what is not wanted; arrays are transparent, structs are copied, not changed."""
    if wanted == ALL or value is None or value is UNSET:
        return value
    if isinstance(value, list):
        return [project(item, wanted) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        known = cast("dict[str, Any]", value)
        return {key: project(item, wanted.of(key)) for key, item in known.items() if wanted.wants(key)}
    if isinstance(value, msgspec.Struct):
        kept = {
            attribute: project(getattr(value, attribute), wanted.of(name))
            for attribute, name in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
            if wanted.wants(name)
        }
        dropped = dict.fromkeys(set(value.__struct_fields__) - kept.keys(), UNSET)
        return msgspec.structs.replace(value, **kept, **dropped)
    return value

"""Shows answers: JSON, tables and CSV on stdout, what is beside the answer on stderr."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import click
import msgspec

from polycart.client.rows import cell, columns, flat, inert
from polycart.core.method import Doc, Method
from polycart.core.trace import Exchange

WIDEST = 48
"""Characters of one cell of a table."""


def note(text: str) -> None:
    """One sentence on stderr."""
    click.echo(text, err=True)


def say(value: Any) -> None:
    """A value as indented JSON on stdout."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def listing(names: Sequence[str], rows: Sequence[Mapping[str, Any]], *, as_json: bool, empty: str) -> None:
    """What a command lists: as JSON, or as a table; where there is nothing, that is said."""
    if as_json:
        say(rows)
    elif rows:
        table(names, [[cell(row[name]) for name in names] for row in rows])
    else:
        note(empty)


def answer(method: Method[Any, Any], body: Any, form: str, code: int) -> None:
    """An answer in the chosen form; an error is also said in words on stderr."""
    if isinstance(body, bytes):
        if sys.stdout.isatty():
            raise click.UsageError("The answer is a file; send it to one: … > file.zip")
        sys.stdout.buffer.write(body)
        return
    if form == "json":
        say(body)
    elif not code:
        _shown(method, body.get("result"), form, more=bool((body.get("pagination") or {}).get("next")))
    if code:
        note(f"Error {code}: {body.get('return_message')}")
    elif message := body.get("return_message"):
        note(message)


def _shown(method: Method[Any, Any], result: Any, form: str, *, more: bool) -> None:
    paged = method.item is not None and isinstance(result, dict)
    items: list[Any] = (result.get(method.items) or []) if paged else [result]
    rows = [flat(item) if isinstance(item, dict) else {"value": item} for item in items]
    if form == "csv":
        click.echo(comma(rows), nl=False)
    elif paged:
        fitted(rows)
        total = result.get(method.counter) if method.counter == "total_count" else None
        shown = f"{len(rows)} of {total}" if total is not None else f"{len(rows)} shown"
        note(f"{shown}; there are more, see them with --all" if more else shown)
    else:
        table(["field", "value"], [[name, cell(value)] for row in rows for name, value in row.items()])


def comma(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV; a text that a spreadsheet would run as a formula is quoted by an apostrophe."""
    names = columns(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([[inert(row.get(name)) for name in names] for row in rows])
    return text.getvalue() if names else ""


def fitted(rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as a table of as many columns as fit; the others are named on stderr."""
    names = [name for name in columns(rows) if any(row.get(name) not in (None, "", []) for row in rows)]
    room, kept = _width(), list[str]()
    for name in names:
        wide = min(WIDEST, max(len(name), *(len(cell(row.get(name))) for row in rows))) + 3
        if wide > room and kept:
            break
        room -= wide
        kept.append(name)
    if kept:
        table(kept, [[cell(row.get(name)) for name in kept] for row in rows], short=True)
    if left := names[len(kept) :]:
        shown = ", ".join(left[:8]) + (" …" if len(left) > 8 else "")
        note(f"{len(left)} more columns do not fit ({shown}); choose with params=…, or see all with --json")


def _width() -> int:
    from rich.console import Console

    return Console().width if sys.stdout.isatty() else 160


def table(names: Sequence[str], rows: Iterable[Sequence[str]], *, stderr: bool = False, short: bool = False) -> None:
    """A table; ``short`` keeps each row on one line. Where nobody looks at it, it is as wide as it needs to be."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        widest = max(WIDEST, len(name)) if short else None
        shown.add_column(name, max_width=widest, no_wrap=short, overflow="ellipsis" if short else "fold")
    for row in rows:
        shown.add_row(*(Text(" ".join(text.split()) if short else text) for text in row))
    stream = sys.stderr if stderr else sys.stdout
    console = Console(file=stream, highlight=False, width=None if stream.isatty() else 1000)
    console.print(shown)


def exchanges(known: Sequence[Exchange], *, stderr: bool = False) -> None:
    """What was sent to the shop, one line for each exchange."""
    names = ("method", "url", "status", "ms", "sent", "received")
    rows = [
        (one.method, one.url, str(one.status or one.error or ""), f"{one.ms:.0f}", str(one.sent_bytes),
         str(one.received_bytes))
        for one in known
    ]  # fmt: skip
    stream = sys.stderr if stderr else sys.stdout
    if not rows:
        click.echo("Nothing was sent to the shop.", file=stream)
    else:
        table(names, rows, stderr=stderr)


def method_help(method: Method[Any, Any]) -> None:
    """A method and its parameters, with their docs."""
    click.echo(f"{method.name} ({method.verb}){' - retired' if method.deprecated else ''}\n\n  {method.doc}\n")
    hints = get_type_hints(method.params, include_extras=True)
    rows: list[tuple[str, str, str]] = []
    for field in sorted(msgspec.structs.fields(method.params), key=lambda field: not field.required):
        doc = _doc(hints[field.name])
        words = [doc.text] if doc else []
        if field.required:
            words.insert(0, "Required.")
        elif field.default not in (None, msgspec.UNSET, msgspec.NODEFAULT):
            words.append(f"Default: {cell(field.default)}.")
        if doc and doc.example is not None:
            words.append(f"Example: {cell(msgspec.to_builtins(doc.example))}")
        rows.append((field.encode_name, kind_of(hints[field.name]), " ".join(words)))
    if not rows:
        click.echo("  It takes no parameters.")
        return
    formatter = click.HelpFormatter(width=min(_width(), 110))
    with formatter.section("Parameters"):
        formatter.write_dl([(f"{name}  {kind}", text) for name, kind, text in rows], col_max=44)
    click.echo(formatter.getvalue().rstrip())


def kind_of(hint: Any) -> str:
    """A parameter's type in a word."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return "|".join(map(str, inner))
    if origin is list:
        return f"list of {kind_of(inner[0])}"
    if origin is dict or (isinstance(hint, type) and issubclass(hint, msgspec.Struct)):
        return "object"
    if origin is Annotated:
        return kind_of(inner[0])
    if inner:
        return "|".join(dict.fromkeys(kind_of(one) for one in inner if one not in (type(None), msgspec.UnsetType)))
    return _WORDS.get(hint, "any")


_WORDS: dict[Any, str] = {str: "text", int: "integer", float: "number", bool: "true|false"}


def _doc(hint: Any) -> Doc | None:
    for one in get_args(hint):
        found = one if isinstance(one, Doc) else _doc(one)
        if found is not None:
            return found
    return None

"""``polycart call``: any method of the contract, from the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click
import msgspec

from polycart.cli import output, values
from polycart.cli.options import run, where_options
from polycart.cli.progress import bar
from polycart.client.paging import Chunk, Progress, Walk, counting, number_in
from polycart.client.store import method_of
from polycart.core.errors import PolycartError, UnknownMethod, Unsupported
from polycart.core.method import Method

PAGE = 100
EXAMPLES = """
\b
Examples:
  polycart call product.list params=id,name count=5 --table
  polycart call product.add name=Mug model=mug price=9.5 --trace
  polycart call order.list --all --csv > orders.csv
  polycart call product.info id=12 --platform WoocommerceApi --set store_url=https://shop.example \\
      --set wc_consumer_key=env:KEY --set wc_consumer_secret=@secret.txt
"""


def _method(name: str) -> Method[Any, Any]:
    """The method of a name, with the credentials of every platform where it connects stores."""
    try:
        found = method_of(name)
    except UnknownMethod as error:
        raise click.UsageError(error.message) from None
    if found.name in ("account.cart.add", "account.config.update", "cart.create"):
        from polycart.gateway.contract import methods

        return methods()[name]
    return found


@click.command(add_help_option=False, epilog=EXAMPLES)
@click.argument("method", metavar="METHOD", required=False)
@click.argument("words", metavar="[NAME=VALUE | NAME:=JSON | @FILE.json]...", nargs=-1)
@where_options
@click.option("--json", "form", flag_value="json", help="The whole answer as JSON (the default when piped).")
@click.option("--table", "form", flag_value="table", help="The result as a table (the default on a terminal).")
@click.option("--csv", "form", flag_value="csv", help="The result as CSV.")
@click.option("--trace", is_flag=True, help="Show on stderr what was sent to the shop.")
@click.option("--all", "whole", is_flag=True, help="Go through all pages.")
@click.option("-h", "--help", "asked", is_flag=True, help="Show this message; with METHOD, its parameters.")
@click.pass_context
def call(ctx: click.Context, method: str | None, words: tuple[str, ...], form: str | None, **options: Any) -> None:
    """Call METHOD of the contract. polycart call METHOD --help describes its parameters."""
    if method is None and options["asked"]:
        click.echo(ctx.get_help())
        return
    if method is None:
        raise click.UsageError("Which method? For example: polycart call product.list", ctx)
    known = _method(method)
    if options["asked"]:
        output.method_help(known)
        return
    from polycart.cli.doors import Where

    where = Where.of(options)
    given = values.arguments(words)
    code = run(lambda: _called(where, known, given, form, trace=options["trace"], whole=options["whole"]))
    ctx.exit(1 if code else 0)


async def _called(
    where: Any, method: Method[Any, Any], given: dict[str, Any], form: str | None, *, trace: bool, whole: bool
) -> int:
    """Call, show the answer, and answer its return code."""
    from polycart.cli.doors import line

    if whole and method.item is None:
        raise click.UsageError(f"{method.name} does not answer in pages; --all has nothing to do.")
    async with line(where, method, bodies=trace) as door:
        if whole:
            with bar(method.name) as progress:
                body, code = await _all(door, method, given, progress)
        else:
            answer = await door.call(method, given)
            body, code = _body(answer), answer.return_code
        output.answer(method, body, form or ("table" if sys.stdout.isatty() else "json"), code)
        if trace:
            try:
                output.exchanges(await door.exchanges(), stderr=True)
                for request_id in door.request_ids[:1]:
                    output.note(f"Kept as: polycart trace {request_id} --bodies")
            except Unsupported as elsewhere:
                output.note(elsewhere.message)
    return code


def _body(answer: Any) -> Any:
    return msgspec.json.decode(answer.body) if "json" in answer.content_type else answer.body


class _RefusedError(PolycartError):
    """An answer that reports an error, on its way out of a walk."""

    def __init__(self, body: Any, code: int) -> None:
        super().__init__(body.get("return_message", ""))
        self.body = body
        self.code = code  # type: ignore[misc] - the code is the answer's, not that of the class


async def _all(
    door: Any, method: Method[Any, Any], given: dict[str, Any], progress: Progress | None
) -> tuple[Any, int]:
    """Every page in one envelope; the first error ends it."""

    async def fetch(arguments: dict[str, Any]) -> Chunk:
        answer = await door.call(method, arguments)
        body = _body(answer)
        if answer.return_code:
            raise _RefusedError(body, answer.return_code)
        result = body.get("result") or {}
        total = result.get("total_count") if method.counter == "total_count" else None
        return Chunk(result.get(method.items) or [], total, (body.get("pagination") or {}).get("next"))

    if fixed := {"start", "page_cursor"} & given.keys():
        raise click.UsageError(f"{min(fixed)} can not be given together with --all; count is the size of a page.")
    count = str(given.pop("count", PAGE))
    if not count.isdigit():
        raise click.UsageError(f"count is the size of a page, a number; it is '{count[:20]}'.")
    total = _counter(door, method, given)
    walk = Walk(method, given, fetch, page_size=int(count), progress=progress, total=total)
    items: list[Any] = []
    try:
        async for page in walk.pages():
            items += page
    except _RefusedError as refused:
        return refused.body, refused.code
    result: dict[str, Any] = {method.counter: len(items)} if method.counter else {}
    return {"return_code": 0, "return_message": "", "result": {**result, method.items: items}}, 0


def _counter(door: Any, method: Method[Any, Any], given: dict[str, Any]) -> Callable[[], Any] | None:
    """Asks the ``count`` method beside a ``list`` how much there is, where that takes all the filters."""
    found = counting(method, given)
    if found is None:
        return None
    counter, filters = found

    async def total() -> int | None:
        answer = await door.call(counter, filters)
        return None if answer.return_code else number_in(_body(answer).get("result") or {})

    return total

"""``polycart export``: all products, orders or customers of a store to one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from polycart.cli import output
from polycart.cli.options import run, where_options
from polycart.cli.progress import bar

EXAMPLES = """
\b
Examples:
  polycart export order --store shop1 --format parquet --out orders.parquet
  polycart export product --store shop1 --fields id,name,price,quantity --format csv --out products.csv
  polycart export order --store shop1 --since 2026-11-01 --out november.jsonl
"""


@click.command(epilog=EXAMPLES)
@click.argument("kind", type=click.Choice(["product", "order", "customer"]))
@where_options
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "parquet"]), help="By default that of the name.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="PATH", required=True)
@click.option("--since", metavar="MOMENT", help="Only what was changed at or after it, such as 2026-11-01.")
@click.option("--fields", default="force_all", show_default=True, metavar="NAMES", help="As params of the list method.")
@click.option("--replace", is_flag=True, help="Replace the file where it exists.")
@click.option("--concurrency", type=click.IntRange(1, 16), default=4, show_default=True, help="Calls at once.")
def export(kind: str, out: Path, form: str | None, **options: Any) -> None:
    """Export all of KIND to a file. A run that was cut off is taken up by the same command, without gaps or repeats."""
    from polycart.cli.doors import Where

    where = Where.of(options)
    named = out.suffix.lstrip(".").lower()
    chosen = form or (named if named in ("jsonl", "csv", "parquet") else "jsonl")
    run(lambda: _exported(where, kind, out, chosen, options))


async def _exported(where: Any, kind: str, out: Path, form: str, options: dict[str, Any]) -> None:
    from polycart import api
    from polycart.cli.doors import line
    from polycart.client.exports import KINDS
    from polycart.client.exports import export as exported

    source = f"{where.url or where.platform or where.home} {where.store} {where.settings.get('store_url')}"
    with bar(f"export {kind}") as progress:
        async with line(where, KINDS[kind].method) as door:
            done = await exported(
                lambda name, arguments: door.call(api.METHODS[name], arguments), kind, out,
                form=form, since=options["since"], fields=options["fields"], source=source,
                replace=options["replace"], concurrency=options["concurrency"], progress=progress, bulk=door.bulk,
            )  # fmt: skip
    words = [f"{done.rows} {kind}s in {done.path}"]
    if done.resumed:
        words.append(f"{done.resumed} were there from the run before")
    if done.missing:
        words.append(f"{done.missing} are gone from the store meanwhile")
    output.note("; ".join(words) + ".")

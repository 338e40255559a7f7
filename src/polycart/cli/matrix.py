"""``polycart matrix``: what each platform can do, read off the code."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click

from polycart.cli import output


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--platform", metavar="ID", help="One platform, method by method.")
@click.option("--json", "form", flag_value="json", help="Everything, as JSON.")
@click.option("--table", "form", flag_value="table", default=True, help="A table (the default).")
def matrix(platform: str | None, form: str) -> None:
    """What each platform can do: native, emulated, absent with its reason, or not yet."""
    from polycart.gateway import matrix as assembled

    titles = assembled.titles()
    if platform is not None and platform not in titles:
        raise click.UsageError(f"There is no platform '{platform}'. See: polycart matrix")
    if form == "json":
        output.say({platform: assembled.cells(platform)} if platform else assembled.matrix())
    elif platform:
        _one(assembled.cells(platform))
    else:
        _all(assembled.matrix(), titles)


def _one(cells: dict[str, Any]) -> None:
    rows = [(name, cell.state, str(len(cell.parameters) or ""), cell.reason) for name, cell in cells.items()]
    output.table(("method", "state", "parameters", "reason"), rows)


def _all(rows: dict[str, dict[str, Any]], titles: dict[str, str]) -> None:
    """One line for each platform that is built; of the others only their number."""
    states = ("native", "emulated", "absent", "not yet")
    counted = {cart_id: Counter(cell.state for cell in cells.values()) for cart_id, cells in rows.items()}
    built = {cart_id: count for cart_id, count in counted.items() if count["native"]}
    output.table(
        ("platform", "", *states),
        [(cart_id, titles[cart_id], *(str(count[state]) for state in states)) for cart_id, count in built.items()],
    )
    output.note(f"{len(rows) - len(built)} more platforms are not built yet; see them with --json")

"""``polycart trace``: what was really sent to the shop for a call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from polycart.cli import output
from polycart.cli.options import home_option, json_option, run
from polycart.core.errors import NotFound
from polycart.core.trace import Exchange


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("request_id", metavar="ID")
@json_option
@click.option("--bodies", is_flag=True, help="With headers and bodies, where they were kept.")
@click.option("--curl", is_flag=True, help="Each exchange as a command to paste; secrets are masked.")
@home_option
def trace(request_id: str, as_json: bool, bodies: bool, curl: bool, home: Path | None) -> None:
    """Show each exchange behind the call ID (the header x-request-id of its answer), secrets masked."""
    found = run(lambda: _found(home, request_id))
    known = msgspec.convert(found.exchanges or [], list[Exchange])
    if as_json:
        output.say(_told(found, known, bodies=bodies, curl=curl))
        return
    click.echo(f"{found.method} · code {found.code} · {found.ms:.0f} ms · {len(known)} exchange(s)")
    if curl:
        for one in known:
            click.echo(one.curl)
    else:
        output.exchanges(known)
    if bodies:
        _bodies(known)


async def _found(home: Path | None, request_id: str) -> Any:
    from polycart.cli.state import opened

    async with opened(home) as backend:
        found = await backend.traces.get(request_id)
    if found is None:
        raise NotFound(f"There is no trace of the request {request_id[:128]}; they are kept for a week.")
    return found


def _told(found: Any, known: list[Exchange], *, bodies: bool, curl: bool) -> dict[str, Any]:
    def row(one: Exchange) -> dict[str, Any]:
        told = {name: getattr(one, name) for name in _FACTS}
        if one.error is not None:
            told["error"] = one.error
        if bodies:
            told |= {name: getattr(one, name) for name in _BODIES}
        if curl:
            told["curl"] = one.curl
        return told

    return {
        "request_id": found.request_id,
        "method": found.method,
        "code": found.code,
        "ms": found.ms,
        "exchanges": [row(one) for one in known],
    }


_FACTS = ("method", "url", "status", "ms", "attempt", "sent_bytes", "received_bytes")
_BODIES = ("request_headers", "request_body", "response_headers", "response_body")


def _bodies(known: list[Exchange]) -> None:
    for at, one in enumerate(known, 1):
        click.echo(f"\n--- {at}. {one.method} {one.url}")
        if not one.response_headers and one.response_body is None:
            click.echo("No bodies were kept; start the server with POLYCART_TRACE_BODIES=1.")
            continue
        for title, headers, body in (
            ("sent", one.request_headers, one.request_body),
            (f"answered {one.status}", one.response_headers, one.response_body),
        ):
            click.echo(f"[{title}]")
            for name, value in headers.items():
                click.echo(f"{name}: {output.cell(value)}")
            if body:
                click.echo("\n" + body)

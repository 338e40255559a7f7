"""``polycart serve``, ``polycart demo`` and ``polycart sandbox``: what runs until it is told to stop."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from polycart.cli import output
from polycart.cli.options import home_option, run

HELP = {"help_option_names": ["-h", "--help"]}
port_type = click.IntRange(0, 65535)


class _Environment(click.Command):
    """Help that ends with the variables of the environment."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from polycart.server.settings import VARIABLES

        with formatter.section("Environment"):
            formatter.write_dl(list(VARIABLES.items()))


@click.command(cls=_Environment, context_settings=HELP)
@click.option("--host", envvar="POLYCART_HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", envvar="POLYCART_PORT", type=port_type, default=8080, show_default=True, help="Port; 0 takes a free one."
)
@click.option(
    "--workers", envvar="POLYCART_WORKERS", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes."
)
@click.option("--public-url", envvar="POLYCART_PUBLIC_URL", metavar="URL", help="Address behind a proxy, to be shown.")
@home_option
def serve(host: str, port: int, workers: int, public_url: str | None, home: Path | None) -> None:
    """Run the server; SIGTERM or Ctrl+C ends it, letting calls under way finish."""
    from polycart.server import run as server

    def started(url: str) -> None:
        click.echo(f"polycart listens on {url}" + (f", known as {public_url}" if public_url else ""))
        click.echo(f"Reference: {public_url or url}/docs · keys: polycart keys create", err=True)

    server.serve(home, host, port, workers, started=started)


@click.command(context_settings=HELP)
@click.option("--port", type=port_type, help="Port of the server; the usual one is 8080, or a free one.")
@click.option("--json", "as_json", is_flag=True, help="Say in one line of JSON what is running.")
@home_option
def demo(port: int | None, as_json: bool, home: Path | None) -> None:
    """Run a server with the simulated shop of every platform, until Ctrl+C. Nothing leaves this machine.

    The state is in a temporary folder, unless --home names one.
    """
    # A signal that comes before the server listens for one ends the start, and takes away what it has made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    run(lambda: _demo(port, home, as_json))
    _leave()


async def _demo(port: int | None, home: Path | None, as_json: bool) -> None:
    from polycart.sandbox.demo import running

    async with running(port, home) as (made, stopped):
        if as_json:
            click.echo(msgspec.json.encode(made))
        else:
            _welcome(made)
        sys.stdout.flush()
        await stopped.wait()


def _welcome(made: Any) -> None:
    from polycart.sandbox.demo import samples

    click.echo(f"polycart is running at {click.style(made.url, bold=True)}\n")
    click.echo(f"  Reference   {made.url}/docs")
    click.echo(f"  OpenAPI     {made.url}/openapi.json")
    click.echo(f"  API key     {made.api_key}")
    for cart_id, key in made.stores.items():
        click.echo(f"  Store key   {key}   {cart_id}")
    click.echo(f"  State       {made.home}\n\nTry:\n")
    for title, command in samples(made):
        click.echo(click.style(f"  # {title}", dim=True))
        click.echo(f"{command}\n")
    click.echo("Each answer's x-request-id shows what was sent to the shop, in another terminal:\n")
    click.echo(f"polycart trace ID --home {made.home}\n\nCtrl+C ends it.")


@click.command(context_settings=HELP)
@click.argument("platform")
@click.option("--port", type=port_type, default=0, help="Port; a free one by default.")
@click.option("--json", "as_json", is_flag=True, help="Say in one line of JSON what is running.")
def sandbox(platform: str, port: int, as_json: bool) -> None:
    """Run the simulated shop of PLATFORM, seeded, until Ctrl+C."""
    run(lambda: _sandbox(platform, port, as_json))
    _leave()


async def _sandbox(platform: str, port: int, as_json: bool) -> None:
    from polycart.sandbox.simulators import simulators
    from polycart.server.embedded import Listener, claim, serving

    known = {cart_id.lower(): cart_id for cart_id in simulators()}
    cart_id = known.get(platform.lower())
    if cart_id is None:
        raise click.UsageError(f"There is no simulator of '{platform}'. Known are: {', '.join(simulators())}")
    port = claim("127.0.0.1", port)
    url = f"http://127.0.0.1:{port}"
    app = simulators()[cart_id](url=url)
    async with serving([Listener(app, port)], grace=1.0) as stopped:
        if as_json:
            click.echo(msgspec.json.encode({"url": url, "platform": cart_id, "credentials": app.credentials}))
        else:
            click.echo(f"A simulated {cart_id} is running at {url}; Ctrl+C ends it.")
            output.table(("credential", "value"), list(app.credentials.items()))
        sys.stdout.flush()
        await stopped.wait()


def _leave() -> None:
    from polycart.server.embedded import leave

    leave()

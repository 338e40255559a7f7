"""The command ``polycart``; each command's module is loaded when it is used, so that help comes at once."""

from __future__ import annotations

import importlib
import os
import sys
from difflib import get_close_matches
from typing import Any

import click

from polycart import __version__

COMMANDS: dict[str, tuple[str, str]] = {
    "call": ("calls:call", "Call a method of the contract."),
    "export": ("exporting:export", "All products, orders or customers of a store, to a file."),
    "migrate": ("migrating:migrate", "What one store has, to another; only what changed; and back again."),
    "stores": ("stores:stores", "Connect shops, list, set up, check and remove them."),
    "accounts": ("accounts:accounts", "The accounts of this installation."),
    "keys": ("accounts:keys", "The API keys of an account, and the master key."),
    "plugin": ("plugins:plugin", "Build plugins for shops under your own name."),
    "matrix": ("matrix:matrix", "What each platform can do."),
    "trace": ("traces:trace", "What was really sent to the shop for a call."),
    "jobs": ("jobs:jobs", "Batches in the background: how far they are, what became of them."),
    "feed": ("feed:feed", "What changes in a store, for readers who come back."),
    "polls": ("polls:polls", "Whether shops are asked for changes as often as they should be."),
    "events": ("events:events", "What was delivered to webhooks, and what was not."),
    "webhooks": ("events:webhooks", "The webhooks of an account, and their secrets."),
    "shipping": ("shipping:shipping", "The services that shops ask for shipping rates."),
    "listen": ("events:listen", "Send a store's events to a local address."),
    "trigger": ("events:trigger", "Deliver an event that did not happen, to try webhooks out."),
    "worker": ("worker:worker", "Work jobs off beside the server."),
    "serve": ("serving:serve", "Run the server."),
    "demo": ("serving:demo", "Run a server with simulated shops, to try things out."),
    "sandbox": ("serving:sandbox", "Run one platform's simulated shop."),
}
"""Every command: where it is, and what help says of it."""


class Commands(click.Group):
    """A group that knows its commands by name and loads them late."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        return getattr(importlib.import_module(f"polycart.cli.{module}"), name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Name the nearest command where there is none of the name."""
        if args and args[0] not in COMMANDS and (near := get_close_matches(args[0], COMMANDS, n=1)):
            raise click.UsageError(f"No such command '{args[0]}'. Did you mean '{near[0]}'?", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="polycart", message="%(prog)s %(version)s")
def polycart() -> None:
    """One open, self-hosted, unified commerce API: every shop behind one contract.

    State is kept in the folder named by --home or POLYCART_HOME, else ~/.local/share/polycart.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a command; exits with 0, with 1 for an error of the call, with 2 for wrong usage."""
    try:
        code = polycart.main(args=arguments, prog_name="polycart", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader has what it wanted, as in "polycart call … | head".
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        from polycart.core.errors import PolycartError

        if not isinstance(error, PolycartError):
            raise
        click.echo(f"Error: {error.sentence}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

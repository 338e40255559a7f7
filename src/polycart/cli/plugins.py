"""``polycart plugin``: build plugins for shops under your own name, and list what was built."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import Any

import click

from polycart.cli import output
from polycart.cli.options import account_option, home_option, json_option, run

_READABLE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def plugin() -> None:
    """Build plugins for shops under your own name, and list what was built."""


@plugin.command()
@json_option
def platforms(as_json: bool) -> None:
    """List the platforms that a plugin can be built for."""
    from polycart.plugins.skeletons import skeletons

    rows = [
        {"platform": name, "for": one.versions, "reaches": "the bridge in it" if one.library else "the shop's API"}
        for name, one in skeletons().items()
    ]
    if as_json:
        output.say(rows)
    else:
        output.table(("platform", "for", "reaches"), [list(row.values()) for row in rows])


@plugin.command()
@click.argument("platform")
@click.option("--name", required=True, help="What the plugin is called, 3 to 64 characters.")
@click.option("--company", required=True, help="Who you are, 2 to 100 characters.")
@click.option("--description", default="", help="One line on what it is for.")
@click.option(
    "--slug", default="", metavar="WORD", help="Technical name; the letters and digits of the name by default."
)
@click.option("--version", default="1.0.0", help="Version of the plugin, three numbers.")
@click.option("--logo", type=_READABLE, help="A PNG or SVG of at most 256 KB.")
@click.option("--callback-url", default="", metavar="URL", help="Where a connected shop is told of.")
@click.option("--public-key", type=_READABLE, help="RSA public key (PEM) that the callback is encrypted with.")
@click.option(
    "--new-key", type=click.Path(path_type=Path), metavar="FILE", help="Make that key, and write its private half here."
)
@click.option(
    "--padding",
    type=click.Choice(["oaep", "pkcs1"]),
    default="oaep",
    help="pkcs1 for readers made for API2Cart.",
)
@click.option(
    "--server",
    envvar="POLYCART_PUBLIC_URL",
    default="",
    metavar="URL",
    help="This polycart is the callback, at this URL.",
)
@click.option(
    "--gateway-key", type=_READABLE, help="Public key (PEM) of another polycart, whose requests the bridge shall take."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.zip", help="Where it is written.")
@home_option
@account_option
@json_option
def build(platform: str, out: Path | None, as_json: bool, **options: Any) -> None:
    """Build the plugin for PLATFORM; see: polycart plugin platforms.

    With --server its shops become stores of the account by themselves; with --callback-url your own service is told;
    with neither, the shop's owner copies the store key out of the plugin's page.
    """
    _refuse_mixed(options)
    if out is not None and not out.parent.is_dir():
        raise click.UsageError(f"There is no folder {out.parent}.")
    target, built = run(lambda: _build(platform, out, **options))
    target.write_bytes(built.content)
    if as_json:
        output.say({"file": str(target), "build": built.build, "install": built.install})
    else:
        click.echo(f"{target} (build {built.build})")
        output.note(f"To install it in {built.skeleton.title}: {built.install}")


def _refuse_mixed(options: dict[str, Any]) -> None:
    if options["callback_url"]:
        options["server"] = ""
        if (options["public_key"] is None) == (options["new_key"] is None):
            raise click.UsageError("With --callback-url give --public-key, or --new-key to have one made.")
    elif options["public_key"] is not None or options["new_key"] is not None:
        raise click.UsageError("--public-key and --new-key are for a --callback-url of your own.")
    if options["new_key"] is not None and options["new_key"].exists():
        raise click.UsageError(f"{options['new_key']} is there already; name another file for the key.")
    if options["server"] and options["gateway_key"] is not None:
        raise click.UsageError("--server is for plugins of this polycart, --gateway-key for those of another.")


async def _build(
    platform: str, out: Path | None, *, home: Path | None, account: str | None, **options: Any
) -> tuple[Path, Any]:
    """Build a plugin, then keep what has to be kept of its keys: whatever is refused leaves nothing behind."""
    from polycart.client.opening import platform_of
    from polycart.core.bridge import package, pairing
    from polycart.plugins.skeletons import skeleton

    chosen, private = skeleton(platform), ""
    if options["server"]:
        platform_of(chosen.cart_id)  # which says so where polycart can not connect such shops yet
    names = ("name", "company", "description", "slug", "version", "callback_url", "padding")
    told: dict[str, Any] = {name: options[name] for name in names}
    told["logo"] = options["logo"].read_bytes() if options["logo"] else b""
    if options["public_key"]:
        told["callback_key"] = options["public_key"].read_text("utf-8", "replace")
    if options["new_key"]:
        private = package.make_private_key()
        told["callback_key"] = pairing.public_half(private)
    if options["gateway_key"]:
        told["gateway_key"] = options["gateway_key"].read_text("utf-8", "replace")
    id = secrets.token_hex(16)
    if options["gateway_key"] or (not chosen.library and not options["server"]):
        target, built = _named(platform, told, id, out)
    else:
        target, built = await _kept(platform, told, id, out, server=options["server"], home=home, account=account)
    if private:
        with os.fdopen(os.open(options["new_key"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(private)
    return target, built


def _named(platform: str, told: dict[str, Any], id: str, out: Path | None) -> tuple[Path, Any]:
    """A built plugin and the file that it goes into."""
    from polycart.plugins import Fields, build

    built = build(platform, Fields(**told), build=id)
    target = out or Path(built.archive)
    if not built.skeleton.renamed and target.name != built.archive:
        raise click.UsageError(f"The shop takes the plugin's name from the file: --out must end in {built.archive}")
    return target, built


async def _kept(
    platform: str,
    told: dict[str, Any],
    id: str,
    out: Path | None,
    *,
    server: str,
    home: Path | None,
    account: str | None,
) -> tuple[Path, Any]:
    """Build a plugin whose shops this polycart can reach: the private halves of its keys are kept, sealed."""
    from polycart.cli.state import account_of, opened
    from polycart.core.bridge import package, pairing

    gateway, callback = package.make_private_key(), package.make_private_key() if server else ""
    told["gateway_key"] = pairing.public_half(gateway)
    if server:
        told["callback_url"] = f"{server.rstrip('/')}/plugins/{id}/callback"
        told["callback_key"] = pairing.public_half(callback)
        told["padding"] = "oaep"
    target, built = _named(platform, told, id, out)
    async with opened(home, make=True) as backend:
        chosen = await account_of(backend, account, make=True)
        await backend.builds.add(
            chosen.id, build=id, platform=platform, name=told["name"],
            gateway_private_key=gateway, callback_private_key=callback,
        )  # fmt: skip
    return target, built


@plugin.command("list")
@home_option
@account_option
@json_option
def list_(home: Path | None, account: str | None, as_json: bool) -> None:
    """List the plugins whose shops this polycart can reach."""
    rows = run(lambda: _listed(home, account))
    output.listing(_SHOWN, rows, as_json=as_json, empty="No plugin was built. See: polycart plugin build --help")


_SHOWN = ("build", "platform", "name", "created", "callback")


async def _listed(home: Path | None, account: str | None) -> list[dict[str, Any]]:
    from polycart.cli.state import account_of, opened
    from polycart.core.bridge import pairing

    async with opened(home) as backend:
        chosen = await account_of(backend, account)
        return [
            {
                "build": one.build,
                "platform": one.platform,
                "name": one.name,
                "created": time.strftime("%Y-%m-%d", time.gmtime(one.created)),
                "callback": "here" if one.callback_private_key else "",
                "gateway_key": pairing.public_half(one.gateway_private_key),
            }
            for one in await backend.builds.list(chosen.id)
        ]


@plugin.command()
@click.argument("build")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
@account_option
def forget(build: str, yes: bool, home: Path | None, account: str | None) -> None:
    """Give a BUILD up: shops in which it is installed can not be connected with it any more; connected ones stay."""
    if not yes:
        click.confirm("Shops can not be connected with this plugin any more. Go on?", abort=True, err=True)
    click.echo(f"Gave up {run(lambda: _forgotten(build, home, account))}.")


async def _forgotten(build: str, home: Path | None, account: str | None) -> str:
    from polycart.cli.state import account_of, opened

    async with opened(home) as backend:
        chosen = await account_of(backend, account)
        for one in await backend.builds.list(chosen.id):
            if one.build == build:
                await backend.builds.forget(one)
                return f"{one.name} for {one.platform}"
    raise click.UsageError(f"There is no build '{build[:40]}'. See: polycart plugin list")

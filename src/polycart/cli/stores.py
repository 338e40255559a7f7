"""``polycart stores``: connect shops, list, set up, check and remove them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from polycart.cli import output, values
from polycart.cli.options import account_option, home_option, json_option, run, settings_option


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def stores() -> None:
    """Connect shops, list, set up, check and remove them."""


unsupported_option = click.option(
    "--unsupported",
    type=click.Choice(["error", "warn"]),
    help="Parameters that the platform can not honour: refuse the call (error), or leave them out and say so (warn).",
)


@stores.command()
@click.option("--platform", required=True, metavar="ID", help="The platform's id, such as WoocommerceApi.")
@click.option("--store-url", metavar="URL", help="Address of the shop.")
@settings_option
@click.option("--prompt-secrets", is_flag=True, help="Ask for the credentials that are missing, without showing them.")
@click.option(
    "--allow-private-network", is_flag=True, help="The shop may have a private address, as on a test machine."
)
@click.option("--label", default="", help="A name of your own for the store.")
@unsupported_option
@click.option("--no-check", is_flag=True, help="Do not ask the shop whether the credentials work.")
@home_option
@account_option
@json_option
def add(platform: str, store_url: str | None, settings: tuple[str, ...], **options: Any) -> None:
    """Connect a shop and print its store key; its credentials are tried first and kept encrypted."""
    given = values.settings(settings)
    if store_url is not None:
        given["store_url"] = store_url
    key = run(lambda: _add(platform, given, **options))
    if options["as_json"]:
        output.say({"store_key": key})
    else:
        click.echo(key)


async def _add(cart_id: str, given: dict[str, Any], *, home: Path | None, account: str | None, **options: Any) -> str:
    from polycart.cli.state import account_of, opened
    from polycart.client.local import Local
    from polycart.client.opening import platform_of
    from polycart.core.transport import ANY_ADDRESS, AddressPolicy, HttpTransport

    platform = platform_of(cart_id)
    if options["prompt_secrets"]:
        _ask(platform, given)
    async with opened(home, make=True) as backend:
        chosen = await account_of(backend, account, make=True)
        private = options["allow_private_network"]
        policy = ANY_ADDRESS if private else AddressPolicy(backend.limits.private_networks)
        transport = HttpTransport(policy)
        try:
            given |= await _paired(backend, chosen.id, platform, given, transport, verify=not options["no_check"])
        except BaseException:
            await transport.close()
            raise
        door = Local(platform, given, transport=transport)
        url = door.connection.settings.store_url
        try:
            facts = {} if options["no_check"] else {"version": await door.check()}
        finally:
            await door.close()
        kept = {name: value for name, value in given.items() if name != "store_url"}
        _, key = await backend.stores.add(
            chosen.id, platform.cart_id, url, kept, store_key=kept.get("store_key"),
            label=options["label"], facts=facts, private_network=private,
            unsupported=options["unsupported"] or "error",
        )  # fmt: skip
        return key


async def _paired(
    backend: Any, account_id: int, platform: Any, given: dict[str, Any], transport: Any, *, verify: bool
) -> dict[str, Any]:
    """The keys of a bridge that is in its shop already, where its store key alone is given."""
    from polycart.core.bridge import package
    from polycart.core.platform import address
    from polycart.core.trace import Redactor, Trace
    from polycart.gateway.installing import pair

    if platform.kind != "bridge" or "gateway_private_key" in given or not given.get("store_key"):
        return {}
    url = package.address(address(given.get("store_url", "")), given.get("bridge_url"))
    trace = Trace(Redactor((given["store_key"],)))
    return await pair(backend, account_id, url, given["store_key"], transport=transport, trace=trace, verify=verify)


def _ask(platform: Any, given: dict[str, Any]) -> None:
    """Ask for what the platform needs and was not given; secrets are not echoed."""
    described = platform.settings.described()
    for name in dict.fromkeys(name for names in platform.credentials[:1] for name in names):
        if name not in given:
            setting = described[name][0]
            given[name] = click.prompt(setting.title, hide_input=setting.secret, err=True)


@stores.command("list")
@home_option
@account_option
@json_option
def list_(home: Path | None, account: str | None, as_json: bool) -> None:
    """List the connected shops with their store keys."""
    rows = run(lambda: _listed(home, account))
    output.listing(_SHOWN, rows, as_json=as_json, empty="No store is connected. See: polycart stores add --help")


async def _listed(home: Path | None, account: str | None) -> list[dict[str, Any]]:
    from polycart.cli.state import account_of, opened

    async with opened(home) as backend:
        chosen = await account_of(backend, account)
        return [
            {
                "id": one.store.id,
                "platform": one.store.cart_id,
                "url": one.store.url,
                "store_key": one.store_key,
                "label": one.store.label or one.store.custom_label,
                "version": one.store.facts.get("version", ""),
                **_set_up(one.store),
                **_told(backend, one.store.id),
            }
            for one in await backend.stores.list(chosen.id)
        ]


def _told(backend: Any, store_id: int) -> dict[str, Any]:
    """Which changes the shop tells of by itself, and why not of all."""
    standing = backend.pushes.standing(store_id)
    return {"pushed": standing.pushed, "partly_pushed": standing.partly, "polled_because": standing.reason}


_SHOWN = ("id", "platform", "url", "store_key", "label", "version")


def _set_up(store: Any) -> dict[str, Any]:
    """What ``polycart stores set`` sets, beside the label."""
    return {name: getattr(store, name) for name in ("unsupported", "concurrency", "private_network")}


@stores.command("set")
@click.argument("key")
@unsupported_option
@click.option(
    "--concurrency", type=click.IntRange(0), metavar="N", help="Calls at once; 0 is the installation's limit again."
)
@click.option("--label", help="A name of your own for the store; an empty one takes it away.")
@click.option(
    "--allow-private-network/--forbid-private-network",
    "private_network",
    default=None,
    help="Whether the shop may have a private address.",
)
@home_option
@account_option
@json_option
def set_(key: str, home: Path | None, account: str | None, as_json: bool, **options: Any) -> None:
    """Change how the store KEY (its key, id or label) is called; a running server follows within a second."""
    changed = {name: value for name, value in options.items() if value is not None}
    if not changed:
        raise click.UsageError("What is to be set? See: polycart stores set --help")
    row = run(lambda: _changed(key, home, account, changed))
    if as_json:
        output.say(row)
    else:
        output.table(("setting", "value"), [(name, output.cell(value)) for name, value in row.items()])


async def _changed(key: str, home: Path | None, account: str | None, changed: dict[str, Any]) -> dict[str, Any]:
    from polycart.cli.state import account_of, opened, store_of

    async with opened(home) as backend:
        found = (await store_of(backend, await account_of(backend, account), key)).store
        store = await backend.stores.update(found.id, **changed)
        return {"id": store.id, "platform": store.cart_id, "url": store.url, "label": store.label, **_set_up(store)}


@stores.command()
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
@account_option
def remove(key: str, yes: bool, home: Path | None, account: str | None) -> None:
    """Disconnect the store KEY (its key, id or label). In the shop just its subscriptions to changes are taken away."""
    click.echo(f"Disconnected {run(lambda: _removed(key, yes, home, account))}.")


async def _removed(key: str, yes: bool, home: Path | None, account: str | None) -> str:
    from polycart.cli.state import account_of, opened, store_of

    async with opened(home) as backend:
        found = (await store_of(backend, await account_of(backend, account), key)).store
        if not yes and sys.stdin.isatty():
            click.confirm(f"Disconnect {found.cart_id} at {found.url}?", abort=True, err=True)
        await backend.delete(found.id)
        return f"{found.cart_id} at {found.url}"


@stores.command()
@click.argument("key", required=False)
@home_option
@account_option
@json_option
@click.pass_context
def check(ctx: click.Context, key: str | None, home: Path | None, account: str | None, as_json: bool) -> None:
    """Ask the shops (or the one of KEY) whether their credentials still work; exits with 1 where one does not."""
    rows = run(lambda: _checked(key, home, account, quiet=as_json))
    if as_json:
        output.say(rows)
    ctx.exit(0 if all(row["ok"] for row in rows) else 1)


async def _checked(key: str | None, home: Path | None, account: str | None, *, quiet: bool) -> list[dict[str, Any]]:
    """Several shops at once; each is told of as soon as it has answered."""
    import asyncio

    from polycart.cli.state import account_of, opened, owner, store_of

    async with opened(home) as backend:
        chosen = await account_of(backend, account)
        listed = [await store_of(backend, chosen, key)] if key else await backend.stores.list(chosen.id)
        places = asyncio.Semaphore(8)
        done = 0

        async def one(found: Any) -> dict[str, Any]:
            nonlocal done
            async with places:
                row = await _check(backend, found, owner(chosen))
            done += 1
            if not quiet:
                mark = "ok  " if row["ok"] else "FAIL"
                click.echo(f"[{done}/{len(listed)}] {mark} {row['platform']} {row['url']}: {row['message']}")
            return row

        return list(await asyncio.gather(*(one(found) for found in listed)))


async def _check(backend: Any, found: Any, caller: Any) -> dict[str, Any]:
    import secrets

    import msgspec

    answer = await backend.call(
        "cart.validate", dict,
        caller=caller, store_key=found.store_key, request_id=f"cli_{secrets.token_hex(12)}",
    )  # fmt: skip
    body = msgspec.json.decode(answer.body)
    said = body["return_message"] if answer.return_code else body["result"].get("status", "")
    return {
        "store_key": found.store_key,
        "platform": found.store.cart_id,
        "url": found.store.url,
        "ok": answer.return_code == 0,
        "message": output.cell(said),
    }

"""Writes ``docs/reference``: every method, platform, setting, return code and command, read off the code.

Run ``python -m polycart.tools.reference`` after any of these has changed; ``--check`` only says whether it is due.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import click
import msgspec

from polycart import api
from polycart.cli.main import polycart as command_line
from polycart.core import errors
from polycart.core.method import Doc, Method, Params
from polycart.core.platform import ALWAYS, HINTS, VIEW, Capability
from polycart.gateway.backend import Limits
from polycart.gateway.contract import CONNECTING
from polycart.gateway.matrix import cells
from polycart.gateway.methods import gateway
from polycart.platforms import platforms
from polycart.platforms.announced import ANNOUNCED
from polycart.server.settings import VARIABLES

FOLDER = Path(__file__).parents[3] / "docs" / "reference"
NOTE = "<!-- Generated from the code by `python -m polycart.tools.reference`; changes made here are lost. -->"
SHARED = "entities"
STATES = ("native", "emulated", "absent", "not yet")
KINDS = {"api": "its own API", "bridge": "a bridge file in the shop", "connector": "a connector plug-in in the shop"}
WORDS: dict[Any, str] = {
    str: "text", int: "integer", float: "number", bool: "boolean", bytes: "file", Any: "any", NoneType: "null",
}  # fmt: skip

MEANINGS: dict[str, str] = {
    "ServiceUnavailable": "The gateway itself cannot work: its database, its master key, its settings.",
    "WrongApiKey": "The API key is missing, malformed or unknown. It is checked before anything else.",
    "UnknownMethod": "There is no such method, or the path is not that of one.",
    "StoreDenied": "The store belongs to another account.",
    "AccessDenied": "The API key may only read, and the method writes.",
    "ApiKeyDisabled": "The API key or its account is blocked.",
    "StoreBusy": "No place for one more call to this store came free before the call's time was over. Try again.",
    "StoreExists": "A shop with this address or store key is connected already.",
    "InternalError": "A bug. Report it with the request id in the message.",
    "AccountBusy": "No place for one more call of this account came free before the call's time was over. Try again.",
    "NotReady": "The answer is not there yet. Try again later.",
    "StoreNotFound": "The store key is missing, or of no store.",
    "ParameterError": "A parameter is unknown, of the wrong type, out of range, or does not go with another.",
    "UnsupportedParameter": "The platform cannot honour a parameter. Nothing was sent to the shop.",
    "MissingParameter": "A required parameter was not given.",
    "TooManyItems": "More items were asked for than the platform or the gateway allows at once.",
    "Unsupported": "The platform has nothing of the kind. Trying again will not help.",
    "NotYet": "The method or the platform is declared but not built yet.",
    "CredentialsRefused": "The shop refuses the credentials, or they may not do this.",
    "FtpRefused": "The FTP credentials do not work.",
    "FtpNotWritable": "The FTP user may not write into the folder.",
    "FtpFolderWrong": "The FTP folder is wrong, or the bridge is not in it.",
    "BridgeFailed": "The bridge in the shop answered nonsense, or refuses the signature.",
    "Unreachable": "The shop did not answer: name, network, TLS, a redirect, or an address that may not be called.",
    "TimedOut": "The shop did not answer in time. Whether a write has happened is not known.",
    "StoreError": "The shop refused or failed in a way that no other code tells; its own words are in the message.",
    "Throttled": "The shop asks to slow down for longer than the call may last.",
    "NotFound": "There is no entity of this id.",
    "AlreadyExists": "There is such an entity already: a name, SKU or e-mail address that must be unique.",
    "AmbiguousPrefix": "The shop's database holds several shops; name one with db_tables_prefix.",
    "DuplicateRecord": "The shop's database refused a record that is there already.",
}
"""What each leaf of the tree of errors means to a caller."""


@cache
def pages() -> Mapping[str, str]:
    """Every page by its file name."""
    made = {f"{name}.md": _resource(name, methods) for name, methods in _resources().items()}
    made[f"{SHARED}.md"] = _shared()
    made["README.md"] = _index()
    made["matrix.md"] = _matrix()
    made["platforms.md"] = _platforms()
    made["settings.md"] = _settings()
    made["return-codes.md"] = _return_codes()
    made["commands.md"] = _commands()
    return dict(sorted(made.items()))


def _page(title: str, lines: Iterable[str]) -> str:
    return "\n".join([NOTE, "", f"# {title}", "", *lines]).rstrip() + "\n"


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    found = [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    return [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}", *found, ""] if found else []


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _anchor(title: str) -> str:
    """The anchor that a heading gets where Markdown is shown."""
    return "".join(letter for letter in title.lower() if letter.isalnum() or letter in "-_ ").replace(" ", "-")


# --- methods ---


def _resources() -> dict[str, list[Method[Any, Any]]]:
    found: dict[str, list[Method[Any, Any]]] = {}
    for method in api.METHODS.values():
        found.setdefault(method.resource, []).append(method)
    return found


def _index() -> str:
    lines = [
        "Everything here is read off the code. Beside the methods there are:",
        "",
        "- [the matrix](matrix.md): what each platform serves, and why it does not serve the rest",
        "- [platforms and their credentials](platforms.md)",
        "- [settings](settings.md): what the environment can set",
        "- [return codes](return-codes.md)",
        "- [commands](commands.md)",
        f"- [shared entities]({SHARED}.md)",
        "",
        "A running server shows the methods at `/docs`, and describes them to programs at `/openapi.json`.",
        "",
        "## Methods",
        "",
    ]
    for name, methods in _resources().items():
        lines += [f"### [{name}]({name}.md)", ""]
        lines += [f"- [{one.name}]({name}.md#{_anchor(one.name)}){_retired(one)}: {one.doc}" for one in methods]
        lines.append("")
    return _page("Reference", lines)


def _retired(method: Method[Any, Any]) -> str:
    return " (retired)" if method.deprecated else ""


def _resource(name: str, methods: Sequence[Method[Any, Any]]) -> str:
    lines = ["What parameters and fields mean, method by method; see also [the matrix](matrix.md).", ""]
    for method in methods:
        lines += _method(method, name)
    own = [struct for struct in _structs() if _home(struct) == name]
    if own:
        lines += ["## Entities", ""]
        for struct in own:
            lines += _struct(struct, name)
    return _page(name, lines)


def _method(method: Method[Any, Any], page: str) -> list[str]:
    suffix = "" if method.result is bytes else ".json"
    keys = "`x-api-key`" if method.keys == "account" else "`x-api-key` and `x-store-key`"
    travel = "JSON body" if method.body else "query"
    lines = [f"## {method.name}", "", method.doc, ""]
    if method.deprecated:
        lines += ["Retired: the contract keeps it for old clients; do not begin with it.", ""]
    lines += [f"`{method.verb} /v1.1/{method.name}{suffix}` with {keys}; parameters in the {travel}.", ""]
    rows = [_parameter(*row, page=page) for row in _fields(method.params)]
    lines += _table(("Parameter", "Type", "", "Meaning"), rows) or ["It takes no parameters.", ""]
    if method.name in CONNECTING:
        lines += ["It takes the credentials of every platform, too: see [platforms](platforms.md).", ""]
    return [*lines, *_answer(method, page), *_support(method)]


def _answer(method: Method[Any, Any], page: str) -> list[str]:
    if method.item is not None:
        counter = f", with `{method.counter}` beside it" if method.counter else ""
        cursor = "; `pagination` leads to the other pages" if method.cursor else ""
        return [f"Answers a list of {_kind(method.item, page)} under `result.{method.items}`{counter}{cursor}.", ""]
    if method.result is bytes:
        return ["Answers a file (`application/zip`) instead of the envelope.", ""]
    if get_origin(method.result) is dict:
        return ["Answers an object of free form.", ""]
    return [f"Answers {_kind(method.result, page)}.", ""]


def _support(method: Method[Any, Any]) -> list[str]:
    """One line for each built platform."""
    if method.name in gateway.handlers:
        return ["Answered by polycart itself.", ""]
    lines: list[str] = []
    for cart_id, platform in platforms().items():
        cell = platform.capability(method)
        words = f"- **{cart_id}**: {cell.state}"
        if cell.state in ("absent", "not yet"):
            lines.append(f"{words}. {cell.reason}")
            continue
        words += f". {cell.reason}" if cell.reason else "."
        if refused := left_out(method, cell):
            words += f" Refused parameters: {_code(refused)}."
        if empty := not_filled(method, cell):
            words += f" Fields that are never filled: {_code(empty)}."
        lines.append(words)
    return [*lines, ""]


def left_out(method: Method[Any, Any], cell: Capability) -> list[str]:
    """The parameters of a method that a platform cannot honour."""
    honoured = {*cell.parameters, *ALWAYS, *HINTS, *VIEW}
    return [field.encode_name for field in msgspec.structs.fields(method.params) if field.encode_name not in honoured]


def not_filled(method: Method[Any, Any], cell: Capability) -> list[str]:
    """The fields of a method's entity that a platform has nothing for, where its connector says what it fills."""
    entity = method.item or method.result
    if not cell.fields or not (isinstance(entity, type) and issubclass(entity, msgspec.Struct)):
        return []
    known = {*cell.fields, "additional_fields", "custom_fields"}
    return [name for name in entity.__struct_encode_fields__ if name not in known]


# --- fields and their types ---


def _fields(struct: type[msgspec.Struct]) -> Iterator[tuple[msgspec.structs.FieldInfo, Any]]:
    """The fields with their hints, the required ones first."""
    hints = get_type_hints(struct, include_extras=True)
    for field in sorted(msgspec.structs.fields(struct), key=lambda field: not field.required):
        yield field, hints[field.name]


def _parameter(field: msgspec.structs.FieldInfo, hint: Any, *, page: str) -> tuple[str, ...]:
    doc = _doc(hint)
    need = "required" if field.required else ""
    if field.default not in (None, msgspec.UNSET, msgspec.NODEFAULT):
        need = f"default `{_json(field.default)}`"
    return f"`{field.encode_name}`", _kind(hint, page), need, _words(doc, hint)


def _words(doc: Doc | None, hint: Any) -> str:
    if doc is None:
        return ""
    words = [doc.text, *_bounds(hint)]
    if doc.example is not None:
        words.append(f"Example: `{_json(doc.example)}`")
    return " ".join(words)


def _json(value: Any) -> str:
    plain = msgspec.to_builtins(value)
    return plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()


def _notes(hint: Any) -> Iterator[Any]:
    """What is annotated on a hint, and on the alternatives and items inside it."""
    if get_origin(hint) is Annotated:
        inner, *own = get_args(hint)
        yield from own
        yield from _notes(inner)
    elif get_origin(hint) not in (Literal, list, dict):
        for one in get_args(hint):
            yield from _notes(one)


def _doc(hint: Any) -> Doc | None:
    return next((note for note in _notes(hint) if isinstance(note, Doc)), None)


def _bounds(hint: Any) -> Iterator[str]:
    for note in _notes(hint):
        if isinstance(note, msgspec.Meta):
            low, high = (note.ge, note.le) if note.ge is not None else (note.min_length, note.max_length)
            many = "" if note.ge is not None else " entries or letters"
            if low is not None and high is not None:
                yield f"{low} to {high}{many}."
            elif high is not None:
                yield f"At most {high}{many}."
            elif note.ge is not None:
                yield f"{low} or more."


def _kind(hint: Any, page: str) -> str:
    """A type in words, with a link where it is an entity."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _kind(inner[0], page)
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in inner)
    if origin is list:
        return f"list of {_kind(inner[0], page)}"
    if origin is dict:
        return "object"
    if inner:
        known = [one for one in inner if one not in (NoneType, msgspec.UnsetType)]
        return " or ".join(dict.fromkeys(_kind(one, page) for one in known))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        home = _home(hint)
        return f"[{hint.__name__}]({'' if home == page else home + '.md'}#{_anchor(hint.__name__)})"
    return WORDS.get(hint, "any")


# --- entities ---


@cache
def _home(struct: type) -> str:
    """The page that an entity stands on: that of the resource whose module declares it."""
    words = struct.__module__.split(".")
    names = {getattr(api, name).__module__.split(".")[2]: name for name in api.__all__ if name != "METHODS"}
    resource = next((one.resource for one in api.METHODS.values() if _module(one) == words[2:3]), None)
    return resource if resource and words[:2] == ["polycart", "api"] and words[2] in names else SHARED


def _module(method: Method[Any, Any]) -> list[str]:
    return method.params.__module__.split(".")[2:3]


@cache
def _structs() -> list[type[msgspec.Struct]]:
    """Every entity and nested structure of the contract, by name; the parameters of methods are not among them."""
    found: dict[type[msgspec.Struct], None] = {}

    def walk(hint: Any) -> None:
        if get_origin(hint) is Literal:
            return
        for one in get_args(hint):
            walk(one)
        if isinstance(hint, type) and get_origin(hint) is None and issubclass(hint, msgspec.Struct):
            if hint in found or issubclass(hint, Doc):
                return
            found[hint] = None
            for below in get_type_hints(hint, include_extras=True).values():
                walk(below)

    for method in api.METHODS.values():
        for field in get_type_hints(method.params, include_extras=True).values():
            walk(field)
        walk(method.item or method.result)
    return sorted((one for one in found if not issubclass(one, Params)), key=lambda one: one.__name__)


def _struct(struct: type[msgspec.Struct], page: str) -> list[str]:
    text = (inspect.getdoc(struct) or "").replace("\n", " ").replace("``", "`")
    rows = [
        (f"`{field.encode_name}`", _kind(hint, page) + (", required" if field.required else ""), _words(doc, hint))
        for field, hint in _fields(struct)
        for doc in [_doc(hint)]
    ]
    return [f"### {struct.__name__}", "", text, "", *_table(("Field", "Type", "Meaning"), rows)]


def _shared() -> str:
    lines = ["Structures that several resources use. A field that was not asked for is left out of an answer.", ""]
    for struct in _structs():
        if _home(struct) == SHARED:
            lines += _struct(struct, SHARED)
    return _page("Shared entities", lines)


# --- platforms ---


def _matrix() -> str:
    lines = [
        "What each built platform serves, method by method. [What the words mean](../topics/contract.md). The same",
        "answers come from `polycart matrix --json`, from `/matrix.json` of a server, and from `cart.methods`.",
        "A refused parameter is code 109, before anything is sent; with its default value it is accepted.",
        "",
    ]
    for cart_id, platform in platforms().items():
        row = cells(cart_id)
        counted = [(state, str(sum(cell.state == state for cell in row.values()))) for state in STATES]
        lines += [f"## {cart_id}", "", f"{platform.title} {platform.versions}".rstrip() + ".", ""]
        lines += _table(("State", "Methods"), counted)
        lines += _table(
            ("Method", "State", "Refused parameters", "Note"),
            [(_linked(name), cell.state, _refused(name, cell), cell.reason) for name, cell in row.items()],
        )
    return _page("Matrix", lines)


def _linked(name: str) -> str:
    return f"[{name}]({api.METHODS[name].resource}.md#{_anchor(name)})"


def _refused(name: str, cell: Capability) -> str:
    if name in gateway.handlers or cell.state in ("absent", "not yet"):
        return ""
    return _code(left_out(api.METHODS[name], cell))


def _platforms() -> str:
    lines = [
        "## Built",
        "",
        "These can be connected with `account.cart.add` or `polycart stores add`.",
        "",
    ]
    for cart_id, platform in platforms().items():
        lines += [f"### {cart_id}", "", f"{platform.title}, reached over {KINDS[platform.kind]}.", ""]
        needed = set.intersection(*(set(names) for names in platform.credentials))
        rows = [
            (f"`{name}`", setting.title, "required" if name in needed else "",
             "secret" if setting.secret else "", setting.help)
            for name, (setting, _, _) in platform.settings.asked().items()
        ]  # fmt: skip
        lines += _table(("Credential", "Title", "", "", "Help"), rows)
    lines += [
        "## Announced",
        "",
        "The contract names these; connecting one answers code 107 until its connector is built. Credentials are those",
        "of the contract; alternatives are parted by *or*.",
        "",
    ]
    rows = [
        (f"`{one.cart_id}`", one.title, KINDS[one.kind],
         " *or* ".join(_code(credential.name for credential in needed) for needed in one.credentials))
        for one in ANNOUNCED
    ]  # fmt: skip
    return _page("Platforms", [*lines, *_table(("Id", "Platform", "Reached over", "Credentials"), rows)])


# --- settings, codes, commands ---


def variables() -> dict[str, str]:
    """Every variable that the server or a command reads, with what it does."""
    return {name: text + _default(name) for name, text in VARIABLES.items()}


def _default(variable: str) -> str:
    defaults = {f"POLYCART_{field.name.upper()}": field.default for field in msgspec.structs.fields(Limits)}
    value = defaults.get(variable)
    return f" {value:g} by default." if isinstance(value, int | float) else ""


def _settings() -> str:
    lines = [
        "Everything that can be set is set in the environment; there is no configuration file. A value that does not",
        "fit stops the start. [The state folder](../topics/state.md) holds the rest.",
        "",
        *_table(("Variable", "Meaning"), [(f"`{name}`", text) for name, text in variables().items()]),
    ]
    return _page("Settings", lines)


def _return_codes() -> str:
    leaves = dict(_leaves(errors.PolycartError))
    if leaves.keys() != MEANINGS.keys():
        raise TypeError(f"errors without a meaning, or the other way round: {leaves.keys() ^ MEANINGS.keys()}")
    lines = [
        "Every answer has HTTP status 200 and a `return_code`; 0 is success. `return_message` is one sentence.",
        "[What to do about them](../topics/errors.md).",
        "",
    ]
    for branch in (errors.GatewayError, errors.RequestError, errors.ShopError):
        rows = sorted((kind.code, name) for name, kind in leaves.items() if issubclass(kind, branch))
        text = (inspect.getdoc(branch) or "").splitlines()[0]
        lines += [f"## {branch.__name__}", "", text, ""]
        lines += _table(
            ("Code", "In Python", "Meaning"), [(str(code), f"`{name}`", MEANINGS[name]) for code, name in rows]
        )
    return _page("Return codes", lines)


def _leaves(kind: type[errors.PolycartError]) -> Iterator[tuple[str, type[errors.PolycartError]]]:
    """What is raised: every class of the tree but its root and the three branches."""
    for below in kind.__subclasses__():
        if below.__module__ == errors.__name__:
            if below not in (errors.GatewayError, errors.RequestError, errors.ShopError):
                yield below.__name__, below
            yield from _leaves(below)


def _walk(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and everything below it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path[-1])
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _walk(below, (*path, name))


def commands() -> Mapping[str, click.Command]:
    """Every command by how it is typed: ``polycart stores add``."""
    return {" ".join(path): command for path, command in _walk(command_line, ("polycart",))}


def _commands() -> str:
    lines: list[str] = []
    for name, command in commands().items():
        context = click.Context(command, info_name=name)
        lines += [f"## {name}", "", inspect.cleandoc(command.help or "").replace("\b\n", ""), ""]
        lines += ["```text", f"{name} {' '.join(command.collect_usage_pieces(context))}".rstrip(), "```", ""]
        rows = [_option(one, context) for one in command.params if isinstance(one, click.Option)]
        lines += _table(("Option", "Meaning"), rows)
    return _page("Commands", lines)


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    spelled = ", ".join([*option.opts, *option.secondary_opts])
    if not option.is_flag and not option.count:
        spelled += f" {option.make_metavar(context)}"
    words = [option.help or ""]
    if option.required:
        words.append("Required.")
    if option.show_default and option.default is not None and not callable(option.default):
        words.append(f"Default: {option.default}.")
    if isinstance(option.envvar, str):
        words.append(f"Also `{option.envvar}`.")
    return f"`{spelled}`", " ".join(words)


# --- files ---


def stale(folder: Path = FOLDER) -> list[str]:
    """The names of the pages that are not as they would be written now."""
    wanted = pages()
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def write(folder: Path = FOLDER) -> list[str]:
    """Bring the folder up to date; gives the names of the pages that changed."""
    wanted, changed = pages(), stale(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed


def main() -> None:
    """The command."""
    checking = "--check" in sys.argv[1:]
    changed = stale() if checking else write()
    for name in changed:
        sys.stdout.write(f"{'stale' if checking else 'written'}: docs/reference/{name}\n")
    sys.exit(1 if checking and changed else 0)


if __name__ == "__main__":
    main()

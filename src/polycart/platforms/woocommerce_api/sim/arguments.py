"""Parameters of routes: a small notation for them, and validation and typing in the manner of WordPress.

One line declares a parameter: `name type [!] [=default] [>=n] [<=n] [:a|b|c] [@10]`, indented lines its properties.
`array<integer>` names the item type, `a,b string` declares two, `string(email)` has a format, `string,null` two types;
`!` is required, `@10` only in versions from 8 on.
"""

import re
from datetime import datetime
from typing import Any

import msgspec

from polycart.platforms.woocommerce_api.sim.wire import Json, Refusal, fields, listed, mapped

DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?$", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
NUMERIC = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$")


class Arg(msgspec.Struct):
    """One declared parameter."""

    name: str
    kinds: tuple[str, ...]
    required: bool = False
    default: Any = None
    least: int | None = None
    most: int | None = None
    enum: tuple[str, ...] = ()
    format: str = ""
    item: "Arg | None" = None
    properties: "dict[str, Arg] | None" = None
    recent: bool = False


Args = dict[str, Arg]


class Invalid(Exception):
    """A value that does not fit; `code` and `data` are what `data.details` tells of it."""

    def __init__(self, code: str, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


def declare(text: str, *bases: Args) -> Args:
    """The parameters a text declares, after those of `bases`."""
    args: Args = {}
    for base in bases:
        args |= base
    stack: list[tuple[int, Args]] = [(-1, args)]
    for line in text.splitlines():
        if not line.strip():
            continue
        depth = (len(line) - len(line.lstrip())) // 2
        while stack[-1][0] >= depth:
            stack.pop()
        arg = _parse(line.split())
        for name in arg.name.split(","):
            stack[-1][1][name] = msgspec.structs.replace(arg, name=name)
        if "," in arg.name:
            continue
        arg = stack[-1][1][arg.name]
        holder = arg.item if arg.kinds[0] == "array" and arg.item else arg
        holder.properties = {} if "object" in holder.kinds else None
        if holder.properties is not None:
            stack.append((depth, holder.properties))
    return args


def _parse(parts: list[str]) -> Arg:
    kind, _, rest = parts[1].partition("<")
    kind, _, form = kind.partition("(")
    arg = Arg(parts[0], tuple(kind.split(",")), format=form.rstrip(")"))
    if arg.kinds[0] == "array":
        inner, _, form = rest.rstrip(">").partition("(")
        arg.item = Arg("", tuple(inner.split(",")) if inner else ("object",), format=form.rstrip(")"))
    for part in parts[2:]:
        if part == "!":
            arg.required = True
        elif part.startswith("="):
            arg.default = msgspec.json.decode(part[1:])
        elif part.startswith(">="):
            arg.least = int(part[2:])
        elif part.startswith("<="):
            arg.most = int(part[2:])
        elif part.startswith(":"):
            (arg.item or arg).enum = tuple(part[1:].split("|"))
        elif part == "@10":
            arg.recent = True
    return arg


def editing(args: Args) -> Args:
    """The same parameters for an update: nothing required, no defaults."""
    return {n: msgspec.structs.replace(a, required=False, default=None) for n, a in args.items()}


def validate(args: Args, sent: Json) -> Json:
    """`sent` with every declared parameter typed and defaulted; refuses as WordPress does."""
    missing = [n for n, a in args.items() if a.required and n not in sent]
    if missing:
        data = {"status": 400, "params": missing}
        raise Refusal(400, "rest_missing_callback_param", f"Missing parameter(s): {', '.join(missing)}", data)
    known = dict(sent)
    wrong: dict[str, Invalid] = {}
    for name, arg in args.items():
        if name in sent:
            try:
                value = sent[name]
                # Null passes validation and is then cast, so a null integer is stored as 0.
                known[name] = blank(arg) if value is None else fit(value, arg, name)
            except Invalid as e:
                wrong[name] = e
        elif arg.default is not None:
            known[name] = arg.default
    if wrong:
        details = {n: {"code": e.code, "message": e.message, "data": e.data} for n, e in wrong.items()}
        data = {"status": 400, "params": {n: e.message for n, e in wrong.items()}, "details": details}
        raise Refusal(400, "rest_invalid_param", f"Invalid parameter(s): {', '.join(wrong)}", data)
    return known


def blank(arg: Arg) -> Any:
    """What PHP makes of null for this type."""
    if "null" in arg.kinds:
        return None
    made: Json = {"integer": 0, "number": 0, "string": "", "boolean": False, "array": [], "object": {}}
    return made.get(arg.kinds[0])


def fit(value: Any, arg: Arg, name: str) -> Any:
    """`value` in the type of `arg`; raises `Invalid` where it does not fit."""
    if arg.kinds[0] == "mixed":
        return value
    kind = next((k for k in arg.kinds if _is(value, k)), None)
    if kind is None:
        words = ",".join(arg.kinds)
        raise Invalid("rest_invalid_type", f"{name} is not of type {words}.", {"param": name})
    made: Any = _cast(value, kind)
    if kind == "array" and isinstance(value, str) and arg.item and arg.item.kinds == ("integer",):
        # Lists of ids written as text are not validated: what is no number is 0.
        return [abs(int(v)) if v.lstrip("-").isdigit() else 0 for v in made]
    if kind == "array" and arg.item:
        made = [fit(v, arg.item, f"{name}[{i}]") for i, v in enumerate(made)]
    elif kind == "object" and arg.properties:
        made = {
            k: fit(v, arg.properties[k], f"{name}[{k}]") if k in arg.properties else v for k, v in fields(made).items()
        }
    if arg.enum and str(made) not in arg.enum:
        raise Invalid("rest_not_in_enum", f"{name} is not {_choice(arg.enum)}.")
    _bounds(made, arg, name)
    if made and isinstance(made, str):
        _format(made, arg.format)
    return made


def _choice(enum: tuple[str, ...]) -> str:
    if len(enum) == 1:
        return enum[0]
    joined = f"{', '.join(enum[:-1])}, and {enum[-1]}" if len(enum) > 2 else " and ".join(enum)
    return f"one of {joined}"


def _bounds(value: Any, arg: Arg, name: str) -> None:
    if not isinstance(value, int) or (arg.least is None and arg.most is None):
        return
    if (arg.least is not None and value < arg.least) or (arg.most is not None and value > arg.most):
        if arg.least is not None and arg.most is not None:
            text = f"{name} must be between {arg.least} (inclusive) and {arg.most} (inclusive)"
        elif arg.least is not None:
            text = f"{name} must be greater than or equal to {arg.least}"
        else:
            text = f"{name} must be less than or equal to {arg.most}"
        raise Invalid("rest_out_of_bounds", text)


def _format(value: str, form: str) -> None:
    if form == "date-time" and not is_date(value):
        raise Invalid("rest_invalid_date", "Invalid date.")
    if form == "email" and not EMAIL.match(value):
        raise Invalid("rest_invalid_email", "Invalid email address.")


def is_date(value: str) -> bool:
    """Whether WordPress would parse the text as a moment."""
    if not DATE.match(value):
        return False
    try:
        datetime.fromisoformat(value.replace(" ", "T"))
    except ValueError:
        return False
    return True


def _is(value: Any, kind: str) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "integer":
            return _number(value) and float(value).is_integer()
        case "number":
            return _number(value)
        case "boolean":
            return isinstance(value, bool) or value in (0, 1) or str(value).lower() in ("true", "false", "0", "1")
        case "array":
            return isinstance(value, list | str | int | float)
        case "object":
            return isinstance(value, dict | list) or value == ""
        case _:
            return value is None


def _number(value: Any) -> bool:
    if isinstance(value, str):
        return bool(NUMERIC.match(value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cast(value: Any, kind: str) -> Any:
    match kind:
        case "integer":
            return int(float(value))
        case "number":
            return float(value) if isinstance(value, str) else value
        case "boolean":
            return value if isinstance(value, bool) else str(value).lower() in ("1", "true")
        case "array":
            held = listed(value)
            return [v for v in re.split(r"[\s,]+", str(value)) if v] if held is None else held
        case "object":
            return mapped(value) or {}
        case _:
            return value

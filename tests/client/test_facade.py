"""The generated functions are those of the contract as it is now."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from polycart import api
from polycart.client.methods import Default
from polycart.client.resources import Resources
from polycart.tools import facade


def _function(name: str) -> Any:
    """The generated function of a method, found by walking its name."""
    found: list[Any] = []

    def walk(owner: type, declared: type) -> None:
        for attribute, value in vars(declared).items():
            if getattr(value, "name", None) == name:
                found.append(getattr(owner, attribute))
            elif isinstance(value, type):
                below = inspect.get_annotations(vars(owner)[attribute].fget)["return"]
                walk(getattr(inspect.getmodule(owner), below), value)

    for resource in api.RESOURCES:
        attribute = next(known for known in api.__all__ if getattr(api, known) is resource)
        title = inspect.get_annotations(vars(Resources)[attribute].fget)["return"]
        walk(getattr(inspect.getmodule(Resources), title), resource)
    (function,) = found
    return function


def test_the_generated_files_are_fresh() -> None:
    assert facade.stale() == [], "run: python -m polycart.tools.facade"


def test_the_blocking_stub_names_every_method_of_the_contract() -> None:
    text = facade.stub()
    assert text.count("    def ") > len(api.METHODS)
    assert all(f'"""{method.doc}' in text for method in api.METHODS.values())


def test_every_method_has_a_function_with_its_parameters_and_defaults() -> None:
    for name, method in api.METHODS.items():
        signature = inspect.signature(_function(name))
        shown = {one: value for one, value in signature.parameters.items() if one not in ("self", "credentials")}
        fields = {field.name: field for field in msgspec.structs.fields(method.params)}
        assert shown.keys() == fields.keys(), name
        for one, parameter in shown.items():
            default = parameter.default.value if isinstance(parameter.default, Default) else parameter.default
            if fields[one].required:
                assert default is inspect.Parameter.empty, (name, one)
            else:
                assert default == fields[one].default, (name, one)

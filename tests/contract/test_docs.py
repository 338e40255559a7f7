"""The contract explains itself: every method, parameter and field has a sentence, and every example is valid."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
import typing
from collections.abc import Iterator
from types import ModuleType

import msgspec
import pytest

import polycart.api
from polycart.api import METHODS, namespaces
from polycart.core.method import Doc

LONGEST_SENTENCE = 100
IMPORT_SECONDS = 0.25


def modules() -> Iterator[ModuleType]:
    yield polycart.api
    for found in pkgutil.walk_packages(polycart.api.__path__, "polycart.api."):
        yield importlib.import_module(found.name)


def structs() -> dict[str, type[msgspec.Struct]]:
    """Every struct that the contract declares, by name."""
    return {
        name: value
        for module in modules()
        for name, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, msgspec.Struct) and value.__module__.startswith("polycart.api")
    }


STRUCTS = structs()


def documented(struct: type[msgspec.Struct]) -> Iterator[tuple[str, typing.Any, list[Doc]]]:
    """Name, type and documentation of each field."""
    hints = typing.get_type_hints(struct, include_extras=True)
    for name in struct.__struct_fields__:
        hint = hints[name]
        yield name, hint, [note for note in getattr(hint, "__metadata__", ()) if isinstance(note, Doc)]


def is_sentence(text: str) -> bool:
    return text[:1].isupper() and text.endswith(".") and not text.endswith("..") and text == " ".join(text.split())


@pytest.mark.parametrize("name", METHODS)
def test_every_method_says_in_one_line_what_it_does(name: str) -> None:
    doc = METHODS[name].doc
    assert is_sentence(doc), doc
    assert len(doc) <= LONGEST_SENTENCE


@pytest.mark.parametrize("name", [name for name in STRUCTS if name != "Excludes"])
def test_every_field_says_what_it_is(name: str) -> None:
    for field, _, docs in documented(STRUCTS[name]):
        assert len(docs) == 1, f"{name}.{field} has {len(docs)} sentences"
        assert is_sentence(docs[0].text), f"{name}.{field}: {docs[0].text}"
        assert len(docs[0].text) <= LONGEST_SENTENCE, f"{name}.{field}: {docs[0].text}"


@pytest.mark.parametrize("name", [name for name in STRUCTS if name != "Excludes"])
def test_every_example_is_valid(name: str) -> None:
    for field, hint, docs in documented(STRUCTS[name]):
        if docs[0].example is not None:
            try:
                msgspec.convert(docs[0].example, hint)
            except msgspec.ValidationError as error:
                pytest.fail(f"{name}.{field}: {docs[0].example!r} is no example: {error}")


@pytest.mark.parametrize("name", STRUCTS)
def test_every_struct_has_a_docstring(name: str) -> None:
    first, _, _ = (STRUCTS[name].__doc__ or "").partition("\n")
    if name.endswith("Params"):
        assert first.startswith(("Parameters of ", f"{called(name)} takes no parameters")), first
    assert first.rstrip().endswith("."), f"{name}: {first}"


def called(name: str) -> str:
    """The method that a struct of parameters belongs to."""
    return next(method.name for method in METHODS.values() if method.params.__name__ == name)


@pytest.mark.parametrize("module", list(modules()), ids=lambda module: module.__name__)
def test_every_module_opens_with_a_sentence(module: ModuleType) -> None:
    assert (module.__doc__ or "").strip().endswith(".")


def test_every_namespace_has_a_docstring() -> None:
    for resource in polycart.api.RESOURCES:
        for space in namespaces(resource):
            assert space.__doc__, space


def test_the_contract_is_imported_quickly() -> None:
    """Best of three, in the processor time of the process alone, for the machine may be busy."""
    program = "import time; t = time.process_time(); import polycart.api; print(time.process_time() - t)"
    taken = [
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout) for _ in "123"
    ]
    assert min(taken) < IMPORT_SECONDS

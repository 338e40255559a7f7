"""The XML of the webservice: bodies are written from plain values, and what is read can declare no entities.

https://devdocs.prestashop-project.org/8/webservice/getting-started/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from polycart.core.errors import ParameterError

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped: https://www.w3.org/TR/xml/#charsets"""


def written(body: Mapping[str, Any]) -> bytes:
    """Write ``{"product": {"id": 5, "name": {"language": {"1": "Mug"}}}}`` as the webservice reads it.

    Lists are repeated elements, ``None`` is left out, an empty object is an empty element; ``language`` is the text in
    each language by its id.
    """
    root = Element("prestashop")
    _fill(root, body)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _fill(parent: Element, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name == "language" and isinstance(value, Mapping):
            for id, text in cast("Mapping[str, Any]", value).items():
                ElementTree.SubElement(parent, name, {"id": str(id)}).text = spelled(text)
            continue
        for item in cast("list[Any]", value) if isinstance(value, list) else (value,):
            if item is None:
                continue
            element = ElementTree.SubElement(parent, name)
            if isinstance(item, Mapping):
                _fill(element, cast("Mapping[str, Any]", item))
            else:
                element.text = spelled(item)


def spelled(value: Any) -> str:
    """A value as PrestaShop reads it: flags are 1 and 0; a text with a character that XML cannot hold is refused."""
    if isinstance(value, bool):
        return "1" if value else "0"
    text = str(value)
    if _FORBIDDEN.search(text):
        raise ParameterError("Texts must not hold control characters: PrestaShop's webservice is XML, which has none.")
    return text


def parsed(body: bytes) -> Element:
    """Read an answer that is XML only; one with a document type, where entities could hide, is not read.

    Raises ``ValueError``. Entities can be declared nowhere else, and the text is decoded before it is looked at, so
    that no other encoding can hide a declaration: https://docs.python.org/3/library/xml.html#xml-vulnerabilities
    """
    text = body.decode("utf-8")
    if "<!DOCTYPE" in text:
        raise ValueError("the answer declares a document type")
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - without a document type there are no entities to expand
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error


def errors(body: bytes) -> Iterator[tuple[str, str]]:
    """Code and words of each error in an answer that is XML."""
    for error in parsed(body).iter("error"):
        yield (error.findtext("code") or "").strip(), (error.findtext("message") or "").strip()

"""Texts as WordPress shows them, where that is plain; what is not is left to WordPress.

The API answers descriptions with paragraphs (https://developer.wordpress.org/reference/functions/wpautop/) and with the
shortcodes of plugins carried out. A text of paragraphs with nothing but inline tags in them needs no WordPress.
"""

from __future__ import annotations

import re

_INLINE = r"</?(?:strong|em|b|i|u|span|a|small|sup|sub|code|mark)(?:\s[^<>\n]*)?>"
_PLAIN = re.compile(rf"(?:[^<>\[\]]|{_INLINE})*")
_QUIET = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿ ,.;:!?()/%+\n]*")
_TEXTURED = re.compile(r"\.\.\.|\d\s*x\s*\d|\((?:tm|c|r)\)|[:;8]-?[()DPp|]|:\w+:", re.IGNORECASE)


def paragraphs(text: str) -> str | None:
    """A text with its paragraphs marked; ``None`` where only WordPress knows."""
    if not text.strip():
        return ""
    if "\r" in text or not _PLAIN.fullmatch(text):
        return None
    parts = [part.strip("\n") for part in re.split(r"\n\s*\n", text)]
    if any(part.strip() != part or re.search(r"[ \t]\n|\n[ \t]", part) for part in parts if part):
        return None
    return "".join("<p>" + part.replace("\n", "<br />\n") + "</p>\n" for part in parts if part)


def textured(text: str) -> str | None:
    """A short description: its marks are made typographic, so only a text that has none is plain."""
    if _QUIET.fullmatch(text) and not _TEXTURED.search(text):
        return paragraphs(text)
    return None

"""Texts that need no WordPress to be shown, and those that do: the samples were shown by WordPress 6.8."""

from __future__ import annotations

import pytest

from polycart.platforms.woocommerce.texts import paragraphs, textured

SHOWN = {
    "": "",
    "A mug.": "<p>A mug.</p>\n",
    "One.\n\nTwo.": "<p>One.</p>\n<p>Two.</p>\n",
    "One.\nTwo.": "<p>One.<br />\nTwo.</p>\n",
    "A <strong>bold</strong> mug & more": "<p>A <strong>bold</strong> mug & more</p>\n",
    "One.\n\n\n\nTwo.\n": "<p>One.</p>\n<p>Two.</p>\n",
}


@pytest.mark.parametrize("text", SHOWN)
def test_plain_paragraphs_are_shown_as_wordpress_shows_them(text: str) -> None:
    assert paragraphs(text) == SHOWN[text]


@pytest.mark.parametrize(
    "text",
    [
        "<p>One.</p>",
        "<h2>Made well</h2>",
        "One.\n<ul>\n<li>Two</li>\n</ul>",
        "See [gallery]",
        "a < b",
        " One.",
        "One. ",
        "\tOne.",
        "One. \nTwo.",
        "One.\r\nTwo.",
        "<!-- more -->",
        "<script>alert(1)</script>",
        "<img src='a.png'>",
    ],
)
def test_what_only_wordpress_can_show_is_left_to_it(text: str) -> None:
    assert paragraphs(text) is None


@pytest.mark.parametrize("text", ["It's red", '12" long', "a - b", "9 x 9", "wait...", "(c) 2026", "5 &amp; 6", ":)"])
def test_a_short_description_with_marks_is_left_to_wordpress(text: str) -> None:
    assert textured(text) is None


def test_a_short_description_without_marks_is_plain() -> None:
    assert textured("A short text, red.") == "<p>A short text, red.</p>\n"

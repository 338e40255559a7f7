"""Languages: the site's own, and those of Polylang where it tells them; WPML has no list that keys can read.

https://polylang.pro/doc/languages-rest-api/ (Polylang from 3.7 on, and Pro before)
"""

from __future__ import annotations

import msgspec

from polycart.api.entities import Language
from polycart.core.errors import PolycartError
from polycart.platforms.woocommerce_api.connection import Woo

_TRANSLATED = """
    af Afrikaans; am Amharic; ar Arabic; as Assamese; az Azerbaijani; be Belarusian; bg Bulgarian; bn Bengali;
    bo Tibetan; bs Bosnian; ca Catalan; ceb Cebuano; ckb Sorani Kurdish; cs Czech; cy Welsh; da Danish; de German;
    dsb Lower Sorbian; dzo Dzongkha; el Greek; en English; eo Esperanto; es Spanish; et Estonian; eu Basque;
    fa Persian; fi Finnish; fr French; fur Friulian; fy Frisian; gd Scottish Gaelic; gl Galician; gu Gujarati;
    he Hebrew; hi Hindi; hr Croatian; hsb Upper Sorbian; hu Hungarian; hy Armenian; id Indonesian; is Icelandic;
    it Italian; ja Japanese; jv Javanese; ka Georgian; kab Kabyle; kk Kazakh; km Khmer; kn Kannada; ko Korean;
    ky Kyrgyz; lo Lao; lt Lithuanian; lv Latvian; mk Macedonian; ml Malayalam; mn Mongolian; mr Marathi; ms Malay;
    my Burmese; nb Norwegian; ne Nepali; nl Dutch; nn Norwegian Nynorsk; oc Occitan; pa Punjabi; pl Polish;
    ps Pashto; pt Portuguese; ro Romanian; ru Russian; sd Sindhi; si Sinhala; sk Slovak; skr Saraiki; sl Slovenian;
    sq Albanian; sr Serbian; sv Swedish; sw Swahili; szl Silesian; ta Tamil; te Telugu; th Thai; tl Tagalog;
    tr Turkish; tt Tatar; ug Uyghur; uk Ukrainian; ur Urdu; uz Uzbek; vi Vietnamese; zh Chinese
"""
"""The languages that WordPress is translated into, by the first part of their locales."""

_NAMES = {code: name for code, _, name in (row.strip().partition(" ") for row in _TRANSLATED.split(";"))}


class _PolylangLanguage(msgspec.Struct):
    slug: str
    locale: str = ""
    name: str = ""
    is_default: bool = False


def iso_code(locale: str) -> str:
    """The language of a WordPress locale: ``en`` of ``en_US``."""
    return locale.partition("_")[0].lower()


def language(locale: str) -> Language:
    """A language by its locale, which is its id here."""
    code = iso_code(locale)
    return Language(id=locale, iso_code=code, name=_NAMES.get(code, locale))


async def languages(woo: Woo) -> list[Language]:
    """The shop's languages, the default one first; their ids are what ``lang_id`` takes."""
    own = language((await woo.status()).environment.language)
    if not await woo.active("polylang", "polylang-pro"):
        return [own]

    async def fetch() -> list[_PolylangLanguage]:
        return await woo.get("/pll/v1/languages", type=list[_PolylangLanguage])

    try:
        rows = await woo.connection.fact("languages", fetch)
    except PolycartError:  # Polylang below 3.7 without Pro has no such route
        return [own]
    rows = sorted(rows, key=lambda row: not row.is_default)
    return [Language(id=row.slug, iso_code=iso_code(row.locale or row.slug), name=row.name) for row in rows]

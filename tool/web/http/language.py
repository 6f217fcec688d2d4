"""What an examinee is told, in the examinee's language: which one that is, and the catalogue of its sentences."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import request

CATALOGUES = Path(__file__).parent / "locales"
"""Holds {language}/LC_MESSAGES/examinee.po for every language but English."""
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_]([a-z]{2}|\d{3}))?(?![a-z0-9])", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Language:
    """Says the tool's English sentences in one language. `tag` is BCP 47, of language and region."""

    tag: str
    catalogue: NullTranslations
    numbers: Locale

    def say(self, text: str, /, **values: str | int) -> str:
        """Return the sentence with its values filled in; in English, if the catalogue does not have it."""
        said = self.catalogue.gettext(text) if text else ""
        return self._filled(said, values) if values else said

    def count(self, one: str, many: str, n: int, /) -> str:
        """Return the sentence in the form that fits "{n}"."""
        return self._filled(self.catalogue.ngettext(one, many, n), {"n": n})

    @property
    def translates(self) -> bool:
        """Whether this is another language than English."""
        return isinstance(self.catalogue, GNUTranslations)

    def knows(self, text: str) -> bool:
        """Whether the sentence is said in this language, rather than in English for want of a translation."""
        return not self.translates or self.catalogue.gettext(text) != text

    def _filled(self, text: str, values: dict[str, str | int]) -> str:
        return text.format(**{name: self._shown(value) for name, value in values.items()})

    def _shown(self, value: str | int) -> str:
        return value if isinstance(value, str) else format_decimal(value, locale=self.numbers)


ENGLISH = Language("en", NullTranslations(), Locale("en"))


def language_of(locale: str) -> Language:
    """Return the language of a launch's locale ("es", "es_MX", "es-419"); English if there is no catalogue for it."""
    return chosen([locale])


def language_asked(locale: str) -> Language:
    """Return the language of a launch's locale; that of the browser of the present request if the launch named none."""
    return language_of(locale) if locale else language_of_browser()


def language_of_browser() -> Language:
    """Return the language that the present request asks for (Accept-Language)."""
    return chosen(request.accept_languages.values())


def chosen(wanted: Iterable[str]) -> Language:
    """Return the first of the `wanted` locales that there is a catalogue for; English if there is none.

    The widget chooses by the same rule (tool/browser/src/shared/language.ts)."""
    for locale in wanted:
        match = _TAG.match(locale)
        if match is None:
            continue
        language, region = match[1].lower(), (match[2] or "").upper()
        if language == "en" or language in languages():
            return _language(language, region)
    return ENGLISH


@cache
def languages() -> frozenset[str]:
    """Return the languages that there are catalogues for, beside English."""
    return frozenset(file.parent.parent.name for file in CATALOGUES.glob("*/LC_MESSAGES/examinee.po"))


@cache
def _language(language: str, region: str) -> Language:
    try:
        numbers = Locale.parse(f"{language}_{region}" if region else language)
    except UnknownLocaleError:
        numbers = Locale(language)
    return Language(f"{language}-{region}" if region else language, _catalogue(language), numbers)


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    file = CATALOGUES / language / "LC_MESSAGES" / "examinee.po"
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)

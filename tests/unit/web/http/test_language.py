"""The examinee's language: how it is chosen, how it fills in, and that every catalogue says all that the code says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask

from lti import refusals
from tool.chat.canned import CANNED
from tool.domain.incident_types.registry import KINDS
from tool.domain.intervention import REASONS
from tool.web.http.language import CATALOGUES, chosen, language_asked, language_of, languages
from tool.web.http.refusals import Refused

ROOT = Path(__file__).parents[4]
BROWSER = ROOT / "tool" / "browser" / "src"


@pytest.mark.parametrize(("locale", "tag"), json.loads((BROWSER / "shared" / "language-cases.json").read_text()))
def test_a_locale_is_heard_as_a_language_and_a_region(locale: str, tag: str) -> None:
    language = language_of(locale)
    assert language.tag == tag
    assert language.translates is tag.startswith("es")


def test_the_first_language_that_there_is_a_catalogue_for() -> None:
    assert chosen(["zz-CA", "es-AR", "en"]).tag == "es-AR"
    assert chosen(["en", "es"]).tag == "en"


@pytest.mark.parametrize(
    ("header", "tag"),
    [("es-CL,es;q=0.9,en;q=0.5", "es-CL"), ("en;q=0.2, es;q=0.8", "es"), ("zz", "en"), ("*", "en"), ("", "en")],
)
def test_without_a_locale_the_browser_is_asked(header: str, tag: str) -> None:
    with Flask(__name__).test_request_context(headers={"Accept-Language": header}):
        assert language_asked("").tag == tag
        assert language_asked("en").tag == "en"
        assert language_asked("xx").tag == "en"


def test_values_and_numbers_are_filled_in_as_the_language_has_it() -> None:
    refused = Refused("too_long", "", sentence="Write {limit} characters or fewer.", values={"limit": 12_000})
    assert refused.told_in(language_of("es-ES")).message == "Escriba como máximo 12.000 caracteres."
    assert refused.told_in(language_of("es-MX")).message == "Escriba como máximo 12,000 caracteres."
    assert refused.told_in(language_of("xx")).message == "Write 12,000 characters or fewer."
    minutes = [language_of("es").count("{n} more minute.", "{n} more minutes.", n) for n in (1, 2)]
    assert minutes == ["1 minuto más.", "2 minutos más."]
    assert language_of("").count("{n} more minute.", "{n} more minutes.", 1) == "1 more minute."


def test_what_has_no_translation_is_said_in_english() -> None:
    spanish = language_of("es")
    assert spanish.say("Braces {stay} as they are.") == "Braces {stay} as they are."
    assert spanish.say("") == ""
    assert not spanish.knows("Braces {stay} as they are.")
    assert spanish.knows("That did not work")


@pytest.fixture(scope="module")
def said() -> Catalog:
    """What the code says to examinees, found as `make words` finds it."""
    with (CATALOGUES / "extraction.ini").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"told": None, "_": None, "count": (1, 2)}
    catalogue = Catalog()
    for folder in ("lti", "tool"):
        found = extract_from_dir(ROOT / folder, [(f"{p}", m) for p, m in _below(folder, methods)], options, keywords)
        for _file, _line, text, _comments, _context in found:
            catalogue.add(text)
    return catalogue


def _below(folder: str, methods: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((p.removeprefix(f"{folder}/"), m) for p, m in methods if p.startswith(f"{folder}/"))


def test_the_code_says_what_examinees_meet(said: Catalog) -> None:
    texts = [*REASONS.values(), *CANNED]
    texts += [text for kind in KINDS.values() for text in (kind.title, kind.avoid)]
    refused = [refusals.replayed(), refusals.inactive_platform(), refusals.keys_unavailable("why"), refusals.expired()]
    texts += [text for each in refused for text in (each.title, each.remedy)]
    assert [text for text in texts if text not in said] == []


def test_widget_and_web_speak_the_same_languages() -> None:
    assert "es" in languages()
    assert {"en", *languages()} == {file.stem for file in (BROWSER / "widget" / "locales").iterdir()}


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_catalogue_says_all_of_it_and_nothing_else(language: str, said: Catalog) -> None:
    catalogue = _read(language)
    assert {m.id for m in catalogue if m.id} == {m.id for m in said if m.id}, "run `make words`"
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_sentence_is_translated_and_fills_in_the_same(language: str) -> None:
    catalogue = _read(language)
    for message in (m for m in catalogue if m.id):
        assert not message.fuzzy, message.id
        forms = _forms(message.string)
        assert len(forms) == (catalogue.num_plurals if message.pluralizable else 1)
        for form in forms:
            assert form.strip() == form != "", message.id
            assert _names(form) == _names(_forms(message.id)[-1]), message.id


def _read(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "examinee.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _names(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))



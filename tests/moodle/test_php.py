"""The plugins' PHP: it parses, it is written in Moodle's style, and what needs no Moodle works."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from moodle_plugins import MOODLE, PLUGINS, files, program

PLAIN = MOODLE / "tests_plain"
COPYRIGHT = "@copyright  2026 The Invigil authors"


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program and return what it said."""
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_file_parses() -> None:
    php = program("php", "php-cli")
    every = [file for folder in (*PLUGINS, PLAIN) for file in files(folder, ".php")]
    assert len(every) > 50
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda file: run(php, "-d", "display_errors=1", "-l", file), every))
    assert [result.stdout + result.stderr for result in results if result.returncode] == []


def test_style() -> None:
    phpcs = program("phpcs", "php-codesniffer")
    result = run(phpcs, f"--standard={Path(__file__).with_name('phpcs.xml')}", "--report=emacs", *PLUGINS)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_file_says_whose_it_is() -> None:
    for plugin in PLUGINS:
        for file in files(plugin, ".php"):
            text = file.read_text(encoding="utf-8")
            assert text.startswith("<?php\n// This file is part of Moodle"), file
            assert f"@package    {plugin.name}" in text, file
            assert COPYRIGHT in text, file


def test_what_needs_no_moodle() -> None:
    phpunit = program("phpunit", "phpunit")
    result = run(
        phpunit, "--bootstrap", PLAIN / "bootstrap.php", "--no-configuration", "--fail-on-warning", "--fail-on-risky",
        "--do-not-cache-result", "--test-suffix", "_test.php", PLAIN,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "OK (" in result.stdout

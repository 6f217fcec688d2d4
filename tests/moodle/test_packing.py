"""The zips that an administrator installs."""

import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from moodle_plugins import MOODLE, PLUGINS, RULE, program

from integrations.moodle import pack

AMD_BUILD = MOODLE / "amd_build"
WIDEST = 132


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_contents(plugin: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(pack.pack(plugin, tmp_path)) as packed:
        names = packed.namelist()
        assert packed.testzip() is None
        assert packed.read("invigil/version.php") == (plugin / "version.php").read_bytes()
    assert names == sorted(names)
    assert all(name.startswith("invigil/") for name in names)
    words = {f"lang/{language}/{plugin.name}.php" for language in ("en", "es")}
    wanted = {"version.php", "LICENSE", "README.md", "CHANGES.md", *words}
    assert {f"invigil/{name}" for name in wanted} <= set(names)
    parts = {part for name in names for part in name.split("/")}
    assert not [part for part in parts if part.startswith(".")]
    assert not parts & {"tests_plain", "amd_build", "node_modules", "package.json", "__pycache__"}


def test_same_source_same_bytes(tmp_path: Path) -> None:
    for plugin in PLUGINS:
        first, second = (pack.pack(plugin, tmp_path / name) for name in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()
        assert first.name == f"{plugin.name}-{pack.release(plugin)}.zip"


def test_both_have_one_release_and_hidden_files_stay(tmp_path: Path) -> None:
    assert len({pack.release(plugin) for plugin in PLUGINS}) == 1
    (tmp_path / ".git").mkdir()
    for name in (".git/config", ".DS_Store", "a.php"):
        (tmp_path / name).write_text("x")
    assert pack.contents(tmp_path) == [tmp_path / "a.php"]
    (tmp_path / "version.php").write_text("<?php\n")
    with pytest.raises(ValueError, match="names no release"):
        pack.release(tmp_path)


def test_browser_modules_are_built_from_these_sources() -> None:
    sources = {file.stem: file for file in (RULE / "amd" / "src").glob("*.js")}
    assert sources
    built = RULE / "amd" / "build"
    assert sorted(file.name for file in built.iterdir()) == sorted(
        f"{name}.min.js{end}" for name in sources for end in ("", ".map")
    )
    for name, source in sources.items():
        assert f'"quizaccess_invigil/{name}"' in (built / f"{name}.min.js").read_text(encoding="utf-8")
        origin = json.loads((built / f"{name}.min.js.map").read_text(encoding="utf-8"))
        assert origin["sourcesContent"] == [source.read_text(encoding="utf-8")], f"{name} is stale: make moodle-plugin"


def test_browser_modules_are_no_wider_than_moodle_takes() -> None:
    """As Moodle's own linter counts (its rule max-len)."""
    wide = [
        f"{file.name}:{number}" for file in (RULE / "amd" / "src").glob("*.js")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if len(line) > WIDEST
    ]
    assert wide == []


def test_browser_modules_are_what_the_build_makes() -> None:
    node = program("node", "nodejs")
    if not (AMD_BUILD / "node_modules" / ".stamp").exists():
        pytest.skip("the build tools of the browser modules are missing; to get them: make moodle-plugin")
    result = subprocess.run(
        [node, AMD_BUILD / "build.mjs", "--check"], cwd=AMD_BUILD, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_its_changes_are_listed_and_go_along(plugin: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(pack.pack(plugin, tmp_path)) as packed:
        listed = pack.changes(packed.read("invigil/CHANGES.md").decode("utf-8"))
    numbers = [number for number, _ in listed]
    assert listed[0] == (pack.version(plugin), pack.release(plugin)), "version.php has no entry in CHANGES.md"
    assert numbers == sorted(set(numbers), reverse=True)
    savepoints = re.findall(r"savepoint\(true, (\d+)", (plugin / "db" / "upgrade.php").read_text(encoding="utf-8"))
    assert set(map(int, savepoints)) <= set(numbers), "a step of the upgrade has no entry in CHANGES.md"


def test_a_plugin_without_its_changes_is_not_packed(tmp_path: Path) -> None:
    plugin = tmp_path / "x"
    plugin.mkdir()
    (plugin / "version.php").write_text("<?php\n$plugin->version = 2026010100;\n$plugin->release = '9.9.9';\n")
    for text in ("", "## 2025010100 (9.9.9)\n\n- Older.\n", "## 2026010100 (9.9.8)\n\n- Another release.\n"):
        (plugin / "CHANGES.md").write_text(text)
        with pytest.raises(ValueError, match="begin with 2026010100"):
            pack.pack(plugin, tmp_path / "zips")
    (plugin / "CHANGES.md").write_text("# Changes\n\n## 2026010100 (9.9.9)\n\n- It is there.\n")
    assert pack.pack(plugin, tmp_path / "zips").exists()

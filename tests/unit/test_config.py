"""Settings: defaults, clear errors, and no setting without documentation."""

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest

from tool.config import ConfigError, Settings, advice, key_encryption_keys, load, media_advice, shared_secret

DOCS = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_defaults_work() -> None:
    settings = load({})
    assert settings.db_url.startswith("sqlite:///")
    assert settings.evidence_path == settings.data_dir / "evidence"


def test_every_setting_is_documented_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(INVIGIL_\w+)` \| ([^|]*) \|", DOCS.read_text(), re.M))
    expected = {
        f"INVIGIL_{f.name.upper()}": f"`{f.default}`" if f.default != "" else "(empty)" for f in fields(Settings)
    }
    assert {name: default.strip() for name, default in rows.items()} == expected
    for setting in fields(Settings):
        assert setting.metadata["doc"] in DOCS.read_text()


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("INVIGIL_WEB_PORT", "eighty", "whole number"),
        ("INVIGIL_WEB_PORT", "70000", "1 to 65535"),
        ("INVIGIL_PUBLIC_URL", "invigil.example.edu", "http:// or https://"),
        ("INVIGIL_SECRET", "short", "32 characters"),
        ("INVIGIL_KEY_ENCRYPTION_KEY", "abc", "32 bytes"),
        ("INVIGIL_ALLOW_PRIVATE_PLATFORMS", "perhaps", "true or false"),
        ("INVIGIL_SAMPLE_INTERVAL_S", "0", "between 0.1 and 60"),
        ("INVIGIL_SOUND_CPU", "1.5", "0 (nobody listens) to 1"),
        ("INVIGIL_DETECTION_WORKERS", "0", "1 or more"),
        ("INVIGIL_TRUSTED_PROXIES", "-1", "between 0 and 10"),
        ("INVIGIL_CA_BUNDLE", "/nowhere/ca.pem", "PEM file"),
        ("INVIGIL_CA_BUNDLE", __file__, "PEM file"),
        ("INVIGIL_LOG_LEVEL", "LOUD", "DEBUG"),
        ("INVIGIL_WEBPORT", "8200", "not a setting"),
    ],
)
def test_a_bad_setting_is_named(variable: str, value: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load({variable: value})
    assert variable in str(caught.value)
    assert says in str(caught.value)


def test_values_are_typed() -> None:
    settings = load(
        {"INVIGIL_WEB_PORT": " 9000 ", "INVIGIL_ALLOW_PRIVATE_PLATFORMS": "true", "INVIGIL_DATA_DIR": "/srv/x"}
    )
    assert (settings.web_port, settings.allow_private_platforms, settings.data_dir) == (9000, True, Path("/srv/x"))


def test_secret_is_made_once_and_private(tmp_path: Path) -> None:
    settings = load({"INVIGIL_DATA_DIR": str(tmp_path)})
    assert shared_secret(settings) == shared_secret(settings)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_encryption_keys_are_made_once_or_taken_as_given(tmp_path: Path) -> None:
    kept = load({"INVIGIL_DATA_DIR": str(tmp_path)})
    assert key_encryption_keys(kept) == key_encryption_keys(kept)
    assert (tmp_path / "key-encryption-key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key-encryption-key"]
    (one,) = key_encryption_keys(kept)
    assert key_encryption_keys(load({"INVIGIL_KEY_ENCRYPTION_KEY": f"{one}, {one}"})) == (one, one)


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    settings = load({"INVIGIL_DATA_DIR": str(tmp_path)})
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: shared_secret(settings), range(64)))
    assert len(made) == 1
    assert len(made.pop()) == 64


def test_a_key_beside_the_database_is_advised_against_where_others_are_served() -> None:
    served = {"INVIGIL_PUBLIC_URL": "https://invigil.example.edu"}
    [said] = advice(load(served))
    assert "INVIGIL_KEY_ENCRYPTION_KEY is not set" in said
    assert "var/key-encryption-key" in said
    key = base64.urlsafe_b64encode(b"k" * 32).decode()
    assert advice(load({**served, "INVIGIL_KEY_ENCRYPTION_KEY": key})) == []
    assert advice(load({})) == []


def test_media_for_others_is_told_that_it_listens_to_this_machine_only() -> None:
    served = {"INVIGIL_MEDIA_URL": "https://media.invigil.example.edu"}
    [said] = media_advice(load(served))
    assert "INVIGIL_RTP_HOST" in said
    assert "8202" in said
    assert media_advice(load({**served, "INVIGIL_RTP_HOST": "0.0.0.0"})) == []
    assert media_advice(load({})) == []


def test_a_cohort_of_open_pages_has_room() -> None:
    assert load({}).web_connections >= 10_000
    with pytest.raises(ConfigError, match="INVIGIL_WEB_CONNECTIONS"):
        load({"INVIGIL_WEB_CONNECTIONS": "0"})

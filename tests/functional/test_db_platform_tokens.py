"""The tokens of LMSs' own APIs on a real database: sealed, one per platform, gone with it."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from integrations.base import NotConnected
from integrations.oauth import PlatformToken
from tests.factories.world import World
from tool.db.platform_tokens import SqlPlatformTokens
from tool.db.sealing import Sealer

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TOKEN = PlatformToken(
    holder_id="platform-1", client_id="key", client_secret="secret-1", client_says="basic",
    token_url="https://lms.test/token", access_token="access-1", refresh_token="", expires_at=5.5,
    scopes=frozenset({"b", "a"}), connected_at=1.5,
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(f"sqlite:///{tmp_path / 'x.sqlite3'}")


def store(world: World, *keys: str) -> SqlPlatformTokens:
    return SqlPlatformTokens(world.database, Sealer(keys or (KEY,)))


def stored(world: World) -> str:
    with world.database.engine.connect() as connection:
        return str(connection.execute(text("SELECT * FROM platform_tokens")).all())


def test_what_is_kept_comes_back_and_the_newest_counts(world: World) -> None:
    tokens = store(world)
    assert tokens.find("platform-1") is None
    tokens.keep(TOKEN)
    assert tokens.find("platform-1") == TOKEN
    newer = replace(TOKEN, access_token="access-2", refresh_token="refresh-2", revoked_at=9.0, grant="client")
    tokens.keep(newer)
    assert tokens.find("platform-1") == newer


def test_nothing_secret_lies_readable(world: World) -> None:
    store(world).keep(replace(TOKEN, refresh_token="refresh-1"))
    assert "https://lms.test/token" in stored(world)
    for secret in ("secret-1", "access-1", "refresh-1"):
        assert secret not in stored(world)


def test_a_changed_key_opens_what_the_former_sealed_and_without_it_nobody_is_connected(world: World) -> None:
    store(world).keep(TOKEN)
    assert store(world, OTHER, KEY).find("platform-1") == TOKEN
    with pytest.raises(NotConnected, match="INVIGIL_KEY_ENCRYPTION_KEY"):
        store(world, OTHER).find("platform-1")


def test_forgotten_by_word_or_with_its_platform(world: World) -> None:
    tokens = store(world)
    tokens.forget("platform-1")
    tokens.keep(TOKEN)
    tokens.forget("platform-1")
    assert tokens.find("platform-1") is None
    tokens.keep(TOKEN)
    with world.work() as work:
        work.platforms.remove("platform-1")
    assert stored(world) == "[]"

"""Every setting: typed, read once from the environment, with a default that works on one machine."""

import base64
import os
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

PREFIX = "INVIGIL_"
PRIVATE_ALLOWED = f"{PREFIX}ALLOW_PRIVATE_PLATFORMS"
"""What to name where an address of an LMS is not called."""
_FERNET_BYTES = 32


class ConfigError(Exception):
    """A setting cannot be used. The message names the environment variable and says what it must be."""


def _setting(doc: str, default: Any) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, one field each; the environment variable is INVIGIL_ and the field's name in capitals."""

    data_dir: Path = _setting("Folder for the database, keys, evidence and spool.", Path("var"))
    public_url: str = _setting("Address under which browsers reach the web process.", "http://127.0.0.1:8200")
    web_host: str = _setting("Address that the web process listens on.", "127.0.0.1")
    web_port: int = _setting("Port that the web process listens on.", 8200)
    web_connections: int = _setting(
        "Connections that the web process serves at a time; every open page has one or two. More wait.", 10000
    )
    media_url: str = _setting("Address under which browsers and web reach the media process.", "http://127.0.0.1:8201")
    media_host: str = _setting("Address that the media process listens on for HTTP.", "127.0.0.1")
    media_port: int = _setting("Port that the media process listens on for HTTP.", 8201)
    rtp_host: str = _setting(
        "Address that the media process binds for RTP (UDP and ICE-TCP), 0.0.0.0 or :: for all; empty: all addresses "
        "of this machine, for browsers on this machine only.", ""
    )
    rtp_public_host: str = _setting(
        "Address for RTP that browsers are told (differs behind NAT); empty: those that RTP is bound to.", ""
    )
    rtp_port: int = _setting("One port, UDP and TCP, for all RTP of this media process.", 8202)
    node_id: str = _setting("Name of this media node, unique in the installation.", "media-1")
    web_link_url: str = _setting("Address under which the media process reaches web.", "http://127.0.0.1:8200")
    database_url: str = _setting("SQLAlchemy URL of the database; empty means SQLite in data_dir.", "")
    reserve_mb: int = _setting(
        "Megabytes that web holds free on the disk of its SQLite database, in data_dir/reserve, and gives up for "
        "decisions when the disk is full; evidence leaves as much free. 8 or more, since SQLite's log needs half of "
        "that; 0: none.", 50
    )
    evidence_dir: str = _setting("Folder of the local evidence store; empty means data_dir/evidence.", "")
    secret: str = _setting(
        "Secret (32 characters or more) that web and media share for tokens; empty means data_dir/secret.", ""
    )
    key_encryption_key: str = _setting(
        "Fernet key that encrypts the tool's private keys and the tokens of LMSs' APIs in the database; several, "
        "separated by commas: the first encrypts, all decrypt; empty means data_dir/key-encryption-key, beside the "
        "database.", ""
    )
    detection_workers: int = _setting("Detection processes of this media node.", 1)
    sample_interval_s: float = _setting(
        "Seconds between two looks at an examinee's camera; where something is going on, half a second if there is "
        "room for it.", 1.0
    )
    looks_cpu_share: float = _setting(
        "Share of this machine's processors that looking for faces may take in this media node; with more examinees "
        "than that is enough for, each is looked at less often.", 0.5
    )
    sound_cpu: float = _setting(
        "Share of one processor that listening to microphones may cost: with more examinees than that is enough for, "
        "each is heard less often; 0: nobody listens for speech and silence.", 0.5
    )
    objects_interval_s: float = _setting(
        "Seconds between two looks at an examinee's camera for objects (other screens, phones).", 5.0
    )
    objects_cpu_share: float = _setting(
        "Share of one processor that looking for objects may take in this media node; with more examinees than that is "
        "enough for, each is looked at less often. 0: no objects are looked for.", 0.3
    )
    session_lifetime_s: int = _setting("Seconds that a session token lives unless renewed.", 900)
    media_token_lifetime_s: int = _setting("Seconds that a media token may be used to open a stream.", 300)
    disconnect_grace_s: float = _setting("Seconds without the examinee's browser until it is disconnected.", 10.0)
    http_timeout_s: float = _setting("Time-out in seconds of every call to an LMS.", 10.0)
    ca_bundle: str = _setting(
        "PEM file with the certificate authorities of LMSs, for a campus CA; empty means those that come with certifi.",
        "",
    )
    allow_private_platforms: bool = _setting(
        "Accept LMS addresses in private or loopback networks, http ones, too.", False
    )
    trusted_proxies: int = _setting(
        "Number of proxies in front whose X-Forwarded-For is believed; 0: the peer's address counts.", 0
    )
    open_registration: bool = _setting(
        "An LMS may register without an invitation; it then waits until `invigil platform approve`.", True
    )
    invitation_lifetime_s: int = _setting("Seconds that a registration invitation is good for.", 604800)
    log_level: str = _setting("DEBUG, INFO, WARNING or ERROR.", "INFO")

    @property
    def db_url(self) -> str:
        """The database URL, with the SQLite default filled in."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'invigil.sqlite3').resolve()}"

    @property
    def reserve_bytes(self) -> int:
        """The bytes of the disk that are kept free for what may not wait."""
        return self.reserve_mb * 1024 * 1024

    @property
    def evidence_path(self) -> Path:
        """The folder of the local evidence store."""
        return Path(self.evidence_dir) if self.evidence_dir else self.data_dir / "evidence"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings once; raise ConfigError naming the variable that cannot be used."""
    env = os.environ if environ is None else environ
    known = {PREFIX + f.name.upper(): f for f in fields(Settings)}
    unknown = sorted(k for k in env if k.startswith(PREFIX) and k not in known and k not in _NOT_SETTINGS)
    if unknown:
        raise ConfigError(f"{unknown[0]} is not a setting of Invigil. docs/settings.md lists those that are.")
    values: dict[str, Any] = {}
    for variable, setting in known.items():
        if variable in env:
            values[setting.name] = _parse(variable, env[variable], setting.type)
    settings = Settings(**values)
    _check(settings)
    return settings


_NOT_SETTINGS = frozenset({"INVIGIL_FOOTAGE", "INVIGIL_MOODLE_URL"})


def _parse(variable: str, text: str, kind: Any) -> Any:
    if kind is Path:
        return Path(text)
    try:
        return msgspec.convert(text.strip(), kind, strict=False)
    except msgspec.ValidationError:
        wanted = {int: "a whole number", float: "a number", bool: "true or false"}.get(kind, "text")
        raise ConfigError(f"{variable} must be {wanted}, not {text!r}.") from None


def _check(settings: Settings) -> None:
    for name in ("web_port", "media_port", "rtp_port"):
        if not 0 < getattr(settings, name) < 65536:
            raise ConfigError(f"{PREFIX}{name.upper()} must be a port, 1 to 65535, not {getattr(settings, name)}.")
    for name in ("public_url", "media_url", "web_link_url"):
        if not getattr(settings, name).startswith(("http://", "https://")):
            raise ConfigError(f"{PREFIX}{name.upper()} must begin with http:// or https://.")
    if settings.secret and len(settings.secret) < 32:
        raise ConfigError("INVIGIL_SECRET must have 32 characters or more; `openssl rand -hex 32` makes one.")
    for key in filter(None, settings.key_encryption_key.split(",")):
        _check_fernet_key(key.strip())
    if settings.log_level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ConfigError(f"INVIGIL_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not {settings.log_level!r}.")
    if settings.ca_bundle:
        _check_ca_bundle(settings.ca_bundle)
    _check_numbers(settings)


def _check_numbers(settings: Settings) -> None:
    if settings.reserve_mb and not 8 <= settings.reserve_mb <= 100_000:
        raise ConfigError("INVIGIL_RESERVE_MB must be 0 (none), or between 8 and 100000.")
    if settings.web_connections < 1:
        raise ConfigError("INVIGIL_WEB_CONNECTIONS must be 1 or more.")
    if settings.detection_workers < 1:
        raise ConfigError("INVIGIL_DETECTION_WORKERS must be 1 or more.")
    if not 0 <= settings.trusted_proxies <= 10:
        raise ConfigError("INVIGIL_TRUSTED_PROXIES must be between 0 and 10.")
    if not 0 <= settings.sound_cpu <= 1:
        raise ConfigError("INVIGIL_SOUND_CPU must be 0 (nobody listens) to 1 (a whole processor).")
    if not 0.1 <= settings.sample_interval_s <= 60:
        raise ConfigError("INVIGIL_SAMPLE_INTERVAL_S must be between 0.1 and 60 seconds.")
    if not 0.05 <= settings.looks_cpu_share <= 1:
        raise ConfigError("INVIGIL_LOOKS_CPU_SHARE must be between 0.05 and 1 (all processors).")
    if not 1 <= settings.objects_interval_s <= 20:
        raise ConfigError("INVIGIL_OBJECTS_INTERVAL_S must be between 1 and 20 seconds.")
    if not 0 <= settings.objects_cpu_share <= 1:
        raise ConfigError("INVIGIL_OBJECTS_CPU_SHARE must be between 0 (no objects) and 1.")


def shared_secret(settings: Settings) -> str:
    """Return the secret that web and media share; make and keep one (mode 600) when none is set."""
    if settings.secret:
        return settings.secret
    return _kept(settings.data_dir / "secret", secrets.token_hex(32))


def key_encryption_keys(settings: Settings) -> tuple[str, ...]:
    """Return the Fernet keys, the one that encrypts first; make and keep one (mode 600) when none is set."""
    keys = tuple(key.strip() for key in settings.key_encryption_key.split(",") if key.strip())
    if keys:
        return keys
    fresh = base64.urlsafe_b64encode(secrets.token_bytes(_FERNET_BYTES)).decode("ascii")
    return (_kept(settings.data_dir / "key-encryption-key", fresh),)


def advice(settings: Settings) -> list[str]:
    """Return a sentence for each setting that is fine to try Invigil out on one machine, but not to serve others."""
    if settings.key_encryption_key or _is_here(settings.public_url):
        return []
    said = (
        "INVIGIL_KEY_ENCRYPTION_KEY is not set: the key that seals this tool's signing keys lies in "
        f"{settings.data_dir / 'key-encryption-key'}, beside what it protects. Whoever gets a copy of that folder can "
        "sign as this tool. Set it to the file's content, keep that elsewhere, and remove the file."
    )
    return [said]


def media_advice(settings: Settings) -> list[str]:
    """Return the same for the settings that count where the media process runs."""
    if settings.rtp_host or _is_here(settings.media_url):
        return []
    said = (
        "INVIGIL_RTP_HOST is not set: live pictures arrive from browsers on this machine only, and from others one "
        f"still a second. Set it to an address to listen on, or 0.0.0.0 for all; UDP and TCP, port {settings.rtp_port}."
    )
    return [said]


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def _kept(path: Path, fresh: str) -> str:
    """Return what the file holds; if there is none, make it with `fresh`. Never half-written, whoever comes first."""
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(fresh)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its secret counts
    finally:
        draft.unlink()
    return path.read_text().strip()


def _check_ca_bundle(path: str) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except OSError as exc:  # ssl.SSLError is one
        raise ConfigError(f"INVIGIL_CA_BUNDLE must be a PEM file with certificates that can be read: {exc}.") from None


def _check_fernet_key(key: str) -> None:
    try:
        long_enough = len(base64.urlsafe_b64decode(key.encode())) == _FERNET_BYTES
    except ValueError:
        long_enough = False
    if not long_enough:
        raise ConfigError(
            "INVIGIL_KEY_ENCRYPTION_KEY must be 32 bytes in URL-safe base64; `openssl rand -base64 32 | tr +/ -_` "
            "makes one."
        )

"""Tables of who is connected: institutions, invitations, platforms, deployments, people."""

from typing import Any

from sqlalchemy import Boolean, Double, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tool.db.columns import ID, PLAIN, SECRET, Json, TextTuple, personal
from tool.db.rows.base import Base


class InstitutionRow(Base):
    """A tenant."""

    __tablename__ = "institutions"

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    name: Mapped[str] = mapped_column(String(200), unique=True, info=PLAIN)
    created_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    role_map: Mapped[dict[str, Any]] = mapped_column(Json, info=PLAIN)


class InvitationRow(Base):
    """The right to register a platform, once."""

    __tablename__ = "invitations"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True, info=PLAIN)
    institution_id: Mapped[str] = mapped_column(ID, ForeignKey("institutions.id", ondelete="CASCADE"), info=PLAIN)
    created_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    expires_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    used_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)


class PlatformRow(Base):
    """An LMS registered over LTI 1.3."""

    __tablename__ = "platforms"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=PLAIN)
    institution_id: Mapped[str] = mapped_column(ID, ForeignKey("institutions.id"), index=True, info=PLAIN)
    name: Mapped[str] = mapped_column(String(200), info=PLAIN)
    issuer: Mapped[str] = mapped_column(String(500), info=PLAIN)
    client_id: Mapped[str] = mapped_column(String(200), info=PLAIN)
    auth_login_url: Mapped[str] = mapped_column(Text, info=PLAIN)
    auth_token_url: Mapped[str] = mapped_column(Text, info=PLAIN)
    jwks_url: Mapped[str] = mapped_column(Text, info=PLAIN)
    token_audience: Mapped[str | None] = mapped_column(Text, info=PLAIN)
    active: Mapped[bool] = mapped_column(Boolean, info=PLAIN)
    created_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    approved_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    learns_deployments: Mapped[bool] = mapped_column(Boolean, info=PLAIN)
    family: Mapped[str] = mapped_column(String(200), info=PLAIN)
    scopes: Mapped[tuple[str, ...]] = mapped_column(TextTuple(), info=PLAIN)
    messages: Mapped[tuple[str, ...]] = mapped_column(TextTuple(), info=PLAIN)
    last_launch_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    switched_off_by: Mapped[str] = mapped_column(String(16), info=PLAIN)
    registered_at: Mapped[str] = mapped_column(Text, info=PLAIN)
    api_said: Mapped[str] = mapped_column(Text, info=PLAIN)
    settings: Mapped[dict[str, Any]] = mapped_column(Json, info=PLAIN)
    script_seen_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)


class DeploymentRow(Base):
    """One deployment of a platform, named at registration or seen in a launch."""

    __tablename__ = "deployments"

    platform_id: Mapped[str] = mapped_column(
        ID, ForeignKey("platforms.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    deployment_id: Mapped[str] = mapped_column(String(255), primary_key=True, info=PLAIN)
    allowed: Mapped[bool] = mapped_column(Boolean, info=PLAIN)
    first_seen_at: Mapped[float] = mapped_column(Double, info=PLAIN)


class PlatformTokenRow(Base):
    """The leave that a platform's administrator has given to use its own API, and how it is renewed."""

    __tablename__ = "platform_tokens"

    platform_id: Mapped[str] = mapped_column(
        ID, ForeignKey("platforms.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    client_id: Mapped[str] = mapped_column(String(255), info=PLAIN)
    client_secret: Mapped[str] = mapped_column(Text, info=SECRET)
    client_says: Mapped[str] = mapped_column(String(16), info=PLAIN)
    token_url: Mapped[str] = mapped_column(Text, info=PLAIN)
    access_token: Mapped[str] = mapped_column(Text, info=SECRET)
    refresh_token: Mapped[str] = mapped_column(Text, info=SECRET)
    expires_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    scopes: Mapped[tuple[str, ...]] = mapped_column(TextTuple(), info=PLAIN)
    connected_at: Mapped[float] = mapped_column(Double, info=PLAIN)
    revoked_at: Mapped[float | None] = mapped_column(Double, info=PLAIN)
    grant: Mapped[str] = mapped_column("granted_by", String(16), info=PLAIN)
    connected_as: Mapped[str] = mapped_column(
        String(200), info=personal("name of the administrator who gave leave", "connection")
    )


class PersonRow(Base):
    """A person as one platform knows them."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("platform_id", "subject"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, info=personal("pseudonym", "account"))
    platform_id: Mapped[str] = mapped_column(ID, ForeignKey("platforms.id"), info=PLAIN)
    subject: Mapped[str] = mapped_column(String(255), info=personal("the platform's id of the person", "account"))
    name: Mapped[str] = mapped_column(String(200), info=personal("name", "account"))
    email: Mapped[str] = mapped_column(String(254), info=personal("e-mail address", "account"))
    locale: Mapped[str] = mapped_column(String(35), info=personal("language", "account"))
    first_seen_at: Mapped[float] = mapped_column(Double, info=personal("time of first launch", "account"))
    last_seen_at: Mapped[float] = mapped_column(Double, info=personal("time of last launch", "account"))
    lms_id: Mapped[str] = mapped_column(String(64), info=personal("the LMS's own id of the person", "account"))

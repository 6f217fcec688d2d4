"""Encrypts what must not lie readable in the database: Fernet (AES-128-CBC and HMAC-SHA256), keys from outside."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_MARK = "fernet:"


class CannotUnseal(Exception):
    """A sealed value was made with a key that is not among those given. The message says what to do."""


class Sealer:
    """Seals with the first key and opens with any, so that keys can be changed one after the other."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, text: str) -> str:
        """Return the text as it may be stored."""
        return _MARK + self._fernet.encrypt(text.encode()).decode("ascii")

    def unseal(self, stored: str) -> str:
        """Return the text; raise CannotUnseal if none of the keys fits."""
        try:
            return self._fernet.decrypt(stored.removeprefix(_MARK).encode()).decode()
        except InvalidToken as exc:
            raise CannotUnseal(
                "What Invigil keeps secret was encrypted with another key than INVIGIL_KEY_ENCRYPTION_KEY now says. "
                "Put the former key behind the new one, separated by a comma."
            ) from exc

    @staticmethod
    def is_sealed(stored: str) -> bool:
        """Whether the stored value is sealed at all; values of before sealing are plain."""
        return stored.startswith(_MARK)

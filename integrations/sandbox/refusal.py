"""The one exception for what the sandbox refuses, so that every endpoint answers and logs it alike."""


class Refused(Exception):
    """A request that is not granted: a stable `code`, a sentence for people, and the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status

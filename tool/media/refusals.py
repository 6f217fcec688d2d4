"""How the node says no, whatever is asked of it: a status of HTTP, a stable code and a sentence."""


class Refused(Exception):
    """The request is not granted. `status` is HTTP's; `code` is stable; the message says what to do."""

    def __init__(self, status: int, code: str, message: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.retry_after_s = retry_after_s

"""How a launch, a registration or a service call fails, in words for a person and facts for a program."""


class LaunchRefused(Exception):
    """A login or launch that is not let in.

    `code` is stable and for programs; `title`, `explanation` and `remedy` are plain text for a person (escape
    them in HTML), never quoting the token; titles and remedies are whole sentences without values, so that they can be
    translated by what they say; `status` is the page's HTTP status: 400 malformed, 401 not proven, 403 not
    allowed."""

    def __init__(self, code: str, title: str, explanation: str, remedy: str, status: int) -> None:
        super().__init__(f"{code}: {explanation}")
        self.code = code
        self.title = title
        self.explanation = explanation
        self.remedy = remedy
        self.status = status


class ServiceFailed(Exception):
    """A call to a platform's service did not succeed.

    `retry` says whether the same call may succeed later; `after_s` is the wait in seconds that the platform asked for;
    `status` is the HTTP status, None when there was no answer or a good one that could not be used; `code` is the
    OAuth error, if any. `doubtful`: what must not be done twice went out, and it is not known whether it was done."""

    def __init__(
        self, message: str, *, retry: bool, after_s: float | None = None, status: int | None = None, code: str = "",
        doubtful: bool = False,
    ) -> None:
        super().__init__(message)
        self.doubtful = doubtful
        self.retry = retry
        self.after_s = after_s
        self.status = status
        self.code = code


class ItemsRefused(Exception):
    """Content items that the platform did not ask for. The message says why and what the teacher can do."""


class RegistrationFailed(Exception):
    """Dynamic registration did not succeed. The message says what happened and what the admin can do.

    `not_called`: the platform's own address is one that this tool does not call."""

    def __init__(self, message: str, *, not_called: bool = False) -> None:
        super().__init__(message)
        self.not_called = not_called

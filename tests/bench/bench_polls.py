"""Counts what watching over a quiz by the LMS's own API asks of the LMS: for 1, 20 and 200 who work, over ten minutes.

No network and no waiting: the LMS is played, the clock is moved, and every call that would have left is counted. Of
each examinee it is also said how long their part of the LMS's quiz log went unread."""

from itertools import pairwise

from integrations import registry
from tests.factories.watched_quizzes import WatchedQuizzes

TEN_MINUTES_S = 600.0


def measured(number: int) -> str:
    """Return one line about so many examinees."""
    stage = WatchedQuizzes()
    registry.ADAPTERS = stage.adapters()
    for user in range(number):
        stage.examinee(str(user))
        stage.lms.begins(str(user), stage.world.now)
    began = stage.world.now
    stage.steps(TEN_MINUTES_S)
    times = [at for at, _ in stage.http.asked]
    busiest = max(sum(at <= other < at + 60 for other in times) for at in times)
    logs = stage.http.logs_asked()
    read: dict[str, list[float]] = {}
    for at, url in stage.http.asked:
        if "/log/" in url:
            read.setdefault(url, [began]).append(at)
    gaps = sorted(after - before for each in read.values() for before, after in pairwise(each))
    longest = f"{max(gaps):6.0f} s" if gaps else "     -"
    return (
        f"{number:>9}  {len(times) / (TEN_MINUTES_S / 60):>12.1f}  {busiest:>14}  {len(times) - len(logs):>7}  "
        f"{len(logs):>5}  {len(read):>9}  {longest}"
    )


if __name__ == "__main__":
    print("examinees  calls/minute  busiest minute  takings   logs  logs read  longest unread")
    for number in (1, 20, 200):
        print(measured(number))

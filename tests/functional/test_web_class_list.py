"""The console says who of the class has not started, who is in the LMS's quiz unwatched, and what cannot be read."""

from typing import Any

import pytest
from lti_fakes import answer
from web_stage import Stage

from tool.monitoring.exam import takings
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.exam.takings import Taken

MEMBERS = "https://lms.example/members"
NRPS = {"NRPS_SERVICE": {"context_memberships_url": MEMBERS, "service_versions": ["2.0"]}}


def member(user_id: str, name: str, role: str = "Learner") -> dict[str, Any]:
    return {"user_id": user_id, "name": name, "roles": [role]}


@pytest.fixture
def listed(stage: Stage) -> Stage:
    """A stage whose platform gives a class list."""
    stage.platform.http.reply("https://lms.example/token", answer({"access_token": "t", "expires_in": 600}))
    people = [member("user-3", "Ada"), member("user-4", "Ben"), member("user-5", "Tia", "Instructor")]
    stage.platform.http.reply(MEMBERS, answer({"members": people}))
    return stage


def read(stage: Stage) -> None:
    stage.web.base.class_lists.step(stage.web.consoles.exams())


def test_a_console_hears_who_has_not_started_and_when_they_do(listed: Stage) -> None:
    console = listed.socket(listed.console(**NRPS))
    assert console.heard_last("snapshot")["roster"]["state"] == "reading"
    read(listed)
    heard = console.heard_last("roster")
    assert (heard["state"], heard["enrolled"], heard["missing"], heard["names"]) == ("read", 2, 2, ["Ada", "Ben"])
    listed.widget("user-3", **NRPS)
    read(listed)
    assert console.heard_last("roster")["names"] == ["Ben"]
    assert listed.socket(listed.console(**NRPS)).heard_last("snapshot")["roster"]["names"] == ["Ben"]


def test_a_console_of_an_lms_without_class_lists_says_so(stage: Stage) -> None:
    console = stage.socket(stage.console())
    read(stage)
    assert console.heard_last("roster")["state"] == "none"


def test_the_list_is_not_kept_when_the_process_dies(listed: Stage) -> None:
    console = listed.socket(listed.console(**NRPS))
    read(listed)
    assert console.heard_last("roster")["state"] == "read"
    listed.restart()
    assert listed.socket(listed.console(**NRPS)).heard_last("snapshot")["roster"]["state"] == "reading"


def test_a_console_hears_who_is_in_the_quiz_unwatched_and_hears_it_again_later(stage: Stage) -> None:
    page = stage.console()
    exam_id, now = page.view["exam_id"], stage.clock()
    bound = BoundQuiz(
        id=exam_id, platform_id=stage.platform.registration.id, context_id="course-1", kind="classic", course_id="1",
        quiz_id="2", assignment_id="", title="Quiz", url="", time_limit_min=None, attempts=1, code_secret="",
        code_at=now, before_secret="", gate=GateState.SET, created_at=now, next_at=now,
    )
    with stage.web.base.works() as work:
        work.bound_quizzes.add(bound)
    console = stage.socket(page)
    assert console.heard_last("snapshot")["lms_watch"] == {"unread_since": None, "strays": []}
    with stage.web.base.works() as work:
        takings.settle(work, bound, [Taken("99", "s-1", 1, over=False, started_at=now)], now + 60)
    seen = {"user": "99", "name": "", "since": float(round(now)), "seen_at": now + 60}
    told = {"unread_since": None, "strays": [seen]}
    assert console.heard_last("lms_watch") == told
    stage.restart()
    assert stage.socket(stage.console()).heard_last("snapshot")["lms_watch"] == told

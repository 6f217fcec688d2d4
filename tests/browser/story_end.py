"""The story of a proctored quiz, second part: paused, resumed, crashed, blocked, submitted, looked back on."""

import time

from playwright.sync_api import expect

from tests.browser.looking import (
    QUIZ,
    attempt_of,
    live_again,
    playing,
    post_answers,
    wait_for,
    wait_for_scene,
)
from tests.browser.measure import Timeline
from tests.browser.people import Examinee, Proctor, Teacher, by_testid
from tests.browser.stack import Stack
from tests.data.scenes import Scene

BACK_LIMIT_S = 5.0


def pause_and_resume(timeline: Timeline, stack: Stack, proctor: Proctor, ada: Examinee) -> None:
    """Pause: the LMS itself refuses answers, time stops; resume: time is credited."""
    with timeline.step("proctor pauses: widget and quiz are covered, the LMS refuses answers also from the open page"):
        proctor.decide("pause", reason="technical", text="One moment, please.")
        expect(ada.page.locator(by_testid("cover"))).to_be_visible()
        expect(ada.widget.locator(by_testid("paused"))).to_be_visible()
        wait_for(lambda: attempt_of(stack, "ada")["state"] == "paused", "the LMS to pause the attempt")
        assert post_answers(ada) == 409, "the LMS took an answer of a paused attempt"
    with timeline.step("paused time does not run; proctor resumes, answers are taken again"):
        left = attempt_of(stack, "ada")["seconds_left"]
        ada.page.wait_for_timeout(2500)
        assert abs(attempt_of(stack, "ada")["seconds_left"] - left) <= 1, "time ran on during the pause"
        proctor.decide("resume")
        expect(ada.page.locator(by_testid("cover"))).to_be_hidden()
        wait_for(lambda: attempt_of(stack, "ada")["state"] == "running", "the LMS to resume the attempt")
        assert post_answers(ada) == 200, "the LMS refused an answer after the pause"
    with timeline.step("proctor gives 5 minutes: the LMS adds them"):
        left = attempt_of(stack, "ada")["seconds_left"]
        proctor.decide("extra")
        wait_for(lambda: attempt_of(stack, "ada")["seconds_left"] > left + 200, "the LMS to add time")


def crash(timeline: Timeline, stack: Stack, proctor: Proctor, ada: Examinee, media_crashes: int) -> None:
    """Kill media: live again without touching anything. Kill web in the middle of an incident: nothing is lost."""
    latency = timeline.latency("media process killed -> examinee live again", BACK_LIMIT_S)
    for _ in range(media_crashes):
        with timeline.step("media process is killed; the examinee is live again on the proctor's screen"):
            killed = time.time()
            stack.kill("media")
            latency.samples.append(live_again(stack, ada) - killed)
            expect(proctor.console.locator(by_testid("focus-video"))).to_have_attribute("data-status", "live")
            playing(proctor.console)
    with timeline.step("web is frozen and killed while the chair is empty; the incident arrives all the same"):
        wait_for_scene(ada, Scene.EMPTY)
        began = time.time()
        stack.freeze("web")
        ada.page.wait_for_timeout(6500)
        stack.kill("web")
        wait_for(
            lambda: any(
                i["type"] == "face_missing" and abs(i["started"] - began) < 2.5 for i in proctor.incidents()
            ),
            "the incident of the outage", 20,
        )
        expect(ada.widget.locator(by_testid("widget-state"))).to_have_attribute("data-attempt-state", "running")


def block(timeline: Timeline, stack: Stack, proctor: Proctor, ada: Examinee) -> None:
    """Flag and block: the LMS shows the flag and closes the attempt."""
    with timeline.step("proctor flags the attempt: the LMS shows flag and reason"):
        proctor.decide("flag", reason="other_person", text="Second person at 10:02")
        wait_for(lambda: bool(attempt_of(stack, "ada")["flags"]), "the flag in the LMS")
        assert "Second person at 10:02" in attempt_of(stack, "ada")["flags"][0]["reason_msg"]
    with timeline.step("proctor blocks (reason, second press): attempt closed in widget and LMS"):
        proctor.decide("block", reason="other_person", text="A second person answered.")
        expect(ada.widget.locator(by_testid("terminated"))).to_be_visible()
        wait_for(lambda: attempt_of(stack, "ada")["state"] == "terminated", "the LMS to close the attempt")
        delivery = proctor.console.locator(by_testid("delivery-terminate"))
        expect(delivery).to_have_attribute("data-status", "delivered")


def submit(timeline: Timeline, stack: Stack, proctor: Proctor, ben: Examinee) -> None:
    """Another examinee takes the quiz to its end: submission, EndAssessment, camera off, annotation."""
    with timeline.step("a second examinee checks in, is admitted, answers all pages and submits"):
        ben.start(QUIZ, "ben")
        ben.check_in()
        proctor.admit("Ben")
        ben.begin()
        ben.answer(1)
        ben.next_page()
        expect(ben.quiz.locator(by_testid("previous"))).to_be_visible()
        ben.quiz.locator(by_testid("finish")).click()
        ben.quiz.locator(by_testid("submit")).click()
    with timeline.step("EndAssessment: the widget says so and the camera is off"):
        expect(ben.widget.locator(by_testid("finished"))).to_be_visible()
        expect(proctor.tile("Ben")).to_have_attribute("data-state", "submitted")
        expect(proctor.tile("Ben")).to_have_attribute("data-camera", "none")
    with timeline.step("the gradebook gets the annotation (AGS)"):
        wait_for(lambda: bool(attempt_of(stack, "ben")["comment"]), "the annotation")


def afterwards(timeline: Timeline, stack: Stack, teacher: Teacher) -> None:
    """What the teacher sees in the LMS, and the report behind the link."""
    with timeline.step("teacher sees flag, reason and annotation in the LMS and opens the report"):
        wait_for(lambda: bool(attempt_of(stack, "ada")["comment"]), "the annotation of the blocked attempt")
        report = teacher.open_report(QUIZ, "ada")
        expect(report.locator(by_testid("incident-face_missing")).first).to_be_visible()
        expect(report.locator(by_testid("intervention-terminate")).first).to_be_visible()
        assert "Second person at 10:02" in teacher.page.content()

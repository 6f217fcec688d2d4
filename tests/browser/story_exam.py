"""The story of a proctored quiz, first part: added by the teacher, started, watched, talked about."""

import math

from playwright.sync_api import expect

from tests.browser.looking import QUIZ, attempt_of, delay
from tests.browser.measure import Timeline
from tests.browser.people import Examinee, Proctor, Teacher, by_testid
from tests.browser.stack import Stack
from tests.data.scenes import Scene, scene_of

LOOP = (
    (Scene.FACE, 18.0), (Scene.EMPTY, 7.0), (Scene.FACE, 4.0), (Scene.TWO, 4.5), (Scene.FACE, 4.5),
    (Scene.COVERED, 4.5),
)
"""Each scene is gone for more than 30 s before it comes again: sooner, it would be the same incident."""
LOOP_S = sum(seconds for _, seconds in LOOP)
DEBOUNCE_S = {Scene.EMPTY: 5.0, Scene.TWO: 2.0, Scene.COVERED: 2.0}
_SET_VISIBILITY = """state => {
  Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});
  Object.defineProperty(document, 'hidden', {value: state === 'hidden', configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""
INCIDENT = {Scene.EMPTY: "face_missing", Scene.TWO: "multiple_people", Scene.COVERED: "camera_covered"}


def before_the_exam(timeline: Timeline, stack: Stack, teacher: Teacher, proctor: Proctor, ada: Examinee) -> None:
    """Deep linking, console, check-in, admission, the quiz opens."""
    with timeline.step("teacher adds proctoring to the quiz (deep linking)"):
        teacher.add_proctoring(QUIZ)
    with timeline.step("proctor opens the live console"):
        proctor.open_console(QUIZ)
    with timeline.step("examinee starts; third-party cookies are blocked; the widget asks for consent"):
        ada.start(QUIZ)
        ada.in_widget("document.cookie = 'probe=1; SameSite=None; Secure'")
        assert ada.in_widget("document.cookie") == "", "the browser took a third-party cookie"
    with timeline.step("examinee agrees, checks the camera, waits"):
        ada.check_in()
    with timeline.step("proctor sees the waiting examinee and admits"):
        proctor.admit("Ada")
    with timeline.step("examinee begins: StartAssessment, the quiz opens, video is live"):
        ada.begin()
        ada.watch_scenes()
    assert attempt_of(stack, "ada")["state"] == "running"


def watch(timeline: Timeline, proctor: Proctor, ada: Examinee, openings: int, loops: int) -> None:
    """Live video, and incidents from the camera's scenes while the examinee answers page after page."""
    latency = timeline.latency("opening a tile -> live video running", 2.0)
    with timeline.step("proctor opens the tile; live video runs"):
        for _ in range(openings):
            proctor.open_tile("Ada")
            latency.samples.append(proctor.wait_for_live_video())
            proctor.console.keyboard.press("Escape")
            expect(proctor.console.locator(by_testid("focus-view"))).to_have_count(0)
        proctor.open_tile("Ada")
    with timeline.step("examinee answers and turns pages; the widget stays as it is"):
        ada.in_widget("window.__same = true")
        ada.answer(1)
        ada.next_page()
        expect(ada.quiz.locator(by_testid("previous"))).to_be_visible()
        ada.quiz.locator(by_testid("previous")).click()
        expect(ada.quiz.locator(by_testid("next"))).to_be_visible()
        assert ada.in_widget("window.__same === true"), "the widget was loaded anew"
        expect(ada.widget.locator(by_testid("media-state"))).to_have_attribute("data-state", "live")
    with timeline.step(f"camera shows face, empty chair, two faces, covered lens ({loops} times)"):
        ada.page.wait_for_timeout(loops * LOOP_S * 1000)
    incident_latency(timeline, proctor, ada)
    still = proctor.console.locator(by_testid("still")).first
    with timeline.step("incidents carry a still, the measured value and the threshold"):
        still.scroll_into_view_if_needed()
        expect(still.locator("img").or_(still).first).to_be_visible()
        place = f"{by_testid('focus-view')} {by_testid('incident-face_missing')}"
        text = proctor.console.locator(place).first.inner_text()
        assert "No face in view for" in text, text
        assert "threshold" in text.lower(), text


def incident_latency(timeline: Timeline, proctor: Proctor, ada: Examinee) -> None:
    """Match each change of scene in the examinee's own picture with the incident on the proctor's screen."""
    latency = timeline.latency("frame captured -> incident on the proctor's screen (beyond debounce)", 1.5)
    shown = sorted(proctor.incidents(), key=lambda incident: incident["shown"])
    missed = []
    changes = [(scene_of(change["color"]), change["at"]) for change in ada.scenes()]
    for scene, at in changes[:-1]:
        if scene not in DEBOUNCE_S:
            continue
        due = at + DEBOUNCE_S[scene] * 1000
        match = next((i for i in shown if i["type"] == INCIDENT[scene] and at < i["shown"] < due + 4000), None)
        if match is None:
            missed.append(scene.name)
            latency.samples.append(math.inf)
        else:
            latency.samples.append((match["shown"] - due) / 1000)
    seen = f"({len(latency.samples)} scenes) {missed or ''}"
    timeline.check("every scene of the camera became the right incident", not missed, seen)
    early = [s for s in latency.samples if s < -0.25]
    timeline.check("no incident before its debounce was over", not early, str(early or ""))
    for kind in INCIDENT.values():
        timeline.check(f"{kind} was reported", any(i["type"] == kind for i in shown))


def browser_signals(timeline: Timeline, proctor: Proctor, ada: Examinee) -> None:
    """Another window in front, full screen left, tab hidden (simulated: headless Chromium never hides a tab)."""
    def reported(kind: str) -> None:
        expect(proctor.console.locator(f"[data-place='feed'][data-type='{kind}']").first).to_be_visible()

    with timeline.step("examinee switches to another window: window_blurred"):
        session = ada.context.new_cdp_session(ada.page)
        session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
        other = ada.context.new_page()
        other.bring_to_front()
        reported("window_blurred")
        place = f"{by_testid('focus-view')} {by_testid('incident-window_blurred')}"
        expect(proctor.console.locator(place).first.locator(by_testid("still")).first).to_be_visible()
        other.close()
        ada.page.bring_to_front()
        session.send("Emulation.setFocusEmulationEnabled", {"enabled": True})
    with timeline.step("examinee leaves full screen: fullscreen_left; goes back"):
        ada.page.evaluate("document.exitFullscreen()")
        reported("fullscreen_left")
        ada.page.click(by_testid("enter-fullscreen"))
    with timeline.step("the tab is hidden (simulated in the page): tab_hidden"):
        ada.page.evaluate(_SET_VISIBILITY, "hidden")
        ada.in_widget(f"({_SET_VISIBILITY})('hidden')")
        reported("tab_hidden")
        ada.page.evaluate(_SET_VISIBILITY, "visible")
        ada.in_widget(f"({_SET_VISIBILITY})('visible')")


def talk(timeline: Timeline, proctor: Proctor, ada: Examinee) -> None:
    """Help, chat in both directions, text stays text."""
    sharp = "Robert'); DROP TABLE attempts;-- <b>bold</b> <img src=x onerror=alert(1)> 🧪"
    with timeline.step("examinee asks for help; proctor sees it"):
        ada.widget.locator(by_testid("help-open")).click()
        ada.widget.locator(by_testid("help-question")).click()
        expect(proctor.console.locator("[data-testid='help-question']").first).to_be_visible()
    with timeline.step("chat in both directions; SQL, HTML and emoji come out as text"):
        proctor.say(sharp)
        expect(ada.widget.locator(by_testid("chat-message")).get_by_text(sharp)).to_be_visible()
        ada.widget.locator(by_testid("chat-input")).fill(sharp)
        ada.widget.locator(by_testid("chat-send")).click()
        expect(proctor.console.locator(by_testid("chat-message")).get_by_text(sharp)).to_have_count(2)
        made = "document.querySelectorAll('[data-testid=chat-message] :is(b, img)').length"
        assert ada.in_widget(made) == 0, "chat made HTML of text"


def press(timeline: Timeline, proctor: Proctor, ada: Examinee, warnings: int) -> None:
    """Warnings, each measured from the proctor's press to the examinee's screen."""
    latency = timeline.latency("proctor's press -> examinee's screen", 0.3)
    with timeline.step(f"proctor warns {warnings} times; examinee acknowledges each"):
        for n in range(warnings):
            proctor.decide("warn", reason="not_in_view", text=f"Please stay in view ({n + 1})")
            notice = ada.notices("warn").filter(has_text=f"({n + 1})")
            expect(notice).to_be_visible()
            shown, pressed = notice.get_attribute("data-shown-at"), notice.get_attribute("data-pressed-at")
            latency.samples.append(delay(shown, pressed))
            notice.locator(by_testid("notice-ack")).click()
            expect(notice).to_have_count(0)

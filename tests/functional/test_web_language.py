"""The examinee is told everything in the language of the launch; proctors, and what is kept, have it in English."""

import pytest
from web_stage import PROCTORING, Page, Socket, Stage

SPANISH = {"LAUNCH_PRESENTATION": {"locale": "es_MX", "return_url": "https://lms.example/back"}}
NO_LOCALE = {"LAUNCH_PRESENTATION": {"return_url": "https://lms.example/back"}}


def launched(locale: object) -> dict[str, object]:
    return {"LAUNCH_PRESENTATION": {"locale": locale}}


def titles(picture: dict[str, object]) -> dict[str, tuple[str, str]]:
    policy = picture["policy"]
    assert isinstance(policy, dict)
    return {rule["type"]: (rule["title"], rule["avoid"]) for rule in policy["rules"]}


def notices(widget: Socket) -> list[tuple[str, str]]:
    return [(body["title"], body["text"]) for name, body in widget.heard() if name == "notice"]


def at_work(stage: Stage) -> tuple[Page, Socket, Socket]:
    page, widget = stage.running(**SPANISH)
    console = stage.socket(stage.console())
    console.heard(), widget.heard()
    return page, widget, console


def test_the_rules_are_told_in_the_language_of_the_launch(stage: Stage) -> None:
    page = stage.widget(**SPANISH)
    assert page.view["locale"] == "es_MX"
    widget = stage.socket(page)
    told = titles(widget.heard_last("attempt"))
    assert told["tab_hidden"] == ("Pestaña del examen oculta", "Permanezca en la pestaña del examen.")
    assert titles(widget.did("consent", {"agreed": True})) == told
    snapshot = stage.socket(stage.console(**SPANISH)).heard_last("snapshot")
    assert titles(snapshot)["tab_hidden"] == ("Exam tab hidden", "Stay on the exam's tab.")


@pytest.mark.parametrize("locale", ["en", "xx", "x" * 35, "en_US", 7, ["es"]])
def test_other_locales_are_english(stage: Stage, locale: object) -> None:
    told = titles(stage.socket(stage.widget(**launched(locale))).heard_last("attempt"))
    assert told["tab_hidden"][0] == "Exam tab hidden"


@pytest.mark.parametrize("locale", ["es", "es-419", "es-ES-u-nu-latn", "ES"])
def test_every_spanish_is_spanish(stage: Stage, locale: str) -> None:
    told = titles(stage.socket(stage.widget(**launched(locale))).heard_last("attempt"))
    assert told["tab_hidden"][0] == "Pestaña del examen oculta"


def test_without_a_locale_the_browser_says_which_language(stage: Stage) -> None:
    stage.http.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zz, es-CL;q=0.8"
    page = stage.widget(**NO_LOCALE)
    assert page.view["locale"] == "es-CL"
    told = titles(stage.socket(page).heard_last("attempt"))
    assert told["tab_hidden"][0] == "Pestaña del examen oculta"


def test_an_intervention_is_told_in_spanish_and_shown_to_proctors_in_english(stage: Stage) -> None:
    page, widget, console = at_work(stage)
    about = {"attempt_id": page.view["attempt_id"]}
    made = console.did("decide", {**about, "kind": "warn", "reason": "device_use", "text": "Put it away, ¿sí?"})
    assert made["reason_text"] == "Use of another device"
    assert notices(widget) == [("Advertencia del supervisor", "Uso de otro dispositivo. Put it away, ¿sí?")]
    console.did("decide", {**about, "kind": "extra_time", "minutes": 1, "reason": "technical"})
    console.did("decide", {**about, "kind": "extra_time", "minutes": 5, "reason": "technical"})
    assert notices(widget) == [("Tiene más tiempo", "1 minuto más."), ("Tiene más tiempo", "5 minutos más.")]


def test_a_pause_and_an_end_are_explained_in_spanish_and_kept_in_english(stage: Stage) -> None:
    page, widget, console = at_work(stage)
    about = {"attempt_id": page.view["attempt_id"]}
    console.did("decide", {**about, "kind": "pause", "reason": "identity", "text": "Show your card"})
    heard = widget.heard()
    assert [b["notice"] for n, b in heard if n == "attempt"][-1] == "Hay que comprobar la identidad. Show your card"
    with stage.web.base.works() as work:
        assert work.attempts.get(about["attempt_id"]).notice == "Identity to be checked. Show your card"
    console.did("decide", {**about, "kind": "resume"})
    assert widget.heard_last("attempt")["notice"] == ""
    stage.clock.now += 1
    console.did("decide", {**about, "kind": "terminate", "reason": "other_person"})
    assert widget.heard_last("attempt")["notice"] == "Hay otra persona presente."
    with stage.web.base.works() as work:
        payloads = [row.payload for row in work.outbox.of_attempt(about["attempt_id"])]
    assert "Another person is present" in str(payloads)
    assert "Hay otra" not in str(payloads)


def test_an_incident_is_told_in_spanish_and_shown_to_proctors_in_english(stage: Stage) -> None:
    _page, widget, console = at_work(stage)
    reading = {"id": "r1", "signal": "tab_hidden", "active": True, "at": stage.clock()}
    widget.did("observe", {"items": [reading]})
    stage.clock.now += 1.2
    stage.web.base.rules.tick()
    assert notices(widget) == [("Pestaña del examen oculta", "Permanezca en la pestaña del examen.")]
    assert console.heard_last("incident")["title"] == "Exam tab hidden"


def test_an_answer_that_the_tool_offers_arrives_in_spanish_and_words_of_a_person_as_written(stage: Stage) -> None:
    page, widget, console = at_work(stage)
    for number, text in enumerate(("Your time will be credited.", "Your time will be credited, Ana.")):
        body = {"client_id": f"p{number}", "text": text, "attempt_id": page.view["attempt_id"]}
        assert console.did("chat", body)["text"] == text
    widget.did("chat", {"client_id": "e1", "text": "Your time will be credited."})
    told = ["Se le devolverá el tiempo.", "Your time will be credited, Ana.", "Your time will be credited."]
    assert [body["text"] for name, body in widget.heard() if name == "chat"] == told
    assert sorted(m["text"] for m in stage.socket(page).heard_last("attempt")["chat"]) == sorted(told)
    assert next(body["text"] for name, body in console.heard() if name == "chat") == "Your time will be credited."


@pytest.mark.parametrize(
    ("event", "body", "code", "message"),
    [
        ("consent", {"agreed": False}, "not_agreed",
         "Para hacer aquí este examen tiene que aceptar las normas. Pregunte a su profesor."),
        ("check_in", {"camera": True, "microphone": True}, "no_consent", "Lea primero las normas y acéptelas."),
        ("begin", {}, "not_admitted", "El examen aún no puede empezar: nadie le ha dado paso."),
        ("chat", {"client_id": "c", "text": " "}, "empty", "Escriba algo primero."),
        ("chat", {"client_id": "c", "text": "x" * 1001}, "too_long", "Escriba como máximo 1,000 caracteres."),
        ("chat", {"text": 7}, "bad_request", "El servidor no entiende esta página. Vuelva a cargarla."),
    ],
)
def test_refusals_are_told_in_spanish(
    stage: Stage, event: str, body: dict[str, object], code: str, message: str
) -> None:
    answer = stage.socket(stage.widget(**SPANISH)).ask(event, body)
    assert answer["error"] == {"code": code, "message": message, "field": ""}


def test_what_is_not_possible_now_is_said_plainly_to_examinees_and_exactly_to_staff(stage: Stage) -> None:
    page, widget, console = at_work(stage)
    console.did("decide", {"attempt_id": page.view["attempt_id"], "kind": "terminate", "reason": "identity"})
    told = widget.ask("check_in", {"camera": True, "microphone": True})["error"]
    assert told["code"] == "not_now"
    assert told["message"].startswith("Eso no es posible en el estado actual de su examen.")
    shown = console.ask("decide", {"attempt_id": page.view["attempt_id"], "kind": "resume"})["error"]
    assert shown["message"] == "An attempt that is terminated cannot become running."


def test_a_page_instead_of_the_exam_is_in_the_language_of_the_launch(stage: Stage) -> None:
    page = stage.launch(**SPANISH)
    assert '<html lang="es-MX">' in page.text
    assert "Aquí no tiene ningún examen en curso" in page.text
    assert "Qué hacer:" in page.text
    stage.widget(**SPANISH)
    stage.page(**SPANISH, MESSAGE_TYPE="LtiEndAssessment", ATTEMPT_NUMBER=1)
    again = stage.launch(**PROCTORING, **SPANISH)
    assert "Este intento no se puede abrir" in again.text
    assert "Este intento ha terminado." in again.text


def test_a_refused_launch_is_told_in_the_language_of_the_browser(stage: Stage) -> None:
    form = stage.form(aud="another-tool")
    said = stage.http.post("/lti/launch", data=form, headers={"Accept-Language": "es"})
    assert said.status_code == 401
    assert '<html lang="es">' in said.text
    assert "Esta apertura era para otra herramienta" in said.text
    assert "Avise a quien administra la plataforma; lo que dice esta página le servirá." in said.text
    assert 'Para quien administra la plataforma, en inglés: <q lang="en">The token&#39;s audience' in said.text
    used = stage.form()
    stage.http.post("/lti/launch", data=used)
    replayed = stage.http.post("/lti/launch", data=used, headers={"Accept-Language": "es"})
    assert "Cada apertura sirve una sola vez y durante diez minutos." in replayed.text
    assert "<q" not in replayed.text


def test_the_page_that_asks_who_you_are_speaks_spanish_and_shows_names_as_text(stage: Stage) -> None:
    form = stage.form(**PROCTORING, **SPANISH, name="Ana <b>{platform}</b>")
    page = stage.browser().post("/lti/launch", data=form)
    assert "<strong>School LMS</strong> le ha identificado como <strong>Ana &lt;b&gt;{platform}" in page.text
    assert "Abrir Invigil" in page.text
    assert '<html lang="es-MX">' in page.text


def test_pages_for_administrators_stay_english(stage: Stage) -> None:
    asked = {"Accept-Language": "es"}
    assert '<html lang="en">' in stage.http.get("/", headers=asked).text
    registering = stage.http.get("/lti/register", headers=asked)
    assert '<html lang="en">' in registering.text
    assert "What to do:" in registering.text


def test_our_pages_are_answered_in_the_language_they_speak(stage: Stage) -> None:
    spanish = stage.http.get("/api/nothing", headers={"Accept-Language": "es-MX"})
    english = stage.http.get("/api/nothing", headers={"Accept-Language": "en"})
    assert spanish.json["message"] == "Aquí no hay nada, o no se abre de esta manera."
    assert "not found" in english.json["message"]

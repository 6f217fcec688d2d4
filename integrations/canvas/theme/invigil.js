/* Invigil in Canvas: puts the proctoring panel beside a quiz that asks for an access code.
 *
 * For Canvas's Theme Editor, "Custom JavaScript". It holds no secret and decides nothing: the access code, which Canvas
 * itself asks for, keeps the quiz shut whether this script runs or not. ES2019, without jQuery and without a build. */
(function () {
  "use strict";

  var LAUNCH = "{{ launch_url }}";
  var VERSION = 1;
  var CLASSIC = /^\/courses\/(\d+)\/quizzes\/(\d+)(?:\/take(?:\/.*)?)?\/?$/;
  var ASSIGNMENT = /^\/courses\/(\d+)\/assignments\/(\d+)\/?$/;
  var ALLOWED = ["camera", "microphone", "display-capture", "window-management", "fullscreen", "autoplay", "clipboard-write"];
  var WIDTH = 340;
  var SHEET = 640; // narrower than this, the panel is a sheet at the bottom
  // In here, not in the catalogue: Canvas serves this file as it is, without a build, and knows none of Invigil's words.
  var WORDS = {
    en: { panel: "Proctoring", hide: "Make the panel smaller", show: "Show the panel" },
    es: { panel: "Supervisión", hide: "Reducir el panel", show: "Mostrar el panel" },
  };

  if (window.invigilTheme || window.top !== window) return; // once, and never in a frame of Canvas's own
  window.invigilTheme = VERSION;

  function words() {
    var language = (document.documentElement.lang || "en").slice(0, 2).toLowerCase();
    return WORDS[language] || WORDS.en;
  }

  /** What this page shows: a quiz by its kind and ids, or null. */
  function quizHere() {
    var classic = CLASSIC.exec(location.pathname);
    if (classic !== null) return { kind: "classic", course: classic[1], id: classic[2] };
    var assignment = ASSIGNMENT.exec(location.pathname);
    return assignment === null ? null : { kind: "new", course: assignment[1], id: assignment[2] };
  }

  /** Ask Canvas, as the person who is signed in; null where it does not answer with JSON. */
  async function asked(path) {
    try {
      var answer = await fetch(path, { credentials: "same-origin", headers: { Accept: "application/json" } });
      return answer.ok ? await answer.json() : null;
    } catch (error) {
      return null; // no network, or no such thing for this person
    }
  }

  /** Whether the panel may belong here. Whether it does, Invigil says when it is launched. */
  async function mayBeProctored(quiz) {
    if (quiz.kind === "classic") {
      var found = await asked("/api/v1/courses/" + quiz.course + "/quizzes/" + quiz.id);
      return found !== null && (found.has_access_code === true || Boolean(found.access_code));
    }
    var assignment = await asked("/api/v1/courses/" + quiz.course + "/assignments/" + quiz.id);
    return assignment !== null && assignment.is_quiz_lti_assignment === true;
  }

  function frameFor(quiz) {
    var aim = LAUNCH + "?quiz=" + quiz.kind + ":" + quiz.id;
    var frame = document.createElement("iframe");
    frame.title = words().panel;
    frame.setAttribute("allow", ALLOWED.map(function (feature) { return feature + " *"; }).join("; "));
    frame.src = "/courses/" + quiz.course + "/external_tools/retrieve?display=borderless&url=" + encodeURIComponent(aim);
    frame.style.cssText = "flex:1;width:100%;min-height:0;border:0;background:#fff";
    return frame;
  }

  /** The panel: fixed at the right, or a sheet at the bottom. The page gives way to it, so nothing is covered. It can be
   * made small, never closed; small, its frame stays alive. */
  function Panel(quiz) {
    var said = words();
    var small = false;
    var told = {};
    var left = false;
    var box = document.createElement("section");
    var bar = document.createElement("button");
    var frame = frameFor(quiz);
    var before = { right: document.body.style.paddingRight, bottom: document.body.style.paddingBottom };
    box.id = "invigil-panel";
    box.setAttribute("aria-label", said.panel);
    bar.type = "button";
    bar.style.cssText = "flex:none;min-height:32px;padding:4px 10px;border:0;background:#1f4f9e;color:#fff;font:inherit;text-align:left;cursor:pointer";
    bar.addEventListener("click", function () { small = !small; place(); });
    box.append(bar, frame);
    document.body.append(box);

    function place() {
      var sheet = window.innerWidth < SHEET;
      var height = small ? "32px" : sheet ? "45vh" : "100vh";
      bar.textContent = said.panel + " – " + (small ? said.show : said.hide);
      bar.setAttribute("aria-expanded", String(!small));
      box.style.cssText = "position:fixed;z-index:9990;display:flex;flex-direction:column;right:0;bottom:0;"
        + "box-sizing:border-box;border:1px solid #9aa5b1;background:#fff;height:" + height + ";"
        + "width:" + (sheet ? "100vw" : WIDTH + "px") + ";max-width:100vw";
      document.body.style.paddingRight = !sheet && !small ? WIDTH + "px" : before.right;
      document.body.style.paddingBottom = sheet || small ? height : before.bottom;
    }

    function say(subject, fields) {
      frame.contentWindow.postMessage(Object.assign({ subject: "invigil." + subject, version: VERSION }, fields), ORIGIN);
    }

    /** A condition of this page, told when it changes; `anew` tells it in any case. */
    function signal(name, active, anew) {
      if (left) return; // a browser calls a page hidden that it takes down, for a reload too
      if (told[name] === active && !anew) return;
      told[name] = active;
      say("signal", { signal: name, active: active, at: Date.now() });
    }

    function signals(anew) {
      signal("tab_hidden", document.hidden, anew);
      signal("window_blurred", !document.hasFocus(), anew);
      signal("fullscreen_left", false, anew);
    }

    function changed() {
      if (told.tab_hidden !== undefined) signals(false); // the widget listens
    }

    function leave() { left = true; }

    function comeBack() { left = false; }

    function remove() {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", comeBack);
      window.removeEventListener("message", hear);
      window.removeEventListener("resize", place);
      clearInterval(looking);
      document.removeEventListener("visibilitychange", changed);
      document.body.style.paddingRight = before.right;
      document.body.style.paddingBottom = before.bottom;
      box.remove();
    }

    function show() {
      small = false;
      place();
    }

    /** The widget hands over where the quiz opens: only this quiz, on this very site. */
    function open(url) {
      var target;
      try {
        target = new URL(String(url), location.origin);
      } catch (error) {
        return;
      }
      var here = (quiz.kind === "classic" ? CLASSIC : ASSIGNMENT).exec(target.pathname);
      if (target.origin !== location.origin || here === null || here[1] !== quiz.course || here[2] !== quiz.id) return;
      if (target.pathname !== location.pathname || target.search !== location.search) location.assign(target.href);
    }

    function hear(event) {
      var data = event.data;
      if (event.origin !== ORIGIN || event.source !== frame.contentWindow) return;
      if (typeof data !== "object" || data === null || data.version !== VERSION) return;
      if (data.subject === "invigil.ready") {
        say("shell", { open: true });
        signals(true);
      } else if (data.subject === "invigil.open") open(data.url);
      else if (data.subject === "invigil.focus") show();
      else if (data.subject === "invigil.away") remove();
    }

    window.addEventListener("message", hear);
    window.addEventListener("resize", place);
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", comeBack);
    document.addEventListener("visibilitychange", changed);
    var looking = setInterval(changed, 500); // focus goes into frames without any event here
    place();
  }

  var ORIGIN;
  try {
    ORIGIN = new URL(LAUNCH).origin;
  } catch (error) {
    return; // the address was not filled in: take the file from Invigil's server
  }

  async function begin() {
    var quiz = quizHere();
    if (quiz === null || document.getElementById("invigil-panel") !== null) return;
    if (await mayBeProctored(quiz)) new Panel(quiz);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();

// The page around a proctored attempt: joins the quiz's frame, the proctoring tool's frame and the attempt's state on the server.
"use strict";
(() => {
  const POLL_MS = 2000;
  const SOON_MS = 300;
  const SOON_FOR_MS = 5000;
  const FOCUS_MS = 500;
  const WORDS = { created: "Checking in", running: "In progress", paused: "Paused", terminated: "Ended by proctor", submitted: "Submitted" };

  const shell = document.getElementById("shell");
  const quiz = document.getElementById("quiz");
  const widget = document.getElementById("widget");
  const chip = document.getElementById("state");
  const cover = document.getElementById("cover");
  const fullscreen = document.getElementById("fullscreen");
  const origins = shell.dataset.toolOrigins.split(" ").filter(Boolean);

  let server = { state: shell.dataset.state, note: "", wants_end: false, answers_saved: 0 };
  let tool = { state: "", message: "", require_fullscreen: false };
  let toolOrigin = null; // set once the widget has said invigil.ready
  let toolSpokeAt = -Infinity;
  let nextPoll = 0;
  let enteredFullscreen = false;
  let withoutFullscreen = false;
  let ended = shell.dataset.state === "submitted";
  const signals = { window_blurred: false, fullscreen_left: false, tab_hidden: false };
  // Names of events that the tool may be told of; it asks, this list decides. Nothing here could tell what is typed.
  const MAY_BE_WATCHED = ["copy", "cut", "paste", "contextmenu", "printscreen", "panelopened"];
  let watched = [];
  let left = false;

  // ---- to and from the tool's frame: subjects invigil.*, version 1 ----
  function tell(signal, active) {
    if (signals[signal] === active) return;
    signals[signal] = active;
    send(signal);
  }

  function send(signal) {
    if (!widget || !toolOrigin || left) return;
    const message = { subject: "invigil.signal", version: 1, signal, active: signals[signal], at: Date.now() };
    widget.contentWindow.postMessage(message, toolOrigin);
  }

  window.addEventListener("message", (event) => {
    if (!widget || event.source !== widget.contentWindow || !origins.includes(event.origin)) return;
    const message = event.data;
    if (!message || typeof message !== "object" || message.version !== 1) return;
    if (message.subject === "invigil.ready") {
      toolOrigin = event.origin;
      Object.keys(signals).forEach(send);
    } else if (message.subject === "invigil.state") {
      tool = {
        state: String(message.state || ""),
        message: String(message.message || ""),
        require_fullscreen: message.require_fullscreen === true,
        elsewhere: message.elsewhere === true,
      };
      watch(Array.isArray(message.watch) ? message.watch : []);
      toolSpokeAt = performance.now();
      show();
      poll();
    } else if (message.subject === "invigil.focus") {
      widget.scrollIntoView({ block: "start" }); // seen, but the keyboard stays with the quiz
    }
  });

  // ---- events of this page and of the quiz's that the tool asks for: their names, never what they hold ----
  function watch(names) {
    watched = ended ? [] : MAY_BE_WATCHED.filter((name) => names.includes(name));
    attach();
  }

  // Every page of the quiz is a new document; the same listener twice on one document counts once.
  function attach() {
    for (const page of [document, quiz && quiz.contentDocument].filter(Boolean)) {
      for (const name of watched.filter((name) => name !== "panelopened")) {
        page.addEventListener(name === "printscreen" ? "keyup" : name, happened, true);
      }
    }
  }

  // "printscreen" is no browser's event: it is told when this one key is let go, so that no key is ever named.
  function happened(event) {
    const type = event.type === "keyup" && event.key === "PrintScreen" ? "printscreen" : event.type;
    tellEvent(type);
  }

  function tellEvent(type) {
    if (!watched.includes(type) || !widget || !toolOrigin) return;
    widget.contentWindow.postMessage({ subject: "invigil.event", version: 1, event: type, at: Date.now() }, toolOrigin);
  }

  // "panelopened" is none either: this page became smaller while the window and the zoom stayed as they are.
  const sizeNow = () => ({
    frame: [window.outerWidth, window.outerHeight, window.devicePixelRatio].join(),
    width: window.innerWidth,
    height: window.innerHeight,
  });
  let size = sizeNow();
  let settled;
  window.addEventListener("resize", () => {
    clearTimeout(settled);
    settled = setTimeout(() => {
      const now = sizeNow();
      const less = Math.max(size.width - now.width, size.height - now.height);
      if (now.frame === size.frame && less >= 200) tellEvent("panelopened");
      size = now;
    }, 500);
  });

  // ---- the attempt's state on the server ----
  // The tool tells its widget at once and the LMS a moment later: ask often while the two disagree.
  function disagree() {
    const fresh = performance.now() - toolSpokeAt < SOON_FOR_MS;
    return fresh && ["running", "paused", "terminated"].includes(tool.state) && tool.state !== server.state;
  }

  async function poll() {
    clearTimeout(nextPoll);
    try {
      const answer = await fetch(shell.dataset.stateUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const before = server.state;
      server = await answer.json();
      if (before === "created" && server.state !== "created") {
        location.reload();
        return;
      }
      // The LMS let the attempt go on: what the widget said before it is out of date.
      if (before === "paused" && server.state === "running" && tool.state === "paused") tool.state = "running";
      if (quiz) quiz.contentWindow.postMessage({ subject: "sandbox.standing", ...server }, location.origin);
      if (server.state === "submitted" && !ended) end();
      show();
    } catch {
      // The server is away; the next turn tries again.
    }
    clearTimeout(nextPoll);
    nextPoll = setTimeout(poll, disagree() ? SOON_MS : POLL_MS);
  }

  function end() {
    ended = true;
    watch([]);
    if (server.wants_end && widget) {
      toolOrigin = null;
      widget.src = shell.dataset.endUrl;
    }
    if (document.fullscreenElement) document.exitFullscreen();
    if (!quiz.contentWindow.location.pathname.startsWith(shell.dataset.resultUrl)) quiz.src = shell.dataset.resultUrl;
  }

  // ---- what lies over the quiz ----
  function coverText() {
    if (server.state === "terminated" || (tool.state === "terminated" && server.state !== "submitted")) {
      const reason = server.note || tool.message;
      const kept = `The answers that were saved before are kept (${server.answers_saved}). Your teacher decides how to go on.`;
      return { title: "Your attempt was ended by the proctor", reason: reason && `Reason: ${reason}`, text: kept, over: true };
    }
    if (tool.elsewhere && server.state !== "submitted") {
      return { title: "The exam is open in another window", reason: tool.message, text: "The panel says how to go on here.", over: false };
    }
    if (server.state === "paused" || (tool.state === "paused" && server.state === "running")) {
      const reason = tool.state === "paused" ? tool.message : "";
      return { title: "Your attempt is paused", reason, text: "Your answers so far are saved. Please wait for the proctor.", over: false };
    }
    return null;
  }

  function needsFullscreen() {
    return tool.require_fullscreen && tool.state === "running" && server.state === "running" && !withoutFullscreen;
  }

  function reveal(element, visible) {
    if (element.hidden === !visible) return;
    element.hidden = !visible;
    if (visible) (element.querySelector("button") || element).focus();
  }

  function show() {
    chip.textContent = WORDS[server.state] || server.state;
    chip.className = `chip ${server.state}`;
    const why = coverText();
    if (why) {
      document.getElementById("cover-title").textContent = why.title;
      document.getElementById("cover-reason").textContent = why.reason;
      document.getElementById("cover-reason").hidden = !why.reason;
      document.getElementById("cover-text").textContent = why.text;
      document.getElementById("cover-leave").hidden = !why.over;
      if (why.over && document.fullscreenElement) document.exitFullscreen();
    }
    const ask = !why && needsFullscreen() && !document.fullscreenElement;
    if (quiz) quiz.inert = Boolean(why) || ask;
    reveal(cover, Boolean(why));
    reveal(fullscreen, ask);
  }

  // ---- full screen, focus, tab ----
  document.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement) enteredFullscreen = true;
    if (server.state === "running" && tool.require_fullscreen) tell("fullscreen_left", enteredFullscreen && !document.fullscreenElement);
    else tell("fullscreen_left", false);
    show();
  });
  document.getElementById("enter-fullscreen").addEventListener("click", async () => {
    try {
      await document.documentElement.requestFullscreen();
    } catch {
      document.getElementById("fullscreen-failed").hidden = false;
    }
  });
  document.getElementById("skip-fullscreen").addEventListener("click", () => {
    withoutFullscreen = true;
    tell("fullscreen_left", true);
    show();
  });
  // A browser calls a page hidden that it takes down, for a reload too: nothing is told of one that is being left.
  window.addEventListener("pagehide", () => { left = true; });
  window.addEventListener("pageshow", () => { left = false; });
  document.addEventListener("visibilitychange", () => tell("tab_hidden", document.hidden));
  const watchFocus = () => tell("window_blurred", !document.hasFocus());
  setInterval(watchFocus, FOCUS_MS);
  // Focus that moves into a frame blurs this window for a moment only: look once it has settled.
  for (const name of ["focus", "blur"]) window.addEventListener(name, () => setTimeout(watchFocus, 50));

  if (quiz) quiz.addEventListener("load", attach);
  if (quiz) quiz.addEventListener("load", poll);
  poll();
})();

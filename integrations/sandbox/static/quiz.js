// The quiz's own pages: clock, autosave, handing in when time is up, and waiting while the attempt is paused.
"use strict";
(() => {
  const POLL_MS = 5000;
  const TYPING_MS = 1500;
  const TRY_AGAIN_MS = 3000;
  const TAKES_NOTHING_NOW = 409;
  const framed = window.parent !== window;

  const blocked = document.querySelector("[data-wait-url]");
  if (blocked) {
    if (blocked.dataset.state === "paused") setInterval(goOnWhenRunning, 2000);
    return;
  }
  async function goOnWhenRunning() {
    try {
      const state = (await (await fetch(blocked.dataset.waitUrl)).json()).state;
      if (state !== "paused") location.assign(blocked.dataset.goUrl);
    } catch {
      // The server is away; the next turn tries again.
    }
  }

  const bar = document.getElementById("quiz");
  if (bar.dataset.proctored === "yes" && !framed) {
    location.replace(bar.dataset.shellUrl);
    return;
  }
  const form = document.getElementById("answers");
  const last = document.getElementById("submit");
  const saved = document.getElementById("saved");
  const clock = document.getElementById("timer");
  let endsAt = performance.now() + Number(clock.dataset.left) * 1000;
  let running = true;
  let leaving = false;
  let dirty = false;
  let timer = 0;
  let waiting = 0;
  let timeIsUp = false;
  let onwards = () => void save();

  function showClock() {
    if (!running) return;
    const left = Math.max(0, Math.round((endsAt - performance.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.parentElement.classList.toggle("soon", left <= 60);
    if (left === 0) handIn();
  }

  function handIn() {
    if (timeIsUp) return; // it is on its way, and tries again by itself
    timeIsUp = true;
    if (form) go(form, form.dataset.submitUrl);
    else go(last, last.action);
  }

  // Every way out of this page takes the answers along, by a request of the script's own: without a connection the
  // browser would put its error page in the place of the answers. It is tried until it works, with what stands here then.
  async function go(source, url, button) {
    if (leaving) return;
    leaving = true;
    clearTimeout(timer);
    clearTimeout(waiting);
    if (timeIsUp && form) [url, button] = [form.dataset.submitUrl, undefined]; // wherever else it was to lead
    const data = new FormData(source);
    if (button && button.name) data.append(button.name, button.value);
    try {
      const answer = await fetch(url, { method: "POST", body: data });
      if (answer.ok || answer.redirected) dirty = false;
      if (answer.redirected) location.assign(answer.url);
      else if (answer.status === TAKES_NOTHING_NOW) location.reload(); // the page says why
      else throw new Error(String(answer.status));
    } catch (problem) {
      leaving = false;
      dirty = form !== null;
      const why = problem instanceof TypeError ? "no connection" : "the server does not answer as it should";
      say(form ? `Not saved: ${why}. Your answers stay here; trying again…` : `Not handed in: ${why}. Trying again…`);
      onwards = () => go(source, url, button);
      waiting = setTimeout(onwards, TRY_AGAIN_MS);
    }
  }

  function standing(state) {
    running = state.state === "running";
    if (typeof state.seconds_left === "number") endsAt = performance.now() + state.seconds_left * 1000;
    if (running && dirty) schedule();
    if (!framed && !running && !leaving) location.reload();
  }

  async function save() {
    if (!form || !dirty || !running || leaving) return;
    clearTimeout(timer);
    dirty = false;
    const data = new FormData(form);
    try {
      const answer = await fetch(form.dataset.saveUrl, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error((await answer.json()).error_description || "");
      say(`Saved at ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`);
    } catch (problem) {
      dirty = true;
      say(problem instanceof TypeError ? "Not saved: no connection. Trying again…" : `Not saved. ${problem.message}`);
      timer = setTimeout(save, POLL_MS);
    }
  }

  function say(text) {
    if (saved) saved.textContent = text;
  }

  function schedule() {
    clearTimeout(timer);
    timer = setTimeout(save, TYPING_MS);
  }

  if (form) {
    form.addEventListener("input", () => {
      dirty = true;
      say("");
      schedule();
    });
  }
  for (const source of [form, last].filter(Boolean)) {
    source.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter;
      if (source === form && (!button || button.value === "save")) {
        dirty = true;
        void save();
      } else go(source, source.action, button);
    });
  }
  window.addEventListener("online", () => onwards());
  window.addEventListener("pagehide", () => {
    if (dirty && !leaving && running) navigator.sendBeacon(form.dataset.saveUrl, new FormData(form));
  });
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== window.parent) return;
    if (event.data && event.data.subject === "sandbox.standing") standing(event.data);
  });
  if (!framed) {
    setInterval(async () => {
      try {
        standing(await (await fetch(bar.dataset.stateUrl)).json());
      } catch {
        // The server is away; the clock goes on by itself.
      }
    }, POLL_MS);
  }
  showClock();
  setInterval(showClock, 500);
})();

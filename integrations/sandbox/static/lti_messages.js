// What tools may ask of the page that shows them: LTI Client Side postMessages (lti-cs-pm 0.1), LTI postMessage Storage
// (lti-pm-s 0.1) and Canvas's lti.frameResize. The same script answers in the hidden storage frame (data-role="frame").
"use strict";
(() => {
  const MAX_KEYS = 64;
  const MAX_CHARS = 4096; // of all keys and values of one tool
  const MIN_HEIGHT = 200;
  const MAX_HEIGHT = 5000;

  const { role, storage, storageFrame, toolOrigins } = document.currentScript.dataset;
  const origins = toolOrigins.split(" ").filter(Boolean);
  const keepsData = role === "frame" || storage === "parent";
  const kept = new Map(); // tool origin → Map of key → value; lives as long as this page

  class Refused extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }

  function storageOf(origin) {
    if (!kept.has(origin)) kept.set(origin, new Map());
    return kept.get(origin);
  }

  function checkedKey(message) {
    if (typeof message.key !== "string" || !message.key) throw new Refused("bad_request", "key must be a string that is not empty.");
    if (typeof message.message_id !== "string" || !message.message_id) throw new Refused("bad_request", "message_id must be a string that is not empty.");
    return message.key;
  }

  function put({ data, origin }) {
    const key = checkedKey(data);
    const mine = storageOf(origin);
    if (data.value === null || data.value === undefined) {
      mine.delete(key);
      return { key, value: null };
    }
    if (typeof data.value !== "string") throw new Refused("bad_request", "value must be a string, or null to remove it.");
    const others = [...mine].filter(([name]) => name !== key);
    const chars = others.reduce((sum, [name, value]) => sum + name.length + value.length, key.length + data.value.length);
    if (others.length >= MAX_KEYS) throw new Refused("storage_exhaustion", `At most ${MAX_KEYS} keys are kept for a tool.`);
    if (chars > MAX_CHARS) throw new Refused("storage_exhaustion", `At most ${MAX_CHARS} characters are kept for a tool.`);
    mine.set(key, data.value);
    return { key, value: data.value };
  }

  function get({ data, origin }) {
    const key = checkedKey(data);
    return { key, value: storageOf(origin).get(key) ?? null };
  }

  function resize({ data, source }) {
    const frame = [...document.querySelectorAll("iframe[data-resizable]")].find((f) => f.contentWindow === source);
    if (!frame) throw new Refused("bad_request", "Only a tool in a frame of a page of its own can be resized.");
    if (!Number.isFinite(data.height)) throw new Refused("bad_request", "height must be a number of pixels.");
    const height = Math.min(Math.max(data.height, MIN_HEIGHT), MAX_HEIGHT);
    frame.style.height = `${height}px`;
    return { height };
  }

  async function capabilities() {
    const where = storage === "frame" && role === "page" ? { frame: storageFrame } : {};
    if (where.frame) await storageFrameLoaded();
    const stores = storage === "none" ? [] : ["lti.put_data", "lti.get_data"];
    return {
      supported_messages: [
        ...Object.keys(answers).filter((subject) => !stores.includes(subject)).map((subject) => ({ subject })),
        ...stores.map((subject) => ({ subject, ...where })),
      ],
    };
  }

  // A tool asks at once; what it is sent to must be able to answer.
  function storageFrameLoaded() {
    const frame = document.querySelector(`iframe[name="${storageFrame}"]`);
    const page = frame.contentDocument;
    if (page && page.URL !== "about:blank" && page.readyState === "complete") return undefined;
    return new Promise((done) => frame.addEventListener("load", done, { once: true }));
  }

  const answers = {
    "lti.capabilities": capabilities,
    ...(keepsData ? { "lti.put_data": put, "lti.get_data": get } : {}),
    ...(role === "page" ? { "lti.frameResize": resize } : {}),
  };

  async function answered(event) {
    if (!origins.includes(event.origin)) throw new Refused("wrong_origin", "This origin is not a registered tool's.");
    if (!Object.hasOwn(answers, event.data.subject)) throw new Refused("unsupported_subject", "This window does not support this message.");
    return answers[event.data.subject](event);
  }

  window.addEventListener("message", async (event) => {
    const { data, source, origin } = event;
    if (!data || typeof data !== "object" || typeof data.subject !== "string" || !source) return;
    if (!data.subject.startsWith("lti.") || data.subject.endsWith(".response") || source === window) return;
    const reply = { subject: `${data.subject}.response` };
    if (typeof data.message_id === "string") reply.message_id = data.message_id;
    try {
      Object.assign(reply, await answered(event));
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      reply.error = { code: problem.code, message: problem.message };
    }
    if (origin !== "null") source.postMessage(reply, origin);
  });
})();

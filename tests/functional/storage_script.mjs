// Cases for tool/web/http/templates/storage.js, run by test_launch_storage.py: two played windows and a fake clock.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const source = readFileSync(process.env.STORAGE_JS, "utf8");
const { platformStorage, within } = new Function(`${source}; return { platformStorage, within };`)();

const LMS = "https://sso.lms.example";
const KEY = "invigil_0123456789ab";

/** A window with a platform's page around it. `answer(body, target)` gives the replies to one message, or nothing. */
function stage(answer, { frames = {}, opener = null } = {}) {
  const listeners = new Set();
  const timers = new Set();
  const sent = [];
  const window_ = (name) => ({
    name,
    postMessage(body, target) {
      sent.push({ to: name, target, ...body });
      for (const reply of answer(body, name) ?? []) {
        queueMicrotask(() => {
          const event = { origin: LMS, source: host, ...reply };
          [...listeners].forEach((heard) => heard(event));
        });
      }
    },
  });
  const host = window_("host");
  host.frames = Object.fromEntries(Object.keys(frames).map((name) => [name, frames[name] ?? window_(name)]));
  const here = {
    crypto: globalThis.crypto,
    setTimeout: (call, ms) => { const timer = { call, ms }; timers.add(timer); return timer; },
    clearTimeout: (timer) => timers.delete(timer),
    addEventListener: (_, heard) => listeners.add(heard),
    removeEventListener: (_, heard) => listeners.delete(heard),
  };
  here.opener = opener ? host : null;
  here.parent = opener ? here : host;
  const expire = async () => {
    for (let n = 0; n < 20; n += 1) await null; // first everything that is already on its way
    [...timers].forEach((timer) => timer.call());
  };
  return { here, host, sent, listeners, timers, expire };
}

const capabilities = (id, more = {}) => ({
  data: {
    subject: "lti.capabilities.response", message_id: id,
    supported_messages: [{ subject: "lti.get_data", ...more }, { subject: "lti.put_data", ...more }],
  },
});

/** A platform that keeps values as it should. */
function good(more = {}, kept = {}) {
  return (body) => {
    if (body.subject === "lti.capabilities") return [capabilities(body.message_id, more)];
    if (body.subject === "lti.put_data") kept[body.key] = body.value;
    return [{
      data: { subject: `${body.subject}.response`, message_id: body.message_id, key: body.key, value: kept[body.key] },
    }];
  };
}

function quietly({ listeners, timers }) {
  assert.equal(listeners.size, 0, "no listener stays");
  assert.equal(timers.size, 0, "no timer stays");
}

test("puts and gets through the surrounding page", async () => {
  const played = stage(good());
  const storage = platformStorage(played.here, LMS, "_parent");
  await storage.put(KEY, "secret");
  assert.equal(await storage.get(KEY), "secret");
  assert.deepEqual(played.sent.map(({ to, target, subject }) => [to, target, subject]), [
    ["host", "*", "lti.capabilities"], ["host", LMS, "lti.put_data"],
    ["host", "*", "lti.capabilities"], ["host", LMS, "lti.get_data"],
  ]);
  assert.equal(new Set(played.sent.map((m) => m.message_id)).size, 4, "each message has an id of its own");
  quietly(played);
});

test("speaks to the opener of a window of its own", async () => {
  const played = stage(good(), { opener: true });
  await platformStorage(played.here, LMS, "_parent").put(KEY, "secret");
  assert.equal(played.sent.at(-1).to, "host");
});

test("the frame of the capability comes before the one of the login", async () => {
  const named = stage(good({ frame: "forwarding" }), { frames: { forwarding: null, other: null } });
  await platformStorage(named.here, LMS, "other").put(KEY, "secret");
  assert.equal(named.sent.at(-1).to, "forwarding");
  const unnamed = stage(good(), { frames: { other: null } });
  await platformStorage(unnamed.here, LMS, "other").put(KEY, "secret");
  assert.equal(unnamed.sent.at(-1).to, "other");
});

test("fails without a page around", async () => {
  const played = stage(good());
  played.here.parent = played.here;
  await assert.rejects(platformStorage(played.here, LMS, "_parent").put(KEY, "secret"), /no page around/);
  assert.deepEqual(played.sent, []);
});

test("fails when the frame is not there", async () => {
  const missing = stage(good({ frame: "gone" }));
  await assert.rejects(platformStorage(missing.here, LMS, "gone").get(KEY), /frame is not there/);
  const foreign = stage(good());
  Object.defineProperty(foreign.host, "frames", { get() { throw new Error("SecurityError"); } });
  await assert.rejects(platformStorage(foreign.here, LMS, "gone").get(KEY), /SecurityError/);
  const absurd = stage(good(), { frames: { close: 5 } });
  await assert.rejects(platformStorage(absurd.here, LMS, "close").get(KEY));
  [missing, foreign, absurd].forEach(quietly);
});

test("fails when the platform does not say that it keeps values", async () => {
  for (const supported_messages of [[], [{ subject: "lti.capabilities" }], [null, 5, "lti.get_data"], "lti.get_data", null]) {
    const played = stage((body) => [{
      data: { subject: "lti.capabilities.response", message_id: body.message_id, supported_messages },
    }]);
    await assert.rejects(platformStorage(played.here, LMS, "_parent").get(KEY), /keeps no values/);
  }
});

test("fails in time when nobody answers", async () => {
  const deaf = stage(() => []);
  const asked = assert.rejects(platformStorage(deaf.here, LMS, "_parent").get(KEY), /in time/);
  assert.deepEqual([...deaf.timers].map((t) => t.ms), [400]);
  await deaf.expire();
  await asked;
  quietly(deaf);

  const half = stage((body) => (body.subject === "lti.capabilities" ? [capabilities(body.message_id)] : []));
  const rejected = assert.rejects(platformStorage(half.here, LMS, "_parent").get(KEY), /in time/);
  await half.expire();
  await rejected;
  quietly(half);
});

test("passes over messages that are not the answer", async () => {
  const wrong = [
    (right) => ({ ...right, origin: "https://evil.example" }),
    (right) => ({ ...right, origin: `${LMS}.evil.example` }),
    (right) => ({ ...right, data: { ...right.data, message_id: "other" } }),
    (right) => ({ ...right, data: { ...right.data, subject: "lti.put_data.response" } }),
    (right) => ({ ...right, data: null }),
    (right) => ({ ...right, data: "text" }),
  ];
  const played = stage((body) => {
    if (body.subject === "lti.capabilities") return [capabilities(body.message_id)];
    const right = {
      data: { subject: "lti.get_data.response", message_id: body.message_id, key: body.key, value: "right" },
    };
    const forged = { ...right, data: { ...right.data, value: "forged" } };
    return [...wrong.map((change) => change(forged)), right];
  });
  assert.equal(await platformStorage(played.here, LMS, "_parent").get(KEY), "right");
  quietly(played);
});

test("believes capabilities of the surrounding page only, whatever its origin", async () => {
  const forged = stage((body) => [
    { ...capabilities(body.message_id, { frame: "evil" }), source: {} }, // another window
    { ...capabilities(body.message_id), origin: "https://school.lms.example" },
  ], { frames: { evil: null } });
  const asked = assert.rejects(platformStorage(forged.here, LMS, "_parent").get(KEY), /in time/);
  await forged.expire();
  await asked;
  assert.equal(forged.sent.at(-1).to, "host");
});

test("fails on an error, another key, another value, no value", async () => {
  const say = (reply) => stage((body) => (
    body.subject === "lti.capabilities"
      ? [capabilities(body.message_id)]
      : [{ data: { subject: `${body.subject}.response`, message_id: body.message_id, ...reply } }]
  ));
  const get = (reply) => platformStorage(say(reply).here, LMS, "_parent").get(KEY);
  await assert.rejects(get({ error: { code: "storage_exhaustion", message: "Full" } }), /storage_exhaustion: Full/);
  await assert.rejects(get({ key: "other", value: "x" }), /another key/);
  await assert.rejects(get({ key: KEY, value: null }), /no value/);
  await assert.rejects(get({ key: KEY, value: 5 }), /no value/);
  await assert.rejects(
    platformStorage(say({ key: KEY, value: "other" }).here, LMS, "_parent").put(KEY, "secret"), /another value/,
  );
});

test("an overall time-out", async () => {
  const played = stage(() => []);
  const waited = assert.rejects(within(played.here, 1000, new Promise(() => {})), /too long/);
  await played.expire();
  await waited;
  assert.equal(await within(played.here, 1000, Promise.resolve(5)), 5);
});

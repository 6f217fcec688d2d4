// Platform storage (1EdTech lti-cs-oidc and lti-pm-s): the LMS's own page keeps one value for a tool whose cookies the
// browser does not keep. `here` is this window, `origin` that of the platform's login address, `frameName` the name
// of the frame that the platform said would answer. Every promise fails with a sentence when the platform does not help.
function platformStorage(here, origin, frameName) {
  const host = here.opener || here.parent;

  // Sends one message and gives the first answer that is `trusted` and names the message.
  function ask(to, targetOrigin, body, ms, trusted) {
    const id = Array.from(here.crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join("");
    return new Promise((resolve, reject) => {
      const timer = here.setTimeout(() => end(reject, new Error("The platform did not answer in time.")), ms);
      function end(settle, outcome) {
        here.clearTimeout(timer);
        here.removeEventListener("message", heard);
        settle(outcome);
      }
      function heard(event) {
        const reply = event.data;
        if (!reply || reply.subject !== `${body.subject}.response` || reply.message_id !== id || !trusted(event)) return;
        if (reply.error) end(reject, new Error(`The platform said ${reply.error.code}: ${reply.error.message}`));
        else end(resolve, reply);
      }
      here.addEventListener("message", heard);
      try {
        to.postMessage({ ...body, message_id: id }, targetOrigin);
      } catch (error) {
        end(reject, error);
      }
    });
  }

  // Asks the surrounding page what it can do, and returns the frame that takes messages of this subject.
  async function frameFor(subject) {
    if (!host || host === here) throw new Error("There is no page around this one.");
    const reply = await ask(host, "*", { subject: "lti.capabilities" }, 400, (event) => event.source === host);
    const offers = Array.isArray(reply.supported_messages) ? reply.supported_messages : [];
    const offer = offers.find((item) => item && item.subject === subject);
    if (!offer) throw new Error("The platform keeps no values.");
    const name = offer.frame ?? frameName;
    const frame = name === "_parent" ? host : host.frames[name]; // throws when there is none and the host is foreign
    if (!frame) throw new Error("The platform's storage frame is not there.");
    return frame;
  }

  async function exchange(body) {
    const frame = await frameFor(body.subject);
    const reply = await ask(frame, origin, body, 600, (event) => event.origin === origin);
    if (reply.key !== body.key) throw new Error("The platform answered about another key.");
    return reply;
  }

  return {
    async put(key, value) {
      const reply = await exchange({ subject: "lti.put_data", key, value });
      if (reply.value !== value) throw new Error("The platform kept another value.");
    },
    async get(key) {
      const reply = await exchange({ subject: "lti.get_data", key });
      if (typeof reply.value !== "string") throw new Error("The platform has no value.");
      return reply.value;
    },
  };
}

// Fails when the promise takes longer than `ms`.
function within(here, ms, promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => here.setTimeout(() => reject(new Error("That took too long.")), ms)),
  ]);
}

// What Canvas's pages answer to messages of tools (LTI postMessage Storage): the page around a tool, and the hidden frame
// whose name a launch tells as lti_storage_target. Each origin has keys of its own.
(() => {
  const kept = new Map();
  const stores = { frame: "post_message_forwarding" };
  const known = [
    { subject: "lti.capabilities" }, { subject: "lti.put_data", ...stores }, { subject: "lti.get_data", ...stores },
    { subject: "lti.frameResize" },
  ];
  window.addEventListener("message", (event) => {
    const said = event.data;
    if (typeof said !== "object" || !said || !event.source) return;
    const answer = (more) => event.source.postMessage(
      { subject: `${said.subject}.response`, message_id: said.message_id, ...more }, event.origin);
    if (said.subject === "lti.capabilities") {
      answer({ supported_messages: known });
    } else if (said.subject === "lti.put_data") {
      if (said.value === null) kept.delete(`${event.origin} ${said.key}`);
      else kept.set(`${event.origin} ${said.key}`, said.value);
      answer({ key: said.key, value: said.value });
    } else if (said.subject === "lti.get_data") {
      answer({ key: said.key, value: kept.get(`${event.origin} ${said.key}`) ?? null });
    }
  });
})();

// Leaves the registration page when the tool says that it is done (LTI Dynamic Registration: org.imsglobal.lti.close).
"use strict";
(() => {
  const frame = document.getElementById("registration");
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== frame.dataset.origin) return;
    if (event.data && event.data.subject === "org.imsglobal.lti.close") location.assign(frame.dataset.doneUrl);
  });
})();

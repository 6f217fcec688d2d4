/** Runs in a hidden frame of Learn's pages: first the user's leave, which leads back here, then the conversation. */
import { reason } from "../shared/http";
import { speak } from "../shared/i18n";
import { openSession, UEF_DOOR, type Session } from "../shared/session";
import type { UefPanelView, UefSessionView, UefSettingsBody } from "../shared/wire.gen";
import { converse, type Desk } from "./conversation";

speak(["en"], ["en"]);
openSession(UEF_DOOR).then(begin, say);

function begin(session: Session<UefSessionView>): void {
  const { consent_url: consent, platform_origin: origin, handle, user_token: userToken } = session.view;
  if (consent !== "") {
    location.replace(consent);
    return;
  }
  converse(
    { origin, handle, userToken },
    desk(session),
    {
      parent: window.parent,
      listen: (heard) => addEventListener("message", heard),
      later: (run, ms) => void setTimeout(run, ms),
    },
    (words) => say(new Error(`Learn did not take Invigil as a proctoring service. ${words}`)),
  );
}

function desk(session: Session<UefSessionView>): Desk {
  return {
    panel: (contentId, courseId) =>
      session.json<UefPanelView>(`/api/uef/exam?${new URLSearchParams({ course: courseId, content: contentId }).toString()}`),
    saved: (contentId, courseId, enabled) => {
      const body: UefSettingsBody = { content_id: contentId, course_id: courseId, enabled };
      return session.json<UefPanelView>("/api/uef/settings", { method: "POST", body });
    },
  };
}

/** Nobody sees the frame; whoever looks for the cause finds it here and in the browser's tools. */
function say(error: unknown): void {
  const root = document.getElementById("app");
  if (root !== null) root.textContent = reason(error);
}

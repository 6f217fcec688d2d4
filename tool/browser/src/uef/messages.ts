/** What Learn's pages and this one say to each other (Ultra Extension Framework), and how what comes is read.
 *
 * Source: Anthology's pages on the framework and on proctoring services in it. Everything that comes is looked at: it is
 * the LMS's page that speaks, but which version of it nobody knows. */

/** The place in a test's settings where a proctoring service shows its own. */
export const PANEL = "course.content.assessment.settings.proctoring.panel.settings";

/** Something to be shown in Learn's page: Learn makes the element, nothing of ours runs there. */
export interface Element {
  tag: string;
  props?: Record<string, unknown>;
  children?: string | Element[];
}

export type ToLearn =
  | { type: "authorization:authorize"; token: string }
  | { type: "event:subscribe"; subscriptions: string[] }
  | { type: "proctoring-service:register"; proctoringPlacementHandle: string }
  | { type: "portal:render"; portalId: string; contents: Element }
  | { type: "proctoring-service:settings-saved:response"; correlationId: string; success: boolean; error?: string };

export type FromLearn =
  | { type: "authorized" }
  | { type: "refused"; words: string }
  | { type: "registered" }
  | { type: "panel"; portalId: string; contentId: string; courseId: string }
  | { type: "gone"; portalId: string }
  | { type: "saved"; correlationId: string; contentId: string; courseId: string; enabled: boolean };

/** Returns what a message on the port says, null if it is none that matters here. */
export function read(data: unknown): FromLearn | null {
  if (!isRecord(data)) return null;
  switch (data["type"]) {
    case "authorization:authorize":
      return failed(data) ?? { type: "authorized" };
    case "proctoring-service:register":
      return failed(data) ?? { type: "registered" };
    case "event:event":
      return portal(data);
    case "proctoring-service:settings-saved":
      return {
        type: "saved",
        correlationId: text(data["correlationId"]),
        contentId: text(data["contentId"]),
        courseId: text(data["courseUuid"]),
        enabled: data["enabled"] === true,
      };
    default:
      return null;
  }
}

/** Whether this is Learn's answer to our hello. */
export function isHello(data: unknown): boolean {
  return isRecord(data) && data["type"] === "integration:hello";
}

function portal(data: Record<string, unknown>): FromLearn | null {
  const event = text(data["eventType"]).replace("portal:", "");
  const portalId = text(data["portalId"]);
  if (portalId === "") return null;
  if (event === "remove") return { type: "gone", portalId };
  if (event !== "new" || data["selector"] !== PANEL) return null;
  const about = isRecord(data["selectorData"]) ? data["selectorData"] : {};
  const courseId = text(about["courseUuid"]) || text(about["courseId"]);
  return { type: "panel", portalId, contentId: text(about["contentId"]), courseId };
}

/** Whether Learn said no, by a message or a status that is not one of success. */
function failed(data: Record<string, unknown>): FromLearn | null {
  const words = text(data["errorMessage"]) || text(data["error"]);
  const status = text(data["status"]).toLowerCase();
  if (words === "" && !["error", "failure", "failed"].includes(status)) return null;
  return { type: "refused", words };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The conversation with Learn's page: hello, the user's leave, registering as a proctoring service, the panel, and the
 * answer to saved settings, which Learn waits for only so long.
 *
 * One source counts: the page that frames this one, on the origin that the signed launch named. It hands over a port
 * once, and everything else goes through that. */
import { reason } from "../shared/http";
import type { UefPanelView } from "../shared/wire.gen";
import { isHello, read, type FromLearn, type ToLearn } from "./messages";
import { panel, UNKNOWN, unreachable } from "./panel";

export const HELLO_AGAIN_MS = 2_000;
/** Learn does not say how long it waits; people do not wait longer than this for a saved form. */
export const ANSWER_WITHIN_MS = 8_000;
const SLOW = "Invigil took too long. Save the settings again.";

/** What our own server knows and does. Both reject with words that can be shown. */
export interface Desk {
  panel(contentId: string, courseId: string): Promise<UefPanelView>;
  saved(contentId: string, courseId: string, enabled: boolean): Promise<UefPanelView>;
}

export interface Learn {
  /** The origin of Learn's pages: nothing is said to another, and nothing heard from one. */
  origin: string;
  handle: string;
  userToken: string;
}

/** What the conversation needs of the browser. */
export interface Around {
  parent: Pick<Window, "postMessage">;
  listen: (heard: (event: MessageEvent) => void) => void;
  later: (run: () => void, ms: number) => void;
}

/** Begins the conversation. `trouble` hears what Learn refuses. */
export function converse(learn: Learn, desk: Desk, around: Around, trouble: (words: string) => void): void {
  let talk: Talk | null = null;
  around.listen((event) => {
    if (event.source !== around.parent || event.origin !== learn.origin || !isHello(event.data)) return;
    const port = event.ports[0];
    if (talk !== null || port === undefined) return;
    talk = new Talk(port, learn, desk, around, trouble);
  });
  const hello = (): void => {
    if (talk !== null) return;
    around.parent.postMessage({ type: "integration:hello" }, learn.origin);
    around.later(hello, HELLO_AGAIN_MS); // Learn's page may not listen yet
  };
  hello();
}

class Talk {
  /** The panels that are open, by portal: which test each is about. */
  private readonly open = new Map<string, string>();

  constructor(
    private readonly port: MessagePort,
    private readonly learn: Learn,
    private readonly desk: Desk,
    private readonly around: Around,
    private readonly trouble: (words: string) => void,
  ) {
    port.onmessage = (event: MessageEvent<unknown>) => {
      const said = read(event.data);
      if (said !== null) this.heard(said);
    };
    this.say({ type: "authorization:authorize", token: learn.userToken });
  }

  private say(message: ToLearn): void {
    this.port.postMessage(message);
  }

  private heard(said: FromLearn): void {
    if (said.type === "authorized") {
      this.say({ type: "event:subscribe", subscriptions: ["portal:new", "portal:remove"] });
      this.say({ type: "proctoring-service:register", proctoringPlacementHandle: this.learn.handle });
    } else if (said.type === "panel") {
      this.open.set(said.portalId, said.contentId);
      void this.show(said.portalId, said.contentId, said.courseId);
    } else if (said.type === "gone") this.open.delete(said.portalId);
    else if (said.type === "saved") void this.save(said);
    else if (said.type === "refused") this.trouble(said.words);
  }

  private async show(portalId: string, contentId: string, courseId: string): Promise<void> {
    if (contentId === "" || courseId === "") {
      this.render(portalId, UNKNOWN);
      return;
    }
    try {
      this.render(portalId, await this.desk.panel(contentId, courseId));
    } catch (error) {
      this.render(portalId, unreachable(reason(error)));
    }
  }

  private render(portalId: string, view: UefPanelView): void {
    if (this.open.has(portalId)) this.say({ type: "portal:render", portalId, contents: panel(view) });
  }

  /** Answers once: with what came of it, or that it took too long. */
  private async save(said: Extract<FromLearn, { type: "saved" }>): Promise<void> {
    let answered = false;
    const answer = (error = ""): void => {
      if (answered) return;
      answered = true;
      const { correlationId } = said;
      const type = "proctoring-service:settings-saved:response";
      this.say(error === "" ? { type, correlationId, success: true } : { type, correlationId, success: false, error });
    };
    this.around.later(() => answer(SLOW), ANSWER_WITHIN_MS);
    try {
      const view = await this.desk.saved(said.contentId, said.courseId, said.enabled);
      answer();
      for (const [portalId, contentId] of this.open) if (contentId === said.contentId) this.render(portalId, view);
    } catch (error) {
      answer(reason(error));
    }
  }
}

/** Sends again what got no answer; for requests that carry an id, so that the server carries them out once. */
import { Refused } from "../shared/http";

export const RESEND_MS = 2000;
export const MOST_SENDS = 4;

/** Does the work, and again when it is not known whether it was done: no answer came, or there was no connection. */
export async function surely<T>(work: () => Promise<T>): Promise<T> {
  for (let sent = 1; ; sent += 1) {
    try {
      return await work();
    } catch (error) {
      const unknown = error instanceof Refused && (error.code === "timeout" || error.code === "offline");
      if (!unknown || sent >= MOST_SENDS) throw error;
      await new Promise((done) => setTimeout(done, RESEND_MS));
    }
  }
}

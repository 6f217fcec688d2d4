/** Shows how loud each examinee is, in the meters that stand for them, and that nobody knows when nothing came.
 *
 * As with pictures, this bypasses the page's state. A meter is calm on purpose: five steps, a word, no movement between. */

/** How loud an attempt is for its room, 0 (the room's own noise) to 100. */
export interface Loudness {
  attemptId: string;
  loudness: number;
}

/** After so long without news nobody knows how loud it is; under load an examinee is heard less often. */
export const UNKNOWN_AFTER_MS = 15_000;
const LOOK_EVERY_MS = 1000;
const WORDS = ["quiet", "faint sound", "some sound", "clear sound", "loud"] as const;

interface Heard {
  step: number;
  at: number;
}

export class SoundBoard {
  private readonly heard = new Map<string, Heard>();
  private readonly meters = new Map<string, Set<HTMLElement>>();
  private readonly timer = setInterval(() => this.age(), LOOK_EVERY_MS);

  /** An examinee was listened to. */
  hear({ attemptId, loudness }: Loudness): void {
    const step = Math.round((Math.min(100, Math.max(0, loudness)) / 100) * (WORDS.length - 1));
    this.heard.set(attemptId, { step, at: Date.now() });
    for (const meter of this.meters.get(attemptId) ?? []) show(meter, step);
  }

  /** Shows this attempt's loudness in this element from now on; hidden while it is not known. Returns the end of it. */
  attach(attemptId: string, meter: HTMLElement): () => void {
    const all = this.meters.get(attemptId) ?? new Set();
    this.meters.set(attemptId, all.add(meter));
    const known = this.heard.get(attemptId);
    if (known === undefined) meter.hidden = true;
    else show(meter, known.step);
    return () => void all.delete(meter);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private age(): void {
    const limit = Date.now() - UNKNOWN_AFTER_MS;
    for (const [attemptId, { at }] of this.heard) {
      if (at > limit) continue;
      this.heard.delete(attemptId);
      for (const meter of this.meters.get(attemptId) ?? []) meter.hidden = true;
    }
  }
}

function show(meter: HTMLElement, step: number): void {
  meter.hidden = false;
  meter.dataset["step"] = String(step);
  meter.setAttribute("aria-valuenow", String(step));
  meter.setAttribute("aria-valuetext", WORDS[step] ?? "");
}

/** One calibration: which targets an examinee looks at, for how long, and what becomes of it. Knows no page. */
import { type CalibrateBody, type Target, TARGETS } from "../shared/wire.gen";

/** Long enough to find the target and rest on it; five of them are ten seconds. */
export const TARGET_MS = 2000;
/** What was measured is known at once, or not at all. */
export const ANSWER_MS = 6000;

export interface RunPorts {
  /** Tells the server what is looked at; rejects when it cannot be told. */
  tell: (body: CalibrateBody) => Promise<unknown>;
  /** The next target, counted from 0. */
  onTarget: (target: Target, at: number) => void;
  /** All were looked at, and the server knows. */
  onEnded: () => void;
  /** The server could not be told, so nothing counts. */
  onFailed: (error: unknown) => void;
}

/** Starts a run; the returned function breaks it off, and does nothing once it is over. */
export function runCalibration({ tell, onTarget, onEnded, onFailed }: RunPorts): () => void {
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    over = true;
    clearTimeout(timer);
  };
  const fail = (error: unknown): void => {
    if (over) return;
    end();
    onFailed(error);
  };
  const finish = (): void => {
    tell({ target: null, ended: true }).then(() => {
      if (over) return;
      end();
      onEnded();
    }, fail);
  };
  const look = (at: number): void => {
    const target = TARGETS[at];
    if (target === undefined) {
      finish();
      return;
    }
    onTarget(target, at);
    tell({ target }).catch(fail);
    timer = setTimeout(() => look(at + 1), TARGET_MS);
  };
  look(0);
  return () => {
    if (over) return;
    end();
    tell({ target: null }).catch(() => undefined); // the server forgets it by itself
  };
}

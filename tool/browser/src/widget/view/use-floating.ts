/** The window that floats beside the quiz, as a state of the page. */
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { browserFloats, canFloat, openFloating } from "../floating";

export interface Floating {
  /** Whether this browser can show one here. */
  readonly possible: boolean;
  /** Where the panel is drawn now; null while it is in the page. */
  readonly body: HTMLElement | null;
  /** To be called in a press. Rejects never: where there is no window, the panel stays in the page. */
  open(): Promise<void>;
  close(): void;
}

/** `wanted`: whether there is anything to show in it. It closes with the page, and when nothing is. */
export function useFloating(wanted: boolean): Floating {
  const host = useMemo(browserFloats, []);
  const [shown, setShown] = useState<Window | null>(null);
  // Not after the next frame: there may be none, since the quiz's tab covers this one.
  useLayoutEffect(() => {
    if (shown === null) return;
    const gone = (): void => setShown(null);
    const close = (): void => shown.close();
    shown.addEventListener("pagehide", gone);
    window.addEventListener("pagehide", close);
    return () => {
      shown.removeEventListener("pagehide", gone);
      window.removeEventListener("pagehide", close);
    };
  }, [shown]);
  useLayoutEffect(() => {
    if (!wanted) shown?.close();
  }, [wanted, shown]);
  return {
    possible: canFloat(host),
    body: shown?.document.body ?? null,
    open: async () => setShown(await openFloating(host)),
    close: () => shown?.close(),
  };
}

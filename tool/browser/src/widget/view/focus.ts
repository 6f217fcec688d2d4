/** Where the keyboard goes when what had the focus is gone. Never into this frame from the quiz beside it. */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Once shown, take the focus to the first match of `selector` inside `ref`, if it was in this frame and got lost. */
export function useFocusWhenLost(ref: RefObject<HTMLElement | null>, selector: string): void {
  useEffect(() => {
    if (!document.hasFocus() || document.activeElement !== document.body) return;
    ref.current?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }, []);
}

/** After something focused was put away: to the page's main part. */
export function focusMain(): void {
  if (document.hasFocus()) document.querySelector("main")?.focus({ preventScroll: true });
}

/** Keeps the keyboard somewhere sensible when the row that had it goes away. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** When `count` shrinks and the focus was lost with what went, it moves to `to` (which needs a tabIndex). */
export function useKeptFocus(count: number, to: RefObject<HTMLElement | null>): void {
  const before = useRef(count);
  useEffect(() => {
    if (count < before.current && document.activeElement === document.body) to.current?.focus();
    before.current = count;
  }, [count]);
}

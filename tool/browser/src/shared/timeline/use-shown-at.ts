/** Says on an element when it came onto the page, so that latency can be measured from outside. */
import { useLayoutEffect, useRef } from "preact/hooks";

/** For a list item: writes data-shown-at (Unix ms) when the element first stands in the page. */
export function useShownAt(): { current: HTMLLIElement | null } {
  const element = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => element.current?.setAttribute("data-shown-at", String(Date.now())), []);
  return element;
}

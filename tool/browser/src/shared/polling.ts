/** Looks again from time to time, but only while somebody can see the page. */
import { useEffect, useRef } from "preact/hooks";

/** What pollWhileVisible needs of the page; the default is the page. */
export interface Visibility {
  readonly visibilityState: DocumentVisibilityState;
  addEventListener(type: "visibilitychange", listener: () => void): void;
  removeEventListener(type: "visibilitychange", listener: () => void): void;
}

/** Runs `look` every `everyMs` while the page is visible, and at once when it becomes visible again. Never two at a
 * time. Returns a function that ends it. */
export function pollWhileVisible(look: () => Promise<void>, everyMs: number, page: Visibility = document): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let looking = false;
  let over = false;
  const wait = () => {
    if (timer !== null) clearTimeout(timer);
    timer = over || page.visibilityState !== "visible" ? null : setTimeout(() => void turn(), everyMs);
  };
  const turn = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      await look();
    } finally {
      looking = false;
      wait();
    }
  };
  const onChange = () => {
    if (page.visibilityState === "visible") void turn();
    else wait();
  };
  page.addEventListener("visibilitychange", onChange);
  wait();
  return () => {
    over = true;
    page.removeEventListener("visibilitychange", onChange);
    wait();
  };
}

/** pollWhileVisible for as long as the component is there. `look` must not throw. */
export function usePolling(look: () => Promise<void>, everyMs: number): void {
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => pollWhileVisible(() => latest.current(), everyMs), []);
}

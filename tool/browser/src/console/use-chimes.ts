/** Sound of the console: on or off (kept in this browser), woken by the first press, and the words read out with it. */
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { storage } from "../shared/kept";
import { useSpeaker } from "../shared/ui/toast";
import { createSounds } from "./sound";
import type { ConsoleStore } from "./store";

const KEY = "invigil.console.sound";

export interface Chimes {
  on: boolean;
  /** On, but the browser waits for a first press on the page. */
  blocked: boolean;
  toggle: () => void;
}

export function useChimes(store: ConsoleStore): Chimes {
  const sounds = useMemo(createSounds, []);
  const { announce } = useSpeaker();
  const [on, setOn] = useState(() => storage("localStorage")?.getItem(KEY) !== "off");
  const [blocked, setBlocked] = useState(sounds.blocked());
  useEffect(() => {
    const wake = () => {
      sounds.wake();
      setTimeout(() => setBlocked(sounds.blocked()), 100);
    };
    wake();
    addEventListener("pointerdown", wake);
    addEventListener("keydown", wake);
    return () => {
      removeEventListener("pointerdown", wake);
      removeEventListener("keydown", wake);
    };
  }, []);
  useEffect(
    () =>
      store.onNews((news) => {
        announce(news.words);
        if (on) sounds.play(news.chime);
      }),
    [on],
  );
  const toggle = useCallback(() => {
    setOn((was) => {
      storage("localStorage")?.setItem(KEY, was ? "off" : "on");
      if (!was) setTimeout(() => sounds.play("incident"), 50);
      return !was;
    });
  }, []);
  return { on, blocked: on && blocked, toggle };
}

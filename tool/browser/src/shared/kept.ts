/** The browser's storage, where there is one: a page that keeps no cookies may not even ask for it. */
export function storage(kind: "localStorage" | "sessionStorage"): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

/** What this entry of the tab's history keeps with it: it is there again after Back and Forward, in a frame too, where a
 * browser may refuse all other storage, and it goes with the tab. */
export function entryStorage(history: Pick<History, "state" | "replaceState">): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const all = (): Record<string, unknown> => ({ ...(history.state as Record<string, unknown> | null) });
  return {
    getItem: (key) => {
      const found = all()[key];
      return typeof found === "string" ? found : null;
    },
    setItem: (key, text) => history.replaceState({ ...all(), [key]: text }, ""),
    removeItem: (key) => history.replaceState({ ...all(), [key]: undefined }, ""),
  };
}

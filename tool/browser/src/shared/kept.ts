/** The browser's storage, where there is one: a page that keeps no cookies may not even ask for it. */
export function storage(kind: "localStorage" | "sessionStorage"): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

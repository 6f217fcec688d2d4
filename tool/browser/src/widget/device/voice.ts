/** Reads texts aloud, where the browser can; only ever asked for by the examinee. */

/** Whether this browser can read aloud. */
export function canReadAloud(): boolean {
  return typeof speechSynthesis !== "undefined" && typeof SpeechSynthesisUtterance !== "undefined";
}

/** Read the text aloud in this language, and nothing else any more. */
export function readAloud(text: string, language: string): void {
  speechSynthesis.cancel();
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.lang = language;
  speechSynthesis.speak(spoken);
}

export function stopReading(): void {
  if (canReadAloud()) speechSynthesis.cancel();
}

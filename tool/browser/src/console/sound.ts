/** Two short, soft sounds: one for a new incident, another for a call for help. No files; WebAudio makes them. */

export type Chime = "incident" | "help";

export interface Sounds {
  play(chime: Chime): void;
  /** Whether the browser holds sound back until the first press on the page. */
  blocked(): boolean;
  /** To be called on a press or key: lets the browser start sound. */
  wake(): void;
}

/** [start in seconds, frequency in Hz] of each note. */
const NOTES: Record<Chime, [number, number][]> = {
  incident: [
    [0, 660],
    [0.14, 523],
  ],
  help: [
    [0, 784],
    [0.12, 988],
    [0.24, 1175],
  ],
};
const NOTE_S = 0.22;
const VOLUME = 0.12;
/** Incidents that come together make one sound. */
const GAP_MS = 700;

export function createSounds(): Sounds {
  const context = new AudioContext();
  const last: Record<Chime, number> = { incident: 0, help: 0 };
  return {
    blocked: () => context.state !== "running",
    wake: () => void context.resume(),
    play: (chime) => {
      const now = Date.now();
      if (context.state !== "running" || now - last[chime] < GAP_MS) return;
      last[chime] = now;
      for (const [start, frequency] of NOTES[chime]) note(context, context.currentTime + start, frequency);
    },
  };
}

function note(context: AudioContext, at: number, frequency: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = "sine";
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(VOLUME, at + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_S);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + NOTE_S);
}

/** How loud the microphone is, for a bar that moves when one speaks. */

/** Loud enough to be speech near the microphone rather than the room's noise. */
export const HEARD = 0.18;

const FLOOR_DB = -60;

/** Turn samples (-1 to 1) into a bar of 0 to 1: the root mean square on a decibel scale from -60 dB to 0 dB. */
export function loudness(samples: Float32Array): number {
  let squares = 0;
  for (const sample of samples) squares += sample * sample;
  const rms = Math.sqrt(squares / Math.max(1, samples.length));
  if (rms === 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(rms)) / FLOOR_DB));
}

/** One meter per stream; close it when done. */
export class SoundMeter {
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly samples: Float32Array<ArrayBuffer>;

  constructor(stream: MediaStream) {
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    void this.context.resume();
  }

  /** The loudness now, 0 to 1. */
  read(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    return loudness(this.samples);
  }

  close(): void {
    void this.context.close();
  }
}

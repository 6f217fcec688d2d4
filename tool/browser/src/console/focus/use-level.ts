/** Moves a level meter with the sound of a stream; works while the video itself is muted. */
import { useEffect } from "preact/hooks";

const FLOOR_DB = -60;

/** 0 (silence, -60 dB or less) to 1 (full scale) from samples between -1 and 1. */
export function level(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
  return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}

export function useLevel(stream: MediaStream | null, bar: { current: HTMLElement | null }): void {
  useEffect(() => {
    if (stream === null) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    const samples = new Float32Array(analyser.fftSize);
    let source: MediaStreamAudioSourceNode | null = null;
    let frame = 0;
    const draw = () => {
      frame = requestAnimationFrame(draw);
      // The audio track may join after the video track.
      if (source === null && stream.getAudioTracks().length > 0) {
        source = context.createMediaStreamSource(stream);
        source.connect(analyser);
      }
      analyser.getFloatTimeDomainData(samples);
      bar.current?.style.setProperty("transform", `scaleX(${level(samples).toFixed(3)})`);
    };
    draw();
    return () => {
      cancelAnimationFrame(frame);
      bar.current?.style.setProperty("transform", "scaleX(0)");
      void context.close();
    };
  }, [stream]);
}

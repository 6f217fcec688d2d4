/** Light and loudness as values that change while a component is shown. */
import { useEffect, useState } from "preact/hooks";
import { LightMeter, type LightReading } from "../device/light";
import { SoundMeter } from "../device/sound";

const LIGHT_EVERY_MS = 500;
const SOUND_EVERY_MS = 80;

/** How bright the picture of `video` is; null before the first one. */
export function useLight(video: HTMLVideoElement | null): LightReading | null {
  const [reading, setReading] = useState<LightReading | null>(null);
  useEffect(() => {
    if (video === null) return;
    const meter = new LightMeter();
    const look = (): void => setReading((before) => meter.read(video) ?? before);
    const timer = setInterval(look, LIGHT_EVERY_MS);
    video.addEventListener("loadeddata", look);
    look();
    return () => {
      clearInterval(timer);
      video.removeEventListener("loadeddata", look);
    };
  }, [video]);
  return reading;
}

/** How loud `stream` is now, 0 to 1. */
export function useLoudness(stream: MediaStream | null): number {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (stream === null || stream.getAudioTracks().length === 0) return;
    const meter = new SoundMeter(stream);
    const timer = setInterval(() => setLevel(meter.read()), SOUND_EVERY_MS);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [stream]);
  return level;
}

/** Unix milliseconds, renewed every second. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** How good the picture is, as far as numbers can tell: brightness, contrast, light from behind. Nothing else is claimed. */
import type { RuleView } from "../../shared/wire.gen";
import { t } from "../words";

const WIDTH = 64;
const HEIGHT = 48;

/** Mean luma of the whole picture, of its middle and of its rim (0-255), and the standard deviation of luma (0-128). */
export interface LightReading {
  luma: number;
  contrast: number;
  middle: number;
  rim: number;
}

export type LightVerdict = "good" | "covered" | "dark" | "bright" | "backlit";

/** From which numbers on a picture counts as too dark or covered: the exam's own rules, so that hint and rule agree. */
export interface LightLimits {
  dark: number;
  covered: number;
}

const BRIGHT = 215;
const BACKLIT = 1.7; // rim this many times brighter than the middle
const DEFAULT_LIMITS: LightLimits = { dark: 40, covered: 12 };

/** Take the limits from the policy's rules; where a rule is off, the standard ones still make a useful hint. */
export function limitsOf(rules: readonly RuleView[]): LightLimits {
  const threshold = (type: string, otherwise: number): number => {
    const rule = rules.find((r) => r.type === type && r.enabled);
    return rule?.threshold ?? otherwise;
  };
  return { dark: threshold("too_dark", DEFAULT_LIMITS.dark), covered: threshold("camera_covered", DEFAULT_LIMITS.covered) };
}

/** Measure RGBA pixels of a picture that is `width` pixels wide. Luma is ITU-R BT.601, as the server has it. */
export function measure(rgba: Uint8ClampedArray, width: number): LightReading {
  const height = rgba.length / 4 / width;
  let sum = 0;
  let squares = 0;
  let middleSum = 0;
  let middleCount = 0;
  for (let index = 0; index < width * height; index++) {
    const at = index * 4;
    const luma = 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0);
    sum += luma;
    squares += luma * luma;
    const x = (index % width) / width;
    const y = Math.floor(index / width) / height;
    if (x < 0.3 || x >= 0.7 || y < 0.2 || y >= 0.8) continue;
    middleSum += luma;
    middleCount += 1;
  }
  const count = width * height;
  const mean = sum / count;
  const contrast = Math.sqrt(Math.max(0, squares / count - mean * mean));
  const middle = middleSum / middleCount;
  return { luma: mean, contrast, middle, rim: (sum - middleSum) / (count - middleCount) };
}

/** Judge a reading. A flat picture is a covered lens before it is anything else. */
export function judge(reading: LightReading, limits: LightLimits): LightVerdict {
  if (reading.contrast < limits.covered) return "covered";
  if (reading.luma < limits.dark) return "dark";
  if (reading.luma > BRIGHT) return "bright";
  if (reading.rim > 90 && reading.rim > BACKLIT * reading.middle) return "backlit";
  return "good";
}

/** A verdict in words, with what helps. */
export function lightWords(verdict: LightVerdict): { title: string; hint: string } {
  return { title: t(`light.${verdict}`), hint: t(`light.${verdict}_hint`) };
}

/** Measures a playing video; one canvas, kept. */
export class LightMeter {
  private readonly canvas = document.createElement("canvas");

  constructor() {
    this.canvas.width = WIDTH;
    this.canvas.height = HEIGHT;
  }

  /** Measure the picture that `video` shows now; null when it shows none yet. */
  read(video: HTMLVideoElement): LightReading | null {
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    if (context === null || video.videoWidth === 0) return null;
    context.drawImage(video, 0, 0, WIDTH, HEIGHT);
    return measure(context.getImageData(0, 0, WIDTH, HEIGHT).data, WIDTH);
  }
}

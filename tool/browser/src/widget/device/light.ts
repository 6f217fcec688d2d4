/** How good the picture is, as far as numbers can tell: brightness, contrast, light from behind. Nothing else is claimed. */
import type { RuleView } from "../../shared/wire.gen";
import { t } from "../words";

const WIDTH = 64;
const HEIGHT = 48;

/**
 * Mean luma of the whole picture, of its middle and of its rim (0-255), and the standard deviation of luma (0-128).
 *
 * Of the oval where a face is: the luma that a tenth of it stays below (`shade`) and that a tenth exceeds (`shine`).
 * `halfway`: how much of where a person is (0-1) is neither dark nor as bright as the rim, as lit skin is.
 */
export interface LightReading {
  luma: number;
  contrast: number;
  middle: number;
  rim: number;
  shade: number;
  shine: number;
  halfway: number;
}

export type LightVerdict = "good" | "covered" | "dark" | "bright" | "backlit";

/** From which numbers on a picture counts as too dark or covered: the exam's own rules, so that hint and rule agree. */
export interface LightLimits {
  dark: number;
  covered: number;
}

const BRIGHT = 215;
const BACKLIT = 1.7; // rim this many times brighter than the middle: also so with dark hair, skin or clothes before a white wall
const SILHOUETTE = { shine: 50, relief: 25, halfway: 0.1 }; // so dark, so flat and so sharply cut out is no face that light falls on
const DARK = 60;
const NEAR_RIM = 0.8; // of the rim's luma: as bright as what is behind
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
  const lumas = lumasOf(rgba);
  const places = Array.from(lumas, (_, index) => placeOf(index, width, lumas.length / width));
  const where = (inside: (place: Place) => boolean): Float64Array => lumas.filter((_, index) => inside(places[index] as Place));
  const luma = mean(lumas);
  const rim = mean(where((place) => !isMiddle(place)));
  const face = where(isFace).sort();
  const person = where(isPerson);
  const between = person.filter((value) => value >= DARK && value < NEAR_RIM * rim);
  return {
    luma,
    contrast: Math.sqrt(Math.max(0, mean(lumas.map((value) => value * value)) - luma * luma)),
    middle: mean(where(isMiddle)),
    rim,
    shade: face[Math.floor(face.length * 0.1)] ?? 0,
    shine: face[Math.floor(face.length * 0.9)] ?? 0,
    halfway: person.length === 0 ? 0 : between.length / person.length,
  };
}

/** Where a pixel is, 0-1 from the left and from the top. */
interface Place {
  x: number;
  y: number;
}

const placeOf = (index: number, width: number, height: number): Place => ({
  x: (index % width) / width,
  y: Math.floor(index / width) / height,
});
const isMiddle = ({ x, y }: Place): boolean => x >= 0.3 && x < 0.7 && y >= 0.2 && y < 0.8;
const isFace = ({ x, y }: Place): boolean => ((x - 0.5) / 0.13) ** 2 + ((y - 0.45) / 0.22) ** 2 < 1;
const isPerson = ({ x, y }: Place): boolean => x >= 0.25 && x < 0.75 && y >= 0.1 && y < 0.9;

function lumasOf(rgba: Uint8ClampedArray): Float64Array {
  return Float64Array.from({ length: rgba.length / 4 }, (_, index) => {
    const at = index * 4;
    return 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0);
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Judge a reading. A flat picture is a covered lens before it is anything else. */
export function judge(reading: LightReading, limits: LightLimits): LightVerdict {
  if (reading.contrast < limits.covered) return "covered";
  if (reading.luma < limits.dark) return "dark";
  if (reading.luma > BRIGHT) return "bright";
  return isSilhouette(reading) ? "backlit" : "good";
}

/** Whether what is in the middle shows nothing of a face before bright surroundings. Never for being dark alone: a face
 * that light falls on has bright and shaded parts, whatever its colour, and more of it than an edge lies between dark
 * and bright. Rather no hint than one that takes somebody's skin or hair for bad light. */
function isSilhouette({ middle, rim, shade, shine, halfway }: LightReading): boolean {
  if (rim <= 90 || rim <= BACKLIT * middle) return false;
  return shine < SILHOUETTE.shine && shine - shade < SILHOUETTE.relief && halfway < SILHOUETTE.halfway;
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

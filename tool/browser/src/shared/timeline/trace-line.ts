/** Where the points of a series lie in the small picture of how an incident went. */
import type { TraceView } from "../wire.gen";

export const WIDTH = 240;
export const HEIGHT = 36;
const MARGIN = 4;

export interface Look {
  /** Seconds since the incident's start. */
  at: number;
  value: number | null;
  known: boolean;
}

export interface Drawn {
  /** Steps from look to look; what is not known is left out. */
  path: string;
  /** Where nothing was known. */
  unknown: { x: number; width: number }[];
  /** Heights and places of the limit, the incident's start and its worst look. */
  limit: number;
  start: number;
  worst: { x: number; y: number } | null;
}

/** Return the line; null when there is too little to draw one. */
export function drawn(trace: TraceView, threshold: number): Drawn | null {
  const looks = unpacked(trace.series);
  const [first, last] = [looks[0]?.at, looks.at(-1)?.at];
  if (first === undefined || last === undefined || last <= first) return null;
  const measured = looks.map((look) => look.value).filter((value) => value !== null);
  const [low, high] = [Math.min(threshold, ...measured), Math.max(threshold, ...measured)];
  const x = (at: number): number => rounded(((at - first) / (last - first)) * WIDTH);
  const y = (value: number): number =>
    rounded(HEIGHT - MARGIN - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * MARGIN));

  let path = "";
  let pen: number | null = null;
  const unknown: { x: number; width: number }[] = [];
  looks.forEach(({ at, value, known }, n) => {
    if (!known || value === null) {
      const until = looks[n + 1]?.at ?? at;
      if (until > at) unknown.push({ x: x(at), width: rounded(x(until) - x(at)) });
      if (pen !== null) path += `H${x(at)}`;
      pen = null;
      return;
    }
    if (pen === null) path += `M${x(at)} ${y(value)}`;
    else path += pen === value ? `H${x(at)}` : `H${x(at)}V${y(value)}`;
    pen = value;
  });
  const hasWorst = trace.worst_after_s >= first && trace.worst_after_s <= last;
  return {
    path,
    unknown,
    limit: y(threshold),
    start: x(Math.max(0, first)),
    worst: hasWorst ? { x: x(trace.worst_after_s), y: y(trace.worst) } : null,
  };
}

/** The looks of a series as it comes over the wire (see TraceView). */
export function unpacked(series: string): Look[] {
  if (series === "") return [];
  return series.split(";").map((text) => {
    const [at = "", value = ""] = text.replace("?", "").split(" ");
    return { at: Number(at), value: value === "-" ? null : Number(value), known: !text.endsWith("?") };
  });
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Times, durations and numbers as people read them. All times are Unix seconds unless a name says otherwise. */

/** Time of day with seconds, 24 hours, in the reader's time zone. */
export function clock(at: number): string {
  return new Date(at * 1000).toLocaleTimeString("en-GB", { hour12: false });
}

/** Time of day to the minute, 24 hours, in the reader's time zone. */
export function minute(at: number): string {
  return clock(at).slice(0, 5);
}

/** Date and time of day. */
export function moment(at: number): string {
  return new Date(at * 1000).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

/** Date and time of day to the minute. */
export function when(at: number): string {
  return new Date(at * 1000).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** A length of time: "6.2 s", "48 s", "3 min 12 s", "1 h 4 min". */
export function duration(seconds: number): string {
  if (seconds < 0) return "0 s";
  if (seconds < 10) return `${String(Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return joined(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(whole / 60);
  return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** How long ago: "now", "12 s ago", "4 min ago", "2 h ago". */
export function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.round(now - at));
  if (seconds < 5) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3600)} h ago`;
}

/** A running clock: "0:07", "12:40", "1:02:09". */
export function stopwatch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A measured value with its unit; at most one decimal: "0 faces", "1 face", "11.5 grey levels". */
export function measure(value: number, unit: string): string {
  const rounded = Math.round(value * 10) / 10;
  const fitting = rounded === 1 && unit.endsWith("s") ? unit.slice(0, -1) : unit;
  return `${rounded} ${fitting}`.trim();
}

/** Whether a unit counts something; the others ("hidden", "left") only say that a condition holds. */
export function isCounted(unit: string): boolean {
  return unit === "faces" || unit === "grey levels";
}

/** "1 incident", "3 incidents". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** A code as it reads in a sentence: "checking_in" → "checking in". */
export function plain(code: string): string {
  return code.replaceAll("_", " ");
}

/** A preset as its card in the set-up page says it. */
export function strictness(preset: string): string {
  return preset === "custom" ? "Own rules" : `${sentence(preset)} strictness`;
}

/** With a capital first letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

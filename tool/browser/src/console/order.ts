/** Which tile comes first, which are shown, and when the order may change. Pure. */
import type { AttemptTile } from "../shared/wire.gen";

export const FILTERS = ["all", "attention", "waiting", "paused", "finished"] as const;
export type Filter = (typeof FILTERS)[number];

const FINISHED = new Set(["submitted", "terminated", "abandoned", "reviewed"]);

export function isFinished(tile: AttemptTile): boolean {
  return FINISHED.has(tile.state);
}

/** Whether the screen should be shared right now and is not, in an exam that asks for it. */
export function lacksScreen(tile: AttemptTile): boolean {
  return tile.state === "running" && tile.streams.screen === undefined;
}

/** Whether a human should look: help is asked for, an incident is open or not yet looked at, a message is unread. */
export function needsAttention(tile: AttemptTile): boolean {
  if (tile.help_open || tile.unread_chat > 0 || tile.severity !== null) return true;
  return !isFinished(tile) && (tile.open_incidents > 0 || tile.delivery_error !== "");
}

/** How urgent a tile is among those of the same priority (which the server sums up and explains); larger is sooner. */
function standing(tile: AttemptTile): number {
  if (isFinished(tile)) return -1;
  if (tile.unread_chat > 0) return 4;
  if (tile.state === "waiting") return 3;
  if (tile.state === "disconnected") return 2;
  return tile.state === "created" ? 0 : 1;
}

function compare(a: AttemptTile, b: AttemptTile): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  if (a.priority > 0) {
    const byRecency = (b.last_incident_at ?? 0) - (a.last_incident_at ?? 0);
    if (byRecency !== 0) return byRecency;
  }
  const byStanding = standing(b) - standing(a);
  if (byStanding !== 0) return byStanding;
  return a.person_name.localeCompare(b.person_name) || a.attempt_number - b.attempt_number;
}

/** Ids, most urgent first. */
export function sorted(tiles: Iterable<AttemptTile>): string[] {
  return [...tiles].sort(compare).map((tile) => tile.attempt_id);
}

/** The order while it is held still: nothing moves, those that are gone leave, newcomers join at the end. */
export function held(before: readonly string[], wanted: readonly string[]): string[] {
  const here = new Set(wanted);
  const kept = before.filter((id) => here.has(id));
  const known = new Set(kept);
  return [...kept, ...wanted.filter((id) => !known.has(id))];
}

export function matches(tile: AttemptTile, filter: Filter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "attention":
      return needsAttention(tile);
    case "waiting":
      return tile.state === "waiting";
    case "paused":
      return tile.state === "paused";
    case "finished":
      return isFinished(tile);
  }
}

/** Whether every word of the search is somewhere in the name; accents and case do not count. */
export function found(tile: AttemptTile, search: string): boolean {
  const name = folded(tile.person_name);
  return folded(search)
    .split(/\s+/)
    .every((word) => name.includes(word));
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** How many tiles each filter shows. */
export function tally(tiles: Iterable<AttemptTile>): Record<Filter, number> {
  const counts: Record<Filter, number> = { all: 0, attention: 0, waiting: 0, paused: 0, finished: 0 };
  for (const tile of tiles) {
    for (const filter of FILTERS) if (matches(tile, filter)) counts[filter] += 1;
  }
  return counts;
}

/** The index that an arrow key leads to in a grid of `columns`; the same index when there is none. */
export function step(key: string, index: number, count: number, columns: number): number {
  const to: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    Home: 0,
    End: count - 1,
  };
  const next = to[key];
  return next === undefined || next < 0 || next >= count ? index : next;
}

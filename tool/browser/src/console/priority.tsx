/** Why an examinee should be looked at, in words and points, and how often they were warned. */
import type { JSX } from "preact";
import { Badge } from "../shared/ui/badge";
import type { AttemptTile, PriorityPart } from "../shared/wire.gen";

/** "1 open high incident 40, warned twice 10". */
export function partWords(parts: readonly PriorityPart[]): string {
  return parts.map(({ words, points }) => `${words} ${points}`).join(", ");
}

/** "2 of 3"; "2" where there is no limit, "4 (limit 3)" beyond it. */
export function warnedWords({ warnings }: AttemptTile, most: number): string {
  if (most === 0) return String(warnings);
  return warnings > most ? `${warnings} (limit ${most})` : `${warnings} of ${most}`;
}

/** On a tile: the sum, with its parts for whoever points at it or has it read out. */
export function PriorityBadge({ tile }: { tile: AttemptTile }): JSX.Element | null {
  if (tile.priority === 0) return null;
  return (
    <Badge title={`Priority ${tile.priority}: ${partWords(tile.priority_parts)}`}>
      <span data-testid="priority">
        <span class="visually-hidden">Priority </span>
        {tile.priority}
        <span class="visually-hidden">: {partWords(tile.priority_parts)}</span>
      </span>
    </Badge>
  );
}

export function WarningsBadge({ tile, most }: { tile: AttemptTile; most: number }): JSX.Element | null {
  if (tile.warnings === 0) return null;
  return (
    <Badge tone={most > 0 && tile.warnings >= most ? "alert" : "warn"} title="Warnings, by proctors and automatic">
      <span data-testid="warnings">Warned {warnedWords(tile, most)}</span>
    </Badge>
  );
}

/** In the focus view: the whole sum, part by part. It says what to look at first, and nothing about anybody. */
export function PriorityParts({ tile }: { tile: AttemptTile }): JSX.Element | null {
  if (tile.priority === 0) return null;
  return (
    <p class="muted small" data-testid="priority-parts">
      Priority {tile.priority}: {partWords(tile.priority_parts)}
    </p>
  );
}

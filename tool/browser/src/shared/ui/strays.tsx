/** Who was in the LMS's quiz without an attempt here, by name and time. */
import type { JSX } from "preact";
import { minute, moment } from "../format";
import type { StrayView } from "../wire.gen";
import { Note } from "./note";

/** So many are named at once; the rest is behind a press. */
const AT_ONCE = 4;

export interface StraysProps {
  strays: readonly StrayView[];
  /** How many there are, should not all be named. */
  count?: number;
  /** While an exam goes on the hour is enough; read afterwards it takes the day, and when they were first seen. */
  afterwards?: boolean;
}

/** Nothing if there is nobody. */
export function Strays({ strays, count = strays.length, afterwards = false }: StraysProps): JSX.Element | null {
  if (strays.length === 0) return null;
  const words = strays.map((stray) => (afterwards ? past(stray) : now(stray)));
  const unnamed = count - strays.length;
  return (
    <Note tone="warn" data-testid="lms-strays">
      {afterwards ? "Were in the quiz without Invigil" : "In the quiz without Invigil"}: {words.slice(0, AT_ONCE).join("; ")}
      {count > AT_ONCE && (
        <details>
          <summary>and {count - AT_ONCE} more</summary>
          {words.slice(AT_ONCE).join("; ")}
          {unnamed > 0 && `; ${unnamed} more are not listed`}
        </details>
      )}
    </Note>
  );
}

function who({ name, user }: StrayView): string {
  return name === "" ? `number ${user} in the LMS` : name;
}

function now(stray: StrayView): string {
  return `${who(stray)} (since ${minute(stray.since)})`;
}

function past(stray: StrayView): string {
  return `${who(stray)} (${sinceWhen(stray)})`;
}

/** When somebody was there: the beginning as the LMS has it, and when that was first seen. */
export function sinceWhen({ since, seen_at }: StrayView): string {
  return `began ${moment(since)}, first seen ${moment(seen_at)}`;
}

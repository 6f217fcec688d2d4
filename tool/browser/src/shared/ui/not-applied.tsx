/** What a newer version of Invigil has kept of an exam and this server does not know, said where the policy is shown. */
import type { JSX } from "preact";
import { plain } from "../format";
import { Note } from "./note";

/** Nothing while all is known. */
export function NotApplied({ names }: { names: readonly string[] }): JSX.Element | null {
  if (names.length === 0) return null;
  const listed = names.map((name) => `“${plain(name)}”`).join(", ");
  return (
    <Note tone="info" data-testid="not-applied">
      This server does not know {listed}. {names.length === 1 ? "It is" : "They are"} not applied here.
    </Note>
  );
}

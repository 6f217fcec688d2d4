/** Who of the class has not started: one calm line, and the names behind it. */
import type { JSX } from "preact";
import { counted, minute } from "../shared/format";
import type { RosterView } from "../shared/wire.gen";

export function ClassList({ roster }: { roster: RosterView }): JSX.Element {
  return (
    <section class="class-list small" aria-label="Who has not started" data-testid="class-list">
      <Standing {...roster} />
    </section>
  );
}

function Standing({ state, enrolled, missing, names, read_at }: RosterView): JSX.Element {
  if (state === "none") return <p class="muted">This LMS gives no class list: who has not started is not known here.</p>;
  if (state === "ungrouped")
    return (
      <p class="muted">
        You look after some groups only, and the class list does not say who is in which: who has not started is not shown.
      </p>
    );
  if (read_at === null)
    return (
      <p class="muted">
        {state === "failed" ? "The class list cannot be read right now. It is tried again." : "Reading the class list…"}
      </p>
    );
  const age = state === "failed" ? ` As of ${minute(read_at)}: it cannot be read anew right now.` : "";
  if (enrolled === 0) return <p class="muted">The LMS’s class list has no examinees in it.{age}</p>;
  if (missing === 0)
    return (
      <p class="muted">
        {enrolled === 1 ? "The one who is enrolled has started." : `All ${enrolled} who are enrolled have started.`}
        {age}
      </p>
    );
  const unnamed = missing - names.length;
  return (
    <details class="class-list__more">
      <summary data-testid="not-started">
        <strong class="numeric">{missing}</strong> of <span class="numeric">{enrolled}</span> {missing === 1 ? "has" : "have"} not
        started
      </summary>
      <div class="class-list__box" role="region" aria-label="Names of those who have not started" tabIndex={0}>
        <ul class="class-list__names">
          {names.map((name, index) => (
            <li key={`${index} ${name}`}>{name}</li>
          ))}
        </ul>
        {unnamed > 0 && (
          <p class="muted">
            {names.length === 0
              ? "The LMS gives no names."
              : `And ${counted(unnamed, "other", "others")} whose names are not listed here.`}
          </p>
        )}
        <p class="muted">
          The LMS’s class list of {minute(read_at)}
          {state === "failed" ? "; it cannot be read anew right now." : "."}
        </p>
      </div>
    </details>
  );
}

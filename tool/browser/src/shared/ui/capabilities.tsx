/** What an LMS can do and by what means, said honestly: what it cannot do is listed too. */
import type { JSX } from "preact";
import { plain, sentence } from "../format";
import type { CapabilityView } from "../wire.gen";
import { Icon } from "./icons";

const VERBS: Record<string, string> = {
  gate_start: "Hold the start until check-in",
  release: "Open the quiz after check-in",
  terminate: "Block an attempt",
  pause: "Pause an attempt",
  resume: "Resume an attempt",
  extra_time: "Give extra time",
  flag: "Flag an attempt",
  annotate: "Note on the attempt",
  hold_grade: "Hold the grade back",
  release_grade: "Release the grade",
  grade: "Change the grade",
  roster: "List of participants",
};

export function CapabilityList({ list }: { list: readonly CapabilityView[] }): JSX.Element {
  return (
    <ul class="capabilities">
      {list.map((capability) => (
        <li key={capability.verb} class="capability" data-verb={capability.verb} data-possible={capability.possible}>
          <Icon name={capability.possible ? "check" : "close"} size={14} />
          <div>
            <span class="capability__verb">
              {VERBS[capability.verb] ?? sentence(plain(capability.verb))}
              <span class="visually-hidden">{capability.possible ? " (possible)" : " (not possible)"}</span>
            </span>
            <span class="muted small">{capability.means}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The three strictness presets as cards, and what each rule means in each, side by side. */
import type { JSX } from "preact";
import { duration, sentence } from "../shared/format";
import { Badge, SeverityBadge } from "../shared/ui/badge";
import type { ExamBody, ExamView } from "../shared/wire.gen";
import { applies, PRESET_NAMES, type PresetName } from "./draft";

const MEANT_FOR: Record<PresetName, string> = {
  low: "For practice and small quizzes. Only what lasts is reported.",
  standard: "For graded quizzes. A good place to start.",
  high: "For exams that count. Short breaches are reported too.",
};

export interface PresetsProps {
  exam: ExamView;
  draft: ExamBody;
  onChoose: (preset: PresetName) => void;
}

export function Presets({ exam, draft, onChoose }: PresetsProps): JSX.Element {
  const chosen = draft.preset;
  const offered = PRESET_NAMES.filter((name) => name in exam.presets);
  return (
    <>
      <div class="presets" role="radiogroup" aria-labelledby="strictness">
        {offered.map((name) => (
          <label key={name} class="preset" data-chosen={name === chosen} data-testid={`preset-${name}`}>
            <span class="preset__name">
              <input type="radio" name="preset" value={name} checked={name === chosen} onChange={() => onChoose(name)} />
              {sentence(name)}
            </span>
            <span>{MEANT_FOR[name]}</span>
            <Facts exam={exam} name={name} draft={draft} />
          </label>
        ))}
      </div>
      {exam.policy.preset === "custom" && (
        <p class="muted small">This exam has rules of its own. Saving replaces them with the preset that you choose.</p>
      )}
      <Rules exam={exam} offered={offered} draft={draft} />
    </>
  );
}

interface OfPreset {
  exam: ExamView;
  name: PresetName;
  draft: ExamBody;
}

function Facts({ exam, name, draft }: OfPreset): JSX.Element | null {
  const policy = exam.presets[name];
  if (policy === undefined) return null;
  const on = policy.rules.filter((rule) => applies(rule, name, draft)).length;
  return (
    <ul class="preset__facts small muted">
      <li>{on} rules</li>
      <li>{policy.admission === "proctor" ? "A proctor admits" : "Automatic admission"}</li>
      <li>{policy.require_fullscreen ? "Full screen asked for" : "Full screen not asked for"}</li>
    </ul>
  );
}

interface RulesProps {
  exam: ExamView;
  offered: readonly PresetName[];
  draft: ExamBody;
}

function Rules({ exam, offered, draft }: RulesProps): JSX.Element {
  const chosen = draft.preset;
  const rules = exam.presets[chosen]?.rules ?? [];
  return (
    <div class="rules-scroll" tabIndex={0} role="region" aria-label="Rules by preset">
      <table class="rules">
        <caption class="small muted">What is reported to proctors, and how long it must last first. The examinee is told at once, unless marked.</caption>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Severity</th>
            {offered.map((name) => (
              <th key={name} scope="col" class="rules__time" data-chosen={name === chosen}>
                {sentence(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.type} data-testid={`rule-${rule.type}`}>
              <th scope="row">
                {rule.title}
                {!rule.tell_examinee && <span class="rules__tell small muted">The examinee is not told</span>}
              </th>
              <td>
                <SeverityBadge severity={rule.severity} />
              </td>
              {offered.map((name) => (
                <td key={name} class="rules__time numeric" data-chosen={name === chosen}>
                  <After exam={exam} name={name} draft={draft} type={rule.type} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function After({ exam, name, draft, type }: OfPreset & { type: string }): JSX.Element {
  const rule = exam.presets[name]?.rules.find((other) => other.type === type);
  return rule !== undefined && applies(rule, name, draft) ? <>{duration(rule.debounce_s)}</> : <Badge>Off</Badge>;
}

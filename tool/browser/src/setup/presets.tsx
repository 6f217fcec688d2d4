/** The presets as cards, and what each rule means in each, side by side; for a custom one, the editor of its rules. */
import type { JSX } from "preact";
import { sentence } from "../shared/format";
import type { PolicyValues } from "../shared/registry.gen";
import { Badge, SeverityBadge } from "../shared/ui/badge";
import type { ExamView } from "../shared/wire.gen";
import { applies, wait } from "./custom";
import { isNotJudged, notJudgedHint } from "./not-judged-here";
import { CUSTOM, type Draft, NAMED, presetFields, type PresetName, rulesOf } from "./draft";
import { RulesEditor } from "./rules-editor";
import { NotJudgedHere, Unmeasured } from "./unmeasured";

const MEANT_FOR: Record<PresetName, string> = {
  low: "For practice and small quizzes. Only what lasts is reported.",
  standard: "For graded quizzes. A good place to start.",
  high: "For exams that count. Short breaches are reported too.",
  custom: "Each rule as you want it. It starts from what is chosen now.",
};

export interface PresetsProps {
  exam: ExamView;
  draft: Draft;
  /** What is wrong, in words, by type of rule. */
  errors: Readonly<Record<string, string>>;
  onChoose: (preset: PresetName) => void;
  onRules: (rules: Draft["rules"]) => void;
}

export function Presets({ exam, draft, errors, onChoose, onRules }: PresetsProps): JSX.Element {
  const chosen = draft.preset;
  const offered = NAMED.filter((name) => name in exam.presets);
  return (
    <>
      <div class="presets" role="radiogroup" aria-labelledby="strictness">
        {[...offered, CUSTOM].map((name) => (
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
      {chosen === CUSTOM ? (
        <RulesEditor
          standard={exam.presets.standard?.rules ?? []}
          changes={draft.rules}
          values={draft.values}
          errors={errors}
          unmeasured={exam.unmeasured}
          notJudged={(type) => notJudgedHint(type, exam, draft)}
          onChange={onRules}
        />
      ) : (
        <Rules exam={exam} offered={offered} draft={draft} />
      )}
    </>
  );
}

interface OfPreset {
  exam: ExamView;
  name: PresetName;
  draft: Draft;
}

/** What the draft's fields would hold with this preset, as far as its rules ask for them. */
function valuesWith({ exam, name, draft }: OfPreset): PolicyValues {
  const policy = exam.presets[name];
  if (policy === undefined || name === draft.preset) return draft.values;
  return { ...draft.values, ...Object.fromEntries(presetFields(exam).map((field) => [field.name, policy.values[field.name]])) };
}

function Facts(props: OfPreset): JSX.Element | null {
  const { exam, name, draft } = props;
  if (name === CUSTOM && draft.preset !== CUSTOM) return null;
  const values = valuesWith(props);
  const on = rulesOf(draft, exam, name).filter((rule) => applies(rule, values) && !isNotJudged(rule.type, exam)).length;
  return (
    <ul class="preset__facts small muted">
      <li>{on} rules</li>
      {name !== CUSTOM && presetFields(exam).map((field) => <li key={field.name}>{fact(field, exam.presets[name]?.values)}</li>)}
    </ul>
  );
}

/** What a preset says about a field: "Full screen: on". */
function fact(field: ReturnType<typeof presetFields>[number], values: PolicyValues | undefined): string {
  const value = values?.[field.name];
  if (field.kind === "switch") return `${field.label}: ${value === true ? "on" : "off"}`;
  return field.kind === "choice" ? (field.options[String(value)] ?? String(value)) : `${field.label}: ${String(value)}`;
}

interface RulesProps {
  exam: ExamView;
  offered: readonly PresetName[];
  draft: Draft;
}

function Rules({ exam, offered, draft }: RulesProps): JSX.Element {
  const chosen = draft.preset;
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
          {rulesOf(draft, exam).map((rule) => (
            <tr key={rule.type} data-testid={`rule-${rule.type}`}>
              <th scope="row">
                {rule.title}
                {!rule.tell_examinee && <span class="rules__tell small muted">The examinee is not told</span>}
                {exam.unmeasured.includes(rule.type) && <Unmeasured />}
                <NotJudgedHere words={notJudgedHint(rule.type, exam, draft)} />
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

function After({ type, ...of }: OfPreset & { type: string }): JSX.Element {
  const rule = rulesOf(of.draft, of.exam, of.name).find((other) => other.type === type);
  if (rule === undefined || !applies(rule, valuesWith(of))) return <Badge>Off</Badge>;
  return isNotJudged(type, of.exam) ? <Badge>Not judged</Badge> : <>{sentence(wait(rule))}</>;
}

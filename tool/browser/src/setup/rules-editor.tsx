/** The editor of a custom preset: each rule on or off, how long it must last, how severe it is, and what that means. */
import type { JSX } from "preact";
import { useId, useRef } from "preact/hooks";
import { LONGEST_DEBOUNCE_S, type PolicyValues, SEVERITIES } from "../shared/registry.gen";
import { counted, sentence } from "../shared/format";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Check, Field } from "../shared/ui/field";
import { useSpeaker } from "../shared/ui/toast";
import type { RuleView } from "../shared/wire.gen";
import { type Change, changed, type Changes, meaning, missing, numbers, type Severity, severityOf, withChange, withoutChange } from "./custom";
import { NumberInput } from "./number-input";
import { Unmeasured } from "./unmeasured";

export interface RulesEditorProps {
  /** The rules of standard, which the changes start from. */
  standard: readonly RuleView[];
  changes: Changes;
  values: PolicyValues;
  /** What is wrong, in words, by type of rule. */
  errors: Readonly<Record<string, string>>;
  /** The types of rules that the server cannot look for now. */
  unmeasured: readonly string[];
  /** Why a type of rule is not judged in this exam; "" for one that is. */
  notJudged: (type: string) => string;
  onChange: (changes: Changes) => void;
}

export function RulesEditor({ standard, changes, values, errors, unmeasured, notJudged, onChange }: RulesEditorProps): JSX.Element {
  const { announce } = useSpeaker();
  const heading = useRef<HTMLHeadingElement>(null);
  const differing = Object.keys(changes).length;
  const reset = () => {
    onChange({});
    announce("All rules are back to standard");
    heading.current?.focus();
  };
  return (
    <section class="own-rules" aria-labelledby="own-rules">
      <div class="own-rules__head">
        <div>
          <h3 id="own-rules" ref={heading} tabIndex={-1}>
            Your rules
          </h3>
          <p class="small muted" data-testid="rules-differing">
            {differing === 0 ? "All rules are as standard has them." : `${counted(differing, "rule")} changed; the rest is as standard has it.`}
          </p>
        </div>
        {differing > 0 && (
          <Button size="small" onClick={reset} data-testid="rules-standard">
            All back to standard
          </Button>
        )}
      </div>
      <ul class="own-rules__list">
        {changed(standard, changes).map((rule, index) => (
          <One
            key={rule.type}
            rule={rule}
            standard={standard[index] ?? rule}
            isChanged={rule.type in changes}
            values={values}
            error={errors[rule.type]}
            isMeasured={!unmeasured.includes(rule.type)}
            notJudged={notJudged(rule.type)}
            onChange={(change) => onChange(withChange(changes, standard[index] ?? rule, change))}
            onReset={() => onChange(withoutChange(changes, rule.type))}
          />
        ))}
      </ul>
    </section>
  );
}

interface OneProps {
  /** The rule as it would hold. */
  rule: RuleView;
  standard: RuleView;
  isChanged: boolean;
  values: PolicyValues;
  error: string | undefined;
  isMeasured: boolean;
  notJudged: string;
  onChange: (change: Change) => void;
  onReset: () => void;
}

function One({ rule, standard, isChanged, values, error, isMeasured, notJudged, onChange, onReset }: OneProps): JSX.Element {
  const id = useId();
  const item = useRef<HTMLLIElement>(null);
  const { announce } = useSpeaker();
  const reset = () => {
    onReset();
    announce(`${rule.title}: back to standard`);
    item.current?.querySelector("input")?.focus(); // the button goes away
  };
  const applied = rule.on && missing(rule, values).length === 0 && notJudged === "";
  return (
    <li ref={item} class="own-rule" data-on={applied} data-testid={`own-rule-${rule.type}`}>
      <div role="group" aria-labelledby={`${id}-title`} aria-describedby={`${id}-means`} class="own-rule__box">
        <div class="own-rule__words">
          <h4 id={`${id}-title`} class="own-rule__title">
            {rule.title} {isChanged && <Badge tone="info">Changed</Badge>}
          </h4>
          <p id={`${id}-means`} class="own-rule__means small" data-testid="means">
            {notJudged === "" ? meaning(rule, values) : `${notJudged}.`}
          </p>
          {!isMeasured && <Unmeasured />}
          {isChanged && <p class="small muted">Standard: {numbers(standard)}.</p>}
        </div>
        <Controls rule={rule} error={error} onChange={onChange} />
        {isChanged && (
          <Button size="small" kind="plain" class="own-rule__back" onClick={reset} data-testid="back-to-standard">
            Back to standard<span class="visually-hidden">: {rule.title}</span>
          </Button>
        )}
      </div>
    </li>
  );
}

function Controls({ rule, error, onChange }: Pick<OneProps, "rule" | "error" | "onChange">): JSX.Element {
  return (
    <div class="own-rule__controls">
      <Check label="Report it" checked={rule.on} onChange={(enabled) => onChange({ enabled })} data-testid="on" />
      <Field label="After (seconds)" error={error}>
        {(tie) => (
          <NumberInput
            tie={tie}
            value={rule.debounce_s}
            least={0}
            most={LONGEST_DEBOUNCE_S}
            step="any"
            onChange={(debounce_s) => onChange({ debounce_s })}
            data-testid="seconds"
          />
        )}
      </Field>
      <Field label="Severity">
        {(tie) => (
          <select
            {...tie}
            class="input"
            value={severityOf(rule)}
            onChange={(event) => onChange({ severity: event.currentTarget.value as Severity })}
            data-testid="severity"
          >
            {SEVERITIES.map((severity) => (
              <option key={severity} value={severity}>
                {sentence(severity)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}

/** One rule: an LTI role, chosen from the known ones or typed, and what it means in Invigil. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Button } from "../shared/ui/button";
import type { RoleRule } from "../shared/wire.gen";
import { isMappedRole, MAPPED_ROLES, roleGroups, roleWords } from "./model";

const TYPED = "typed";

export interface RoleRowProps {
  rule: RoleRule;
  known: readonly string[];
  /** What is wrong with the LTI role; empty when nothing is. */
  problem: string;
  onChange: (part: Partial<RoleRule>) => void;
  onRemove: () => void;
}

export function RoleRow({ rule, known, problem, onChange, onRemove }: RoleRowProps): JSX.Element {
  const [typed, setTyped] = useState(rule.lti_role !== "" && !known.includes(rule.lti_role));
  const id = useId();
  const invalid = problem === "" ? {} : { "aria-invalid": true, "aria-describedby": `${id}-problem` };
  const choose = (value: string) => {
    setTyped(value === TYPED);
    onChange({ lti_role: value === TYPED ? "" : value });
  };
  return (
    <li class="rule" data-testid="role-rule">
      <div class="rule__from">
        <label class="field__label" for={`${id}-from`}>
          LTI role
        </label>
        <select
          id={`${id}-from`}
          class="input"
          value={typed ? TYPED : rule.lti_role}
          onChange={(event) => choose(event.currentTarget.value)}
          {...(typed ? {} : invalid)}
          data-testid="rule-from"
        >
          {!typed && rule.lti_role === "" && <option value="">Choose…</option>}
          {roleGroups(known).map(([scope, uris]) => (
            <optgroup key={scope} label={scope}>
              {uris.map((uri) => (
                <option key={uri} value={uri}>
                  {roleWords(uri).name}
                </option>
              ))}
            </optgroup>
          ))}
          <option value={TYPED}>Another, by its address…</option>
        </select>
        {typed ? (
          <input
            class="input rule__uri"
            aria-label="Address of the LTI role"
            placeholder="http://purl.imsglobal.org/vocab/lis/v2/…"
            maxLength={500}
            spellcheck={false}
            value={rule.lti_role}
            onInput={(event) => onChange({ lti_role: event.currentTarget.value })}
            {...invalid}
            data-testid="rule-uri"
          />
        ) : (
          rule.lti_role !== "" && <code class="rule__address">{rule.lti_role}</code>
        )}
        {problem !== "" && (
          <p class="field__error" id={`${id}-problem`} role="alert">
            {problem}
          </p>
        )}
      </div>
      <div class="rule__to">
        <label class="field__label" for={`${id}-to`}>
          is in Invigil
        </label>
        <select
          id={`${id}-to`}
          class="input"
          value={rule.role}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (isMappedRole(value)) onChange({ role: value });
          }}
          data-testid="rule-to"
        >
          {MAPPED_ROLES.map(({ role, label }) => (
            <option key={role} value={role}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <Button kind="plain" icon="close" class="rule__remove" label="Remove this rule" onClick={onRemove} data-testid="remove-role" />
    </li>
  );
}

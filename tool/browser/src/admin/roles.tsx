/** How the institution reads LTI roles, where it differs from the standard. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { InstitutionView, RoleRule } from "../shared/wire.gen";
import { MAPPED_ROLES, ruleProblems, sameRules } from "./model";
import { RoleRow } from "./role-row";
import type { AdminStore } from "./store";

export interface RolesProps {
  store: AdminStore;
  institution: InstitutionView;
  known: readonly string[];
}

/** A rule while it is edited; `key` stays with its row. */
export interface EditedRule extends RoleRule {
  key: number;
}

export function Roles({ store, institution, known }: RolesProps): JSX.Element {
  const next = useRef(0);
  const edited = (rules: readonly RoleRule[]): EditedRule[] => rules.map((rule) => ({ ...rule, key: next.current++ }));
  const [rules, setRules] = useState<EditedRule[]>(() => edited(institution.role_rules));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const { toast, announce } = useSpeaker();
  const rows = useRef<HTMLUListElement>(null);
  const added = useRef(false);
  const changed = !sameRules(rules, institution.role_rules);
  const wrong = ruleProblems(rules);
  useEffect(() => {
    if (added.current) rows.current?.querySelector<HTMLElement>("li:last-child select")?.focus();
    added.current = false;
  }, [rules.length]);
  const add = () => {
    added.current = true;
    setTried(false);
    setRules([...rules, { key: next.current++, lti_role: "", role: "proctor" }]);
  };
  const remove = (key: number) => {
    setRules(rules.filter((rule) => rule.key !== key));
    announce("Rule removed, not saved yet");
    document.getElementById("roles")?.focus();
  };
  const save = async (): Promise<void> => {
    if (busy) return;
    setTried(true);
    if (wrong.some(Boolean)) {
      rows.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
      return;
    }
    setBusy(true);
    setError("");
    const role_rules = rules.map(({ lti_role, role }) => ({ lti_role: lti_role.trim(), role }));
    try {
      await store.saveInstitution(institution.institution_id, { name: institution.name, role_rules });
      setRules(edited(role_rules));
      setTried(false);
      toast("Roles saved. They hold from the next launch on.", "good");
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  return (
    <section class="card part" aria-labelledby="roles">
      <div>
        <h2 id="roles" tabIndex={-1}>
          Roles
        </h2>
        <p class="muted">
          The LMS says at each launch which LTI roles a person has. Add a rule only where your LMS uses a role differently from
          what holds by default:
        </p>
        <ul class="defaults muted">
          <li>Teachers of the course are teachers; teaching assistants, graders and tutors are proctors.</li>
          <li>Learners of the course are examinees. Everybody else is refused.</li>
          <li>Administrators are administrators. Those of a single course may not open this page, unless a rule says so.</li>
        </ul>
      </div>
      {rules.length > 0 && (
        <ul class="rules-list" ref={rows}>
          {rules.map((rule, index) => (
            <RoleRow
              key={rule.key}
              rule={rule}
              known={known}
              problem={tried ? (wrong[index] ?? "") : ""}
              onChange={(part) => setRules(rules.map((other) => (other.key === rule.key ? { ...other, ...part } : other)))}
              onRemove={() => remove(rule.key)}
            />
          ))}
        </ul>
      )}
      {error !== "" && <Note tone="danger">{error}</Note>}
      <div class="part__actions">
        <Button icon="plus" onClick={add} data-testid="add-role">
          Add a rule
        </Button>
        <Button kind={changed ? "primary" : "normal"} busy={busy} disabled={!changed} onClick={() => void save()} data-testid="save-roles">
          Save roles
        </Button>
        {changed && <span class="muted small">Not saved yet</span>}
      </div>
      <details class="more">
        <summary>What each role may do</summary>
        <dl class="may">
          {MAPPED_ROLES.map(({ role, label, may }) => (
            <div key={role}>
              <dt>{label}</dt>
              <dd>{may}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

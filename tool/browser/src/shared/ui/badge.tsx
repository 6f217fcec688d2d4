/** Small labels: what state, how severe. Colour never says it alone; the word is always there. */
import type { ComponentChildren, JSX } from "preact";
import { plain, sentence } from "../format";
import { Icon, type IconName } from "./icons";

export type Tone = "quiet" | "good" | "info" | "warn" | "alert" | "danger" | "solid";

export interface BadgeProps {
  tone?: Tone;
  icon?: IconName;
  title?: string;
  children: ComponentChildren;
}

export function Badge({ tone = "quiet", icon, title, children }: BadgeProps): JSX.Element {
  return (
    <span class={`badge badge--${tone}`} title={title}>
      {icon !== undefined && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}

const STATES: Record<string, Tone> = {
  checking_in: "info",
  waiting: "info",
  admitted: "info",
  running: "good",
  paused: "warn",
  disconnected: "alert",
  terminated: "danger",
};

const STATE_WORDS: Record<string, string> = { created: "Not started", terminated: "Blocked" };

/** An attempt's state as people read it. */
export function stateWords(state: string): string {
  return STATE_WORDS[state] ?? sentence(plain(state));
}

export function StateBadge({ state }: { state: string }): JSX.Element {
  return <Badge tone={STATES[state] ?? "quiet"}>{stateWords(state)}</Badge>;
}

const SEVERITIES: Record<string, Tone> = { low: "quiet", medium: "warn", high: "alert", critical: "solid" };

export function SeverityBadge({ severity }: { severity: string }): JSX.Element {
  return (
    <Badge tone={SEVERITIES[severity] ?? "quiet"} icon="alert">
      {sentence(severity)}
    </Badge>
  );
}

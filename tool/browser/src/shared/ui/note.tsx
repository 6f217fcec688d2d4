/** A sentence that stands out: what is the case, or what went wrong and what to do. */
import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icons";

export interface NoteProps {
  tone?: "info" | "good" | "warn" | "danger";
  icon?: IconName;
  children: ComponentChildren;
  "data-testid"?: string;
}

const ICONS: Record<string, IconName> = { info: "info", good: "check", warn: "alert", danger: "alert" };

export function Note({ tone = "info", icon, children, ...rest }: NoteProps): JSX.Element {
  return (
    <div class={`note note--${tone}`} role={tone === "danger" ? "alert" : undefined} {...rest}>
      <Icon name={icon ?? ICONS[tone] ?? "info"} size={14} />
      <div>{children}</div>
    </div>
  );
}

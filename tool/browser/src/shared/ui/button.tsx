/** The button: one look per weight, never a submit by accident. */
import type { ButtonHTMLAttributes, ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icons";

type Native = Omit<ButtonHTMLAttributes, "type" | "disabled">;

export interface ButtonProps extends Native {
  /** plain: no frame; danger: leads to something drastic; destroy: does it. */
  kind?: "normal" | "primary" | "danger" | "destroy" | "plain";
  size?: "small" | "normal" | "large";
  icon?: IconName;
  /** For an icon alone: the words that a screen reader says and the tooltip shows. */
  label?: string;
  submit?: boolean;
  /** Shows a spinner and refuses presses, but keeps the focus. */
  busy?: boolean;
  disabled?: boolean | undefined;
  children?: ComponentChildren;
  "data-testid"?: string;
}

export function Button(props: ButtonProps): JSX.Element {
  const { kind = "normal", size = "normal", icon, label, submit, busy, children, class: extra, onClick, ...rest } = props;
  const classes = ["button"];
  if (kind !== "normal") classes.push(`button--${kind}`);
  if (size !== "normal") classes.push(`button--${size}`);
  if (children === undefined) classes.push("button--icon");
  if (typeof extra === "string") classes.push(extra);
  return (
    <button
      {...rest}
      type={submit === true ? "submit" : "button"}
      class={classes.join(" ")}
      aria-label={label ?? rest["aria-label"]}
      title={rest.title ?? label}
      aria-busy={busy}
      onClick={busy === true ? (event) => event.preventDefault() : onClick}
    >
      {busy === true ? <span class="spinner" aria-hidden="true" /> : icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

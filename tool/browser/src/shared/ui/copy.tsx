/** Something to paste elsewhere: shown whole, copied with one press. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "./button";
import { useSpeaker } from "./toast";

const SAID_MS = 2500;

export interface CopyProps {
  /** What it is, for readers: "client id". */
  what: string;
  value: string;
  /** Stands out: a link that is shown this once. */
  prominent?: boolean;
  "data-testid"?: string;
}

export function Copy({ what, value, prominent = false, ...rest }: CopyProps): JSX.Element {
  const [copied, setCopied] = useState(false);
  const text = useRef<HTMLElement>(null);
  const { announce, toast } = useSpeaker();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      announce(`${what} copied`);
    } catch {
      // No secure page, or a frame that may not: the reader's own shortcut works on the selection.
      if (text.current !== null) getSelection()?.selectAllChildren(text.current);
      toast("The browser does not let this page copy. It is selected: press Ctrl+C, on a Mac ⌘C.");
    }
  };
  return (
    <span class={`copy ${prominent ? "copy--prominent" : ""}`} {...rest}>
      <code ref={text} class="copy__value">
        {value}
      </code>
      <Button
        kind={prominent ? "primary" : "plain"}
        size={prominent ? "normal" : "small"}
        icon={copied ? "check" : "copy"}
        aria-label={`Copy ${what}`}
        title={`Copy ${what}`}
        onClick={() => void copy()}
      >
        {copied ? "Copied" : "Copy"}
      </Button>
    </span>
  );
}

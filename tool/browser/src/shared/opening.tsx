/** Opening another page in a new tab, and what is said when that does not work. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { reason } from "./http";
import { openInTab } from "./new-tab";
import { Note } from "./ui/note";

const LINK_LIVES_MS = 55_000;

export interface Opening {
  /** Which of the buttons is being waited for. */
  busy: string | null;
  error: string;
  /** An address that the browser did not open by itself. */
  link: string | null;
  /** Opens the address that `ask` brings, in a tab of its own; `button` names who asks. */
  open: (button: string, ask: () => Promise<string>) => Promise<void>;
  used: () => void;
}

export function useOpening(): Opening {
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState("");
  const [link, setLink] = useState<string | null>(null);
  useEffect(() => {
    if (link === null) return;
    const timer = setTimeout(() => setLink(null), LINK_LIVES_MS);
    return () => clearTimeout(timer);
  }, [link]);
  const open = async (button: string, ask: () => Promise<string>): Promise<void> => {
    setBusy(button);
    setError("");
    setLink(null);
    try {
      const outcome = await openInTab(ask);
      if (outcome !== "opened") setLink(outcome.address);
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(null);
  };
  return { busy, error, link, open, used: () => setLink(null) };
}

export function OpeningNotes({ opening }: { opening: Opening }): JSX.Element {
  const { error, link } = opening;
  return (
    <>
      {error !== "" && <Note tone="danger">{error}</Note>}
      {link !== null && (
        <Note tone="warn">
          The browser did not allow a new tab.{" "}
          <a href={link} target="_blank" rel="noopener" onClick={opening.used}>
            Open it here
          </a>{" "}
          within a minute, or allow pop-ups for this site.
        </Note>
      )}
    </>
  );
}

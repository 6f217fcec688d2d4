/** The way from a console to its exam's settings, in a tab of its own. For those who may change them. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { reason } from "../shared/http";
import { openInTab, type Tabs } from "../shared/new-tab";
import type { Session } from "../shared/session";
import { Button } from "../shared/ui/button";
import { useSpeaker } from "../shared/ui/toast";
import type { OpenedPage } from "../shared/wire.gen";

const LINK_LIVES_MS = 55_000;

export function SettingsLink({ session, tabs }: { session: Session; tabs?: Tabs }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const { toast } = useSpeaker();
  useEffect(() => {
    if (link === null) return;
    const timer = setTimeout(() => setLink(null), LINK_LIVES_MS);
    return () => clearTimeout(timer);
  }, [link]);
  const path = `/api/exams/${encodeURIComponent(session.view.exam_id)}/set-up`;
  const open = async (): Promise<void> => {
    setBusy(true);
    try {
      const outcome = await openInTab(async () => (await session.json<OpenedPage>(path, { method: "POST" })).url, tabs);
      if (outcome !== "opened") setLink(outcome.address);
    } catch (problem) {
      toast(reason(problem), "danger");
    }
    setBusy(false);
  };
  if (link !== null) {
    return (
      <a class="button button--plain" href={link} target="_blank" rel="noopener" onClick={() => setLink(null)} data-testid="settings-link">
        The browser blocked the tab: open settings here
      </a>
    );
  }
  return (
    <Button kind="plain" icon="settings" busy={busy} onClick={() => void open()} title="Change settings, in a new tab" data-testid="open-setup">
      Settings
    </Button>
  );
}

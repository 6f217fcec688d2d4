/** The connection test of one LMS: checks, one under another, each with what came of it and what to do. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { clock } from "../shared/format";
import { reason } from "../shared/http";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { ConnectionReport, PlatformView } from "../shared/wire.gen";
import { CHECK, verdictOn } from "./model";
import type { AdminStore } from "./store";

export interface ConnectionTestProps {
  store: AdminStore;
  platform: PlatformView;
  report: ConnectionReport | undefined;
}

export function ConnectionTest({ store, platform, report }: ConnectionTestProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const { announce } = useSpeaker();
  const test = async (): Promise<void> => {
    setBusy(true);
    setError("");
    announce("Testing the connection");
    try {
      announce(verdictOn((await store.test(platform.platform_id)).checks));
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  return (
    <div class="test">
      <div class="test__head">
        <Button icon="wifi" busy={busy} onClick={() => void test()} data-testid="test-connection">
          {busy ? "Testing…" : "Test this connection"}
        </Button>
        {report !== undefined && (
          <span class="test__verdict">
            {verdictOn(report.checks)} <span class="muted small">at {clock(report.at)}</span>
          </span>
        )}
      </div>
      {error !== "" && <Note tone="danger">{error}</Note>}
      {report !== undefined && (
        <ol class="checks" aria-label="Checks" aria-busy={busy}>
          {report.checks.map((check) => {
            const { words, tone, icon } = CHECK[check.status];
            return (
              <li key={check.name} class="one-check" data-testid={`check-${check.name}`} data-status={check.status}>
                <Badge tone={tone} icon={icon}>
                  {words}
                </Badge>
                <div>
                  <strong>{check.title}</strong>
                  <p class="one-check__text">{check.text}</p>
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </div>
  );
}

/** The quiz that this exam proctors by the LMS's own API: what will happen there, how it stands, again, and no more. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { when } from "../shared/format";
import { gateWords, isOnItsWay } from "../shared/gate";
import { reason } from "../shared/http";
import { usePolling } from "../shared/polling";
import type { Session } from "../shared/session";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Note } from "../shared/ui/note";
import type { ExamView, GateStanding, GateView, StopBody } from "../shared/wire.gen";
import { Stop } from "./stop";
import { addressOf } from "./use-saving";

const LOOK_SOON_MS = 1_000;
/** Every so manieth look is made while nothing is on its way. */
const SELDOM = 10;

export interface GateProps {
  session: Session;
  exam: ExamView;
  gate: GateView;
  maySetUp: boolean;
  /** How it stands now; null: the quiz is as it was without Invigil. */
  onStanding: (gate: GateView | null) => void;
}

export function Gate({ session, exam, gate, maySetUp, onStanding }: GateProps): JSX.Element {
  const [open, setOpen] = useState(exam.open_attempts);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const [looks, setLooks] = useState(0);
  const path = `${addressOf(session)}/gate`;
  const take = (standing: GateStanding): void => {
    setOpen(standing.open_attempts);
    setError("");
    onStanding(standing.gate);
  };
  const look = async (): Promise<void> => {
    setLooks(looks + 1);
    if (gate.state === "resting" || (!isOnItsWay(gate) && looks % SELDOM !== 0)) return;
    try {
      take(await session.json<GateStanding>(path));
    } catch (problem) {
      setError(`How the quiz stands could not be read. ${reason(problem)}`);
    }
  };
  usePolling(look, LOOK_SOON_MS);
  const again = async (): Promise<void> => {
    setBusy(true);
    try {
      take(await session.json<GateStanding>(`${path}/again`, { method: "POST" }));
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  const stop = async (confirmed_title: string): Promise<void> => {
    const body: StopBody = { confirmed_title };
    const standing = await session.json<GateStanding>(`${path}/stop`, { method: "POST", body });
    setAsked(false);
    take(standing);
  };
  const { words, tone } = gateWords(gate);
  return (
    <section class="card setup__section" data-testid="gate" data-state={gate.state}>
      <h2>The quiz in the LMS</h2>
      <p class="gate__quiz">
        <Title gate={gate} />
        <span role="status" data-testid="gate-state">
          <Badge tone={tone}>{words}</Badge>
        </span>
      </p>
      <What gate={gate} />
      {gate.trouble !== "" && (
        <Note tone={gate.state === "set" || gate.state === "lifting" ? "warn" : "danger"} data-testid="gate-trouble">
          {gate.trouble}
        </Note>
      )}
      {error !== "" && <Note tone="warn">{error}</Note>}
      {maySetUp && gate.state !== "resting" && (
        <div class="gate__actions">
          {gate.trouble !== "" && (
            <Button busy={busy} onClick={() => void again()} data-testid="gate-again">
              {gate.state === "changed" ? "Set it again" : "Try again"}
            </Button>
          )}
          {gate.state !== "lifting" && (
            <Button onClick={() => setAsked(true)} data-testid="gate-stop">
              Stop proctoring this quiz
            </Button>
          )}
        </div>
      )}
      {asked && <Stop title={exam.title} open={open} onConfirm={stop} onClose={() => setAsked(false)} />}
    </section>
  );
}

function Title({ gate }: { gate: GateView }): JSX.Element {
  if (gate.quiz_url === "") return <strong>{gate.quiz_title}</strong>;
  return (
    <a href={gate.quiz_url} target="_blank" rel="noopener noreferrer">
      {gate.quiz_title}
      <span class="visually-hidden"> (opens in a new tab)</span>
    </a>
  );
}

/** What happens there, in the words of whoever teaches. */
function What({ gate }: { gate: GateView }): JSX.Element | null {
  if (gate.state === "resting") {
    return (
      <p class="muted" data-testid="gate-what">
        When you save, Invigil sets an access code on this quiz. Students get it after their check-in, once they are let in; without it the
        quiz does not open. If the quiz has a code already, Invigil puts that back when you stop proctoring. Until you save, nothing happens.
      </p>
    );
  }
  if (gate.state === "set") {
    return (
      <p class="muted" data-testid="gate-what">
        Students get the access code after their check-in, once they are let in; without it the quiz does not open. Please leave the code to
        Invigil: it changes by itself when nobody takes the quiz.{gate.seen_at === null ? "" : ` Last seen in place ${when(gate.seen_at)}.`}
      </p>
    );
  }
  if (gate.state === "setting") {
    return <p class="muted">Until the code is in place, nobody can be let into the quiz, and it may still open without Invigil.</p>;
  }
  return gate.state === "lifting" ? <p class="muted">Invigil puts back what the quiz asked for before. Reports stay.</p> : null;
}

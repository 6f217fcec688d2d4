/** The quiz that this exam proctors by the LMS's own API: what will happen there, how it stands, again, and no more. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { when } from "../shared/format";
import { gateWords, isOnItsWay, placesLeft } from "../shared/gate";
import { reason } from "../shared/http";
import { usePolling } from "../shared/polling";
import type { Session } from "../shared/session";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Note } from "../shared/ui/note";
import type { ExamView, GatePeople, GateStanding, GateView, StopBody } from "../shared/wire.gen";
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
      {placesLeft(gate) !== "" && (
        <Note tone="warn" data-testid="gate-places">
          {placesLeft(gate)}
        </Note>
      )}
      {error !== "" && <Note tone="warn">{error}</Note>}
      {maySetUp && gate.state !== "resting" && (
        <div class="gate__actions">
          {gate.trouble !== "" && (
            <Button busy={busy} onClick={() => void again()} data-testid="gate-again">
              {gate.state === "changed" && gate.people === null ? "Set it again" : "Try again"}
            </Button>
          )}
          {gate.state !== "lifting" && (
            <Button onClick={() => setAsked(true)} data-testid="gate-stop">
              Stop proctoring this quiz
            </Button>
          )}
        </div>
      )}
      {asked && <Stop title={exam.title} open={open} byPeople={gate.people !== null} onConfirm={stop} onClose={() => setAsked(false)} />}
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
  if (gate.people !== null) return <WhatOfPeople gate={gate} people={gate.people} />;
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

/** The same where a list of people opens the quiz: the teacher has to make it, and Invigil keeps who is in it. */
function WhatOfPeople({ gate, people }: { gate: GateView; people: GatePeople }): JSX.Element | null {
  const limit = `At most ${people.holds} can be in it at a time.`;
  if (gate.state === "resting") {
    return (
      <p class="muted" data-testid="gate-what">
        This LMS opens a quiz for the people of a list, and Invigil keeps that list: students are put into it once they are let in after
        their check-in, and taken out when their attempt is over. {limit} You make the list in the LMS, with one person in it who does not
        take the quiz. When you save, Invigil looks whether it is there, and says step by step what is missing.
      </p>
    );
  }
  if (gate.state === "set") {
    return (
      <p class="muted" data-testid="gate-what">
        The quiz opens for the people of its list in the LMS, and Invigil keeps that: students are in it from when they are let in until
        their attempt is over. In it now: {people.inside}. {limit} Whom you put in yourself can open the quiz without Invigil, and stays.
        {gate.seen_at === null ? "" : ` Last seen in place ${when(gate.seen_at)}.`}
      </p>
    );
  }
  if (gate.state === "setting") {
    return <p class="muted">Until the list is there, nobody can be let into the quiz, and it may open without Invigil.</p>;
  }
  return gate.state === "lifting" ? (
    <p class="muted">Invigil takes out of the list whom it has put in, each when their attempt is over. Reports stay.</p>
  ) : null;
}

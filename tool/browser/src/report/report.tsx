/** The report page: loads the attempt and shows it as a document that also prints well. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { clock, duration, moment, sentence } from "../shared/format";
import { reason } from "../shared/http";
import { PageMessage } from "../shared/page";
import type { Session } from "../shared/session";
import { Timeline } from "../shared/timeline/timeline";
import { ActingBadge, actingWords } from "../shared/ui/acting";
import { Badge, StateBadge, stateWords } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { NotApplied } from "../shared/ui/not-applied";
import { NotJudged } from "../shared/ui/not-judged";
import { Note } from "../shared/ui/note";
import { sinceWhen } from "../shared/ui/strays";
import type { ChatView, DeliveryView, ReportView, TransitionView } from "../shared/wire.gen";
import { summary, VERDICTS } from "./summary";
import { VerdictForm } from "./verdict-form";

export function Report({ session }: { session: Session }): JSX.Element {
  const id = session.view.attempt_id;
  const [report, setReport] = useState<ReportView | null>(null);
  const [error, setError] = useState("");
  const load = () => {
    if (id === null) return;
    setError("");
    session
      .json<ReportView>(`/api/attempts/${encodeURIComponent(id)}/report`)
      .then(setReport, (problem: unknown) => setError(reason(problem)));
  };
  useEffect(load, []);
  if (id === null) {
    return (
      <PageMessage title="There is no attempt to report on">
        <p>This examinee has not started a proctored attempt of this quiz.</p>
      </PageMessage>
    );
  }
  if (error !== "") {
    return (
      <PageMessage title="The report could not be loaded">
        <p>{error}</p>
        <div>
          <Button kind="primary" onClick={load}>
            Try again
          </Button>
        </div>
      </PageMessage>
    );
  }
  if (report === null) return <p class="report-loading muted">Loading…</p>;
  return <Document session={session} report={report} attemptId={id} onChange={setReport} />;
}

interface DocumentProps {
  session: Session;
  report: ReportView;
  attemptId: string;
  onChange: (report: ReportView) => void;
}

function Document({ session, report, attemptId, onChange }: DocumentProps): JSX.Element {
  const { detail } = report;
  useEffect(() => {
    document.title = `${detail.tile.person_name} · ${report.exam_title} · Invigil`;
  }, [detail.tile.person_name, report.exam_title]);
  const deliverAgain = async (delivery: DeliveryView): Promise<void> => {
    const path = `/api/attempts/${encodeURIComponent(attemptId)}/deliveries/${encodeURIComponent(delivery.id)}/again`;
    onChange(await session.json<ReportView>(path, { method: "POST" }));
  };
  return (
    <main class="report" data-testid="report">
      <Head session={session} report={report} />
      <Summary report={report} />
      <VerdictForm session={session} attemptId={attemptId} report={report} onChange={onChange} />
      <section class="card report__section">
        <Timeline
          incidents={detail.incidents}
          interventions={detail.interventions}
          deliveries={detail.deliveries}
          reasons={{}}
          session={session}
          oldestFirst
          onDeliverAgain={deliverAgain}
        />
      </section>
      <div class="report__pair">
        <Section title="Chat">
          <Chat messages={detail.chat} />
        </Section>
        <Section title="Changes of state">
          <Transitions list={report.transitions} />
        </Section>
      </div>
    </main>
  );
}

function Head({ session, report }: { session: Session; report: ReportView }): JSX.Element {
  const { tile } = report.detail;
  const back = session.view.return_url;
  return (
    <header class="report__head">
      <div>
        <p class="muted small">{[report.course_title, report.exam_title].filter(Boolean).join(" · ")}</p>
        <h1>{tile.person_name}</h1>
      </div>
      <div class="report__tools">
        {back !== null && (
          <a class="button" href={back}>
            Back to the course
          </a>
        )}
        <Button icon="print" onClick={() => print()}>
          Print
        </Button>
      </div>
    </header>
  );
}

function Summary({ report }: { report: ReportView }): JSX.Element {
  const { tile } = report.detail;
  const facts = summary(report);
  const acting = actingWords(report.acting);
  const verdict = VERDICTS.find((choice) => choice.value === tile.verdict);
  return (
    <section class="card report__section" aria-label="Summary">
      <div class="report__badges">
        <StateBadge state={tile.state} />
        <ActingBadge acting={report.acting} />
        {tile.flagged && (
          <Badge tone="warn" icon="flag">
            Flagged
          </Badge>
        )}
        {verdict === undefined ? (
          <Badge>No verdict yet</Badge>
        ) : (
          <Badge tone={verdict.tone} icon="check">
            {`Verdict: ${verdict.label}`}
          </Badge>
        )}
      </div>
      <dl class="summary">
        <Fact term="Started">{report.started_at === null ? "Not started" : moment(report.started_at)}</Fact>
        <Fact term="Ended">{report.ended_at === null ? "Still going on" : moment(report.ended_at)}</Fact>
        {facts.tookS !== null && <Fact term="Took">{duration(facts.tookS)}</Fact>}
        <Fact term="Attempt">{tile.attempt_number}</Fact>
        <Fact term="Incidents">
          {facts.incidents.length === 0 ? "None" : facts.incidents.map(([severity, n]) => `${n} ${severity}`).join(", ")}
        </Fact>
        <Fact term="Interventions">{report.detail.interventions.length}</Fact>
        <Fact term="Policy">{sentence(report.policy.preset)}</Fact>
        <Fact term="Kept for">{report.policy.values.retention_days} days</Fact>
      </dl>
      {acting !== null && (
        <Note icon="user" data-testid="acting">
          <strong>{acting.label}.</strong> {acting.means}
        </Note>
      )}
      <NotJudged policy={report.policy} view={report.detail.not_judged} of="attempt" />
      {report.stray !== null && (
        <Note tone="warn" data-testid="stray">
          The LMS also had {tile.person_name} in this quiz without Invigil, apart from this attempt: {sinceWhen(report.stray)}.
        </Note>
      )}
      <NotApplied names={report.policy.not_applied} />
      {report.verdict_by !== "" && (
        <p class="report__verdict">
          Verdict by {report.verdict_by}
          {report.verdict_note === "" ? "." : `: ${report.verdict_note}`}
        </p>
      )}
      <p class="muted small">Invigil states what was measured. Only a human gives a verdict.</p>
    </section>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd class="numeric">{children}</dd>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="card report__section">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Chat({ messages }: { messages: readonly ChatView[] }): JSX.Element {
  if (messages.length === 0) return <p class="muted small">No messages.</p>;
  return (
    <ol class="report__lines">
      {messages.map((message) => (
        <li key={message.id} class="report__line" data-testid="chat-message">
          <time class="numeric muted small">{clock(message.at)}</time>
          <div>
            <strong>{message.author === "system" ? "Invigil" : message.name}</strong>
            <p class="report__words">{message.text}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function Transitions({ list }: { list: readonly TransitionView[] }): JSX.Element {
  if (list.length === 0) return <p class="muted small">None.</p>;
  return (
    <ol class="report__lines">
      {list.map((change) => (
        <li key={`${change.at}-${change.after}`} class="report__line" data-testid="transition">
          <time class="numeric muted small">{clock(change.at)}</time>
          <div>
            {stateWords(change.before)} → <strong>{stateWords(change.after)}</strong>{" "}
            <span class="muted small">by {change.by}</span>
          </div>
        </li>
      ))}
    </ol>
  );
}

/** How an incident went: a small line of what was measured, with the limit, and the same in words. */
import type { JSX } from "preact";
import { duration, isCounted, measure } from "../format";
import type { TraceView, IncidentView } from "../wire.gen";
import { HEIGHT, WIDTH, drawn, unpacked } from "./trace-line";

interface TraceProps {
  trace: TraceView;
  incident: Pick<IncidentView, "threshold" | "unit">;
}

export function Trace({ trace, incident }: TraceProps): JSX.Element | null {
  const line = drawn(trace, incident.threshold);
  if (line === null) return null;
  const words = inWords(trace, incident.unit);
  return (
    <figure class="trace">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${words} ${inReach(trace)}`} preserveAspectRatio="none">
        {line.unknown.map((span) => (
          <rect key={span.x} class="trace__unknown" x={span.x} y={0} width={span.width} height={HEIGHT} />
        ))}
        <line class="trace__start" x1={line.start} x2={line.start} y1={0} y2={HEIGHT} />
        <line class="trace__limit" x1={0} x2={WIDTH} y1={line.limit} y2={line.limit} />
        <path class="trace__line" d={line.path} />
        {line.worst !== null && <circle class="trace__worst" cx={line.worst.x} cy={line.worst.y} r={2.5} />}
      </svg>
      <figcaption class="small muted">{words}</figcaption>
    </figure>
  );
}

function inWords({ looks, held, worst, worst_after_s }: TraceView, unit: string): string {
  const when = worst_after_s < 0.05 ? "at its start" : `${duration(worst_after_s)} after its start`;
  const most = isCounted(unit) ? `; worst: ${measure(worst, unit)}, ${when}` : "";
  return `In ${held} of ${looks} looks${most}.`;
}

function inReach({ series }: TraceView): string {
  const looks = unpacked(series);
  const [first, last] = [looks[0]?.at ?? 0, looks.at(-1)?.at ?? 0];
  const before = first < 0 ? `${duration(-first)} before its start` : "its start";
  return `Shown from ${before} to ${duration(last)} after it.`;
}

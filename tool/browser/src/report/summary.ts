/** The figures of a report, and the three verdicts there are. Pure. */
import type { Tone } from "../shared/ui/badge";
import type { ReportView, VerdictBody } from "../shared/wire.gen";

export interface VerdictChoice {
  value: VerdictBody["verdict"];
  label: string;
  means: string;
  tone: Tone;
}

export const VERDICTS: readonly VerdictChoice[] = [
  { value: "clear", label: "Clear", means: "Nothing that speaks against the result.", tone: "good" },
  { value: "flagged", label: "Flagged", means: "Something remains to be settled with the examinee.", tone: "warn" },
  { value: "invalid", label: "Invalid", means: "The attempt should not count.", tone: "danger" },
];

const ORDER = ["critical", "high", "medium", "low"];

export interface Figures {
  /** Seconds from start to end; null while either is missing. */
  tookS: number | null;
  /** How many incidents of each severity, worst first; severities without any are left out. */
  incidents: [string, number][];
}

export function summary(report: ReportView): Figures {
  const { started_at, ended_at, detail } = report;
  const counts = ORDER.map((severity): [string, number] => [
    severity,
    detail.incidents.filter((incident) => incident.severity === severity).length,
  ]);
  return {
    tookS: started_at === null || ended_at === null ? null : ended_at - started_at,
    incidents: counts.filter(([, n]) => n > 0),
  };
}

/** Whether the attempt is over, so that a verdict can be given. */
export function isOver(state: string): boolean {
  return ["submitted", "terminated", "abandoned", "reviewed"].includes(state);
}

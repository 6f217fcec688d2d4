/** One list out of three: incidents, interventions and deliveries in the order of time. Pure. */
import type { DeliveryView, IncidentView, InterventionView } from "../wire.gen";

export type Entry =
  | { kind: "incident"; at: number; item: IncidentView }
  | { kind: "intervention"; at: number; item: InterventionView }
  | { kind: "delivery"; at: number; item: DeliveryView };

export interface EntrySource {
  incidents: readonly IncidentView[];
  interventions: readonly InterventionView[];
  deliveries: readonly DeliveryView[];
}

/** Newest first, or oldest first. What has the same time keeps the order cause, then effect. */
export function entries(source: EntrySource, oldestFirst = false): Entry[] {
  const all: Entry[] = [
    ...source.incidents.map((item): Entry => ({ kind: "incident", at: item.opened_at, item })),
    ...source.interventions.map((item): Entry => ({ kind: "intervention", at: item.at, item })),
    ...source.deliveries.map((item): Entry => ({ kind: "delivery", at: item.created_at, item })),
  ];
  all.sort((a, b) => a.at - b.at);
  return oldestFirst ? all : all.reverse();
}

import { expect, it } from "vitest";
import type { DeliveryView, IncidentView, InterventionView } from "../wire.gen";
import { entries } from "./entries";

const SOURCE = {
  incidents: [{ id: "i", opened_at: 10 } as IncidentView],
  interventions: [{ id: "n", at: 20 } as InterventionView],
  deliveries: [{ id: "d", created_at: 20 } as DeliveryView],
};

it("puts cause before effect, newest first or oldest first", () => {
  expect(entries(SOURCE, true).map((entry) => entry.item.id)).toEqual(["i", "n", "d"]);
  expect(entries(SOURCE).map((entry) => entry.item.id)).toEqual(["d", "n", "i"]);
});

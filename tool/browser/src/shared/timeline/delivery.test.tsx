// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it } from "vitest";
import { Announcer } from "../ui/toast";
import { Refused } from "../http";
import type { DeliveryView } from "../wire.gen";
import { canGoAgain, DeliveryItem } from "./delivery";

const FAILED: DeliveryView = {
  id: "d1", attempt_id: "a1", verb: "pause", status: "failed", tries: 20, last_error: "HTTP 503", impossible: false,
  created_at: 60, delivered_at: null,
};

afterEach(() => render(null, document.body));

it("offers to try again what failed or waits after a try, and nothing else", () => {
  expect(canGoAgain(FAILED)).toBe(true);
  expect(canGoAgain({ ...FAILED, status: "waiting" })).toBe(true);
  expect(canGoAgain({ ...FAILED, status: "waiting", last_error: "" })).toBe(false);
  expect(canGoAgain({ ...FAILED, status: "delivered" })).toBe(false);
  expect(canGoAgain({ ...FAILED, impossible: true })).toBe(false);
});

it("asks for the delivery and says what the server has against it", async () => {
  const asked: string[] = [];
  const onAgain = (delivery: DeliveryView): Promise<void> => {
    asked.push(delivery.id);
    return Promise.reject(new Refused("replaced", "Something decided later has taken its place."));
  };
  await act(() => render(<Announcer><DeliveryItem delivery={FAILED} onAgain={onAgain} /></Announcer>, document.body));
  await act(async () => {
    document.querySelector<HTMLElement>('[data-testid="again-d1"]')?.click();
    await Promise.resolve();
  });
  expect(asked).toEqual(["d1"]);
  expect(document.querySelector(".toasts")?.textContent).toContain("taken its place");
});

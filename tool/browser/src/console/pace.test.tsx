// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it } from "vitest";
import type { PaceView } from "../shared/wire.gen";
import { EMPTY, reduce } from "./model";
import { PaceLine } from "./pace";
import { aDetail, aSnapshot } from "./samples";

afterEach(() => render(null, document.body));

function shown(pace: Omit<PaceView, "attempt_id"> | null): string | null {
  void act(() => render(<PaceLine pace={pace && { attempt_id: "a1", ...pace }} />, document.body));
  return document.body.textContent;
}

it("says how often somebody is looked at, and why", () => {
  expect(shown({ every_s: 1, why: "even" })).toBe("Detection looks at the camera every second.");
  expect(shown({ every_s: 0.5, why: "lively" })).toBe(
    "Detection looks at the camera every 0.5 seconds, since something is going on or has just changed.",
  );
  expect(shown({ every_s: 2, why: "budget" })).toBe(
    "Detection looks at the camera every 2 seconds: our server shares its time among all examinees.",
  );
  expect(shown({ every_s: 12, why: "costly" })).toContain("every 12 seconds: the pictures of this camera cost");
});

it("says nothing while nobody is looked at", () => {
  expect(shown({ every_s: null, why: "even" })).toBe("");
  expect(shown(null)).toBe("");
});

it("follows the pace of the attempt that is open, and of no other", () => {
  let state = reduce(EMPTY, { type: "snapshot", data: aSnapshot() });
  state = reduce(state, { type: "focus", attemptId: "a1" });
  state = reduce(state, { type: "detail", data: aDetail() });
  const pace: PaceView = { attempt_id: "a1", every_s: 2, why: "budget" };
  state = reduce(state, { type: "pace", data: pace });
  expect(state.detail?.pace).toEqual(pace);
  expect(reduce(state, { type: "pace", data: { ...pace, attempt_id: "a2", every_s: 1 } })).toBe(state);
});

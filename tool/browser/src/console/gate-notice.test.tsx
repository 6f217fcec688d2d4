// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it } from "vitest";
import { GateNotice } from "./gate-notice";

afterEach(() => render(null, document.body));

const GATE = { quiz_title: "Midterm", quiz_url: "", seen_at: null, tries: 0, people: null };

it("says that the quiz may open without Invigil, and nothing while all is well", () => {
  const shown = () => document.querySelector("[data-testid=gate-notice]")?.textContent.trim();
  void act(() => render(<GateNotice gate={null} />, document.body));
  expect(shown()).toBeUndefined();
  void act(() => render(<GateNotice gate={{ ...GATE, state: "set", trouble: "" }} />, document.body));
  expect(shown()).toBeUndefined();
  void act(() => render(<GateNotice gate={{ ...GATE, state: "changed", trouble: "Students can begin." }} />, document.body));
  expect(shown()).toBe("Access code changed in the LMS. Students can begin. The exam's settings show more.");
});

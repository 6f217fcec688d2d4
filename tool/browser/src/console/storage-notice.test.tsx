// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it } from "vitest";
import { StorageNotice } from "./storage-notice";

afterEach(() => render(null, document.body));

it("says nothing while all is kept, and else what still goes through", () => {
  for (const [state, words] of [
    ["ok", undefined],
    ["full", "Storage is full: new messages cannot be kept. Decisions still go through."],
    ["busy", "Storage is busy: nothing new can be kept for the moment. What you send is tried again."],
  ] as const) {
    void act(() => render(<StorageNotice state={state} />, document.body));
    expect(document.querySelector("[data-testid=storage-notice]")?.textContent.trim()).toBe(words);
  }
});

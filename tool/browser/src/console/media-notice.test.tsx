// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it } from "vitest";
import type { MediaView } from "../shared/wire.gen";
import { MediaNotice } from "./media-notice";

afterEach(() => render(null, document.body));

const shown = (media: MediaView): [string | undefined, string] => {
  void act(() => render(<MediaNotice {...media} />, document.body));
  const note = document.querySelector("[data-testid]");
  return [note?.getAttribute("data-testid") ?? undefined, note?.textContent.trim() ?? ""];
};

it("says nothing while everybody is seen often enough", () => {
  expect(shown({ away: false, behind: null, unmeasured: [] })).toEqual([undefined, ""]);
});

it("says how seldom detection looks, calmly, and that nobody is to blame", () => {
  const [id, words] = shown({ away: false, behind: { every_s: 11, wanted_s: 1 }, unmeasured: [] });
  expect(id).toBe("media-behind");
  expect(words).toBe(
    "Our server is overloaded: detection looks at each camera every 11 seconds instead of every second. " +
      "Short incidents may be missed; nobody is reported for that.",
  );
  expect(document.querySelector("[role=status]")).not.toBeNull();
  expect(document.querySelector("[role=alert]")).toBeNull();
});

it("says when nothing is seen at all", () => {
  expect(shown({ away: true, behind: null, unmeasured: [] })[0]).toBe("media-away");
});

it("says what the exam asks for and nobody looks for, beside what else is the matter", () => {
  const [id, words] = shown({ away: false, behind: null, unmeasured: ["Another screen in view", "Perhaps a phone in view"] });
  expect(id).toBe("media-unmeasured");
  expect(words).toContain("Another screen in view; Perhaps a phone in view.");
  shown({ away: false, behind: { every_s: 11, wanted_s: 1 }, unmeasured: ["Another screen in view"] });
  expect(document.querySelectorAll("[role=status] [data-testid]")).toHaveLength(2);
});

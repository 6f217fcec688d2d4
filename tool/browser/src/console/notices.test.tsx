// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it } from "vitest";
import { NoticeBadges, NoticeNotes } from "./notices";
import { aTile } from "./samples";

afterEach(() => render(null, document.body));

it("says nothing while there is nothing to say", () => {
  void act(() => render(<NoticeBadges tile={aTile()} />, document.body));
  expect(document.body.textContent).toBe("");
});

it("marks a tile quietly, and says in the focus view what it means", () => {
  const tile = aTile({ notices: ["rules_not_applied", "reports_lost"] });
  void act(() => render(<NoticeBadges tile={tile} />, document.body));
  const badges = [...document.querySelectorAll(".badge")];
  expect(badges.map((badge) => badge.textContent)).toEqual(["Rules not applied", "Something not kept"]);
  expect(badges.every((badge) => badge.classList.contains("badge--info"))).toBe(true);
  void act(() => render(<NoticeNotes tile={tile} />, document.body));
  const note = document.querySelector("[data-testid=notice-rules_not_applied]");
  expect(note?.textContent).toContain("judged by older rules or not at all");
  expect(note?.textContent).toContain("our trouble, not theirs");
});

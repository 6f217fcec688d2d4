/** What a teacher sees in Learn's settings of a test: sentences, and the way to our own set-up page. */
import type { UefPanelView } from "../shared/wire.gen";
import type { Element } from "./messages";

/** Where the test is not known yet: Learn has told no course, or nothing was saved. */
export const UNKNOWN: UefPanelView = {
  lines: ["When you save, Invigil watches over this test. Its rules can be changed afterwards, on Invigil's own page."],
  setup_url: "",
};

/** Where our server could not be asked. */
export function unreachable(words: string): UefPanelView {
  return { lines: [`Invigil cannot show this test's rules now. ${words}`], setup_url: "" };
}

/** Returns the panel as Learn is told to make it. */
export function panel(view: UefPanelView): Element {
  const lines: Element[] = view.lines.map((line) => ({ tag: "p", children: line }));
  if (view.setup_url !== "") {
    lines.push({
      tag: "a",
      props: { href: view.setup_url, target: "_blank", rel: "noopener" },
      children: "Change the rules on Invigil's page",
    });
  }
  return { tag: "div", children: lines };
}

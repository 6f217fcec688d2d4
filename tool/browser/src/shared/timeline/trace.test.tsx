// @vitest-environment jsdom
import { render } from "preact";
import { afterEach, expect, it } from "vitest";
import type { TraceView } from "../wire.gen";
import { Trace } from "./trace";
import { HEIGHT, WIDTH, drawn } from "./trace-line";

const went: TraceView = {
  looks: 60,
  held: 43,
  worst: 0,
  worst_after_s: 2,
  series: "-30 1;0 0;2 0;10 0?;20 -?;66 1",
};

afterEach(() => render(null, document.body));

it("says in words what the line shows, to those who see it and those who do not", () => {
  render(<Trace trace={went} incident={{ threshold: 1, unit: "faces" }} />, document.body);

  expect(document.querySelector("figcaption")?.textContent).toBe(
    "In 43 of 60 looks; worst: 0 faces, 2 s after its start.",
  );
  const picture = document.querySelector("svg");
  expect(picture?.getAttribute("role")).toBe("img");
  expect(picture?.getAttribute("aria-label")).toBe(
    "In 43 of 60 looks; worst: 0 faces, 2 s after its start. Shown from 30 s before its start to 1 min 6 s after it.",
  );
});

it("draws the steps, leaves out what is not known, and marks start, limit and worst", () => {
  const line = drawn(went, 1);

  expect(line?.path).toBe("M0 4H75V32H80H100M240 4");
  expect(line?.unknown).toEqual([
    { x: 100, width: 25 },
    { x: 125, width: 115 },
  ]);
  expect(line).toMatchObject({ limit: 4, start: 75, worst: { x: 80, y: 32 } });
});

it("stays within its picture whatever was measured", () => {
  const line = drawn({ ...went, series: "-30 900;0 -3;2 250.5;10 0;20 -?;66 12", worst: -3, worst_after_s: 0 }, 25);
  const numbers = (line?.path.match(/-?[\d.]+/g) ?? []).map(Number);

  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThanOrEqual(Math.max(WIDTH, HEIGHT));
});

it("draws nothing of a single look", () => {
  render(
    <Trace trace={{ ...went, series: "0 0" }} incident={{ threshold: 1, unit: "faces" }} />,
    document.body,
  );

  expect(document.body.textContent).toBe("");
});

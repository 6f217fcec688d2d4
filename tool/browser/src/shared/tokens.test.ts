/** Holds the palette to WCAG 2.2: text 4.5 to 1, edges of controls and the focus ring 3 to 1, light and dark. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("tokens.css", import.meta.url), "utf8");
const [lightCss = "", darkCss = ""] = css.split("@media (prefers-color-scheme: dark)");

function palette(...parts: string[]): Map<string, string> {
  const found = parts.join("").matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g);
  return new Map([...found].map(([, name = "", value = ""]) => [name, value]));
}

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["bg", "surface", "surface-2", "sunken"];
const TEXT: [string, string][] = [
  ...["ink", "ink-2", "ink-3"].flatMap((ink) => GROUNDS.map((ground): [string, string] => [ink, ground])),
  ...["accent", "danger", "good", "alert", "info", "warn"].map((ink): [string, string] => [ink, "surface"]),
  ...["good", "info", "warn", "alert", "danger", "quiet"].map((tone): [string, string] => [tone, `${tone}-soft`]),
  ["ink", "accent-soft"],
  ["ink-2", "accent-soft"],
  ["ink", "danger-soft"],
  ["accent-strong", "accent-soft"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["on-danger", "danger"],
  ["on-danger", "danger-strong"],
  ["on-video", "video"],
  ["on-video-2", "video"],
  ["bg", "ink"],
];
const EDGES: [string, string][] = ["line-strong", "focus", "accent", "danger", "alert", "warn"].flatMap((edge) =>
  ["surface", "bg"].map((ground): [string, string] => [edge, ground]),
);

describe.each([
  ["light", palette(lightCss)],
  ["dark", palette(lightCss, darkCss)],
])("%s", (_scheme, colours) => {
  const colour = (name: string) => {
    const value = colours.get(name);
    if (value === undefined) throw new Error(`there is no colour --${name}`);
    return value;
  };
  it.each(TEXT)("text %s on %s", (ink, ground) => {
    expect(contrast(colour(ink), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(EDGES)("edge %s on %s", (edge, ground) => {
    expect(contrast(colour(edge), colour(ground))).toBeGreaterThanOrEqual(3);
  });
});

import { describe, expect, it } from "vitest";
import { choose } from "./language";
import cases from "./language-cases.json"; // web's choice is tested with these, too

describe("choose", () => {
  it.each(cases as [string, string][])("hears %j as %s", (locale, tag) => {
    expect(choose([locale], ["en", "es"])).toBe(tag);
  });

  it("takes the first language that is spoken", () => {
    expect(choose(["fr-CA", "es-AR", "en"], ["en", "es"])).toBe("es-AR");
    expect(choose(["en", "es"], ["en", "es"])).toBe("en");
    expect(choose([], ["en", "es"])).toBe("en");
  });

  it("speaks English where a surface has nothing else", () => {
    expect(choose(["es-MX"], ["en"])).toBe("en");
  });
});

import { describe, expect, it } from "vitest";
import { choose } from "./language";

describe("choose", () => {
  it.each([
    [["es"], "es"],
    [["es_MX"], "es-MX"],
    [["es-419"], "es-419"],
    [["ES-es"], "es-ES"],
    [["es_ES.UTF-8"], "es-ES"],
    [["es-ES-u-nu-latn"], "es-ES"],
    [["es-Latn-CO"], "es-CO"],
    [["es_mx_kids"], "es-MX"],
    [["es-k12"], "es"],
    [["en-GB"], "en-GB"],
    [["fr-CA", "es-AR", "en"], "es-AR"],
    [["fr"], "en"],
    [["xx"], "en"],
    [["espanol"], "en"],
    [[""], "en"],
    [["e".repeat(35)], "en"],
    [["<script>"], "en"],
    [[], "en"],
  ])("hears %j as %s", (wanted, tag) => {
    expect(choose(wanted, ["en", "es"])).toBe(tag);
  });

  it("speaks English where a surface has nothing else", () => {
    expect(choose(["es-MX"], ["en"])).toBe("en");
  });
});

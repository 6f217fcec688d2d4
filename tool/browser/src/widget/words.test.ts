import i18next from "i18next";
import { beforeEach, describe, expect, it } from "vitest";
import { lengthOf, timeOfDay } from "../shared/i18n";
import { t } from "./words";

type Tree = { [key: string]: string | Tree };

const SURFACES: Record<string, Record<string, Tree>> = {
  shared: import.meta.glob<Tree>("../shared/locales/*.json", { eager: true, import: "default" }),
  exams: import.meta.glob<Tree>("../exams/locales/*.json", { eager: true, import: "default" }),
  widget: import.meta.glob<Tree>("./locales/*.json", { eager: true, import: "default" }),
};
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** A catalogue as one record: "consent.title" to its text. */
function flat(tree: Tree, under = ""): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(tree)) {
    Object.assign(texts, typeof value === "string" ? { [under + key]: value } : flat(value, `${under + key}.`));
  }
  return texts;
}

function catalogue(surface: string, language: string): Record<string, string> {
  const found = Object.entries(SURFACES[surface] ?? {}).find(([path]) => path.endsWith(`/${language}.json`));
  return flat(found?.[1] ?? {});
}

/** The keys without the endings of plural forms, and which of them have plural forms. */
function stems(texts: Record<string, string>): { all: Set<string>; counted: Set<string> } {
  const keys = Object.keys(texts);
  const counted = keys.filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, ""));
  return { all: new Set(keys.map((key) => key.replace(PLURAL, ""))), counted: new Set(counted) };
}

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\{[^}]*\}\}/g) ?? [])].sort();
}

const EACH = Object.entries(SURFACES).flatMap(([surface, files]) =>
  Object.keys(files).map((path) => [surface, path.replace(/^.*\/|\.json$/g, "")] as const),
);

describe.each(EACH)("%s in %s", (surface, language) => {
  const texts = catalogue(surface, language);
  const english = catalogue(surface, "en");

  it("has the keys of the English catalogue, and no others", () => {
    expect([...stems(texts).all].sort()).toEqual([...stems(english).all].sort());
    expect([...stems(texts).counted].sort()).toEqual([...stems(english).counted].sort());
  });

  it("has every plural form that the language knows", () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const stem of stems(texts).counted) {
      const forms = Object.keys(texts).filter((key) => key.replace(PLURAL, "") === stem);
      expect(forms.sort()).toEqual(categories.map((category) => `${stem}_${category}`).sort());
    }
  });

  it("fills in what the English text fills in", () => {
    for (const [key, text] of Object.entries(texts)) {
      const model = english[key] ?? english[key.replace(PLURAL, "_other")] ?? "";
      expect(placeholders(text), key).toEqual(placeholders(model));
    }
  });

  it("says something under every key, without stray blanks", () => {
    for (const [key, text] of Object.entries(texts)) {
      expect(text, key).toMatch(/^\S(.*\S)?$/u);
      expect(text, key).not.toMatch(/ {2}/);
    }
  });
});

it("has a catalogue of every language for every surface that an examinee meets", () => {
  const [first, ...others] = Object.values(SURFACES).map((files) => Object.keys(files).map((path) => path.slice(-8)).sort());
  expect(first).toEqual(expect.arrayContaining(["/en.json", "/es.json"]));
  for (const each of others) expect(each).toEqual(first);
});

describe("in Spanish", () => {
  beforeEach(() => void i18next.changeLanguage("es-MX"));

  it("counts as the language does", () => {
    expect(t("consent.kept_text", { count: 1 })).toBe("1 día; después se elimina.");
    expect(t("consent.kept_text", { count: 90 })).toBe("90 días; después se elimina.");
    expect(t("consent.kept_text", { count: 12_345 })).toBe("12,345 días; después se elimina.");
    void i18next.changeLanguage("es-ES");
    expect(t("consent.kept_text", { count: 12_345 })).toBe("12.345 días; después se elimina.");
    expect(t("consent.kept_text", { count: 2_000_000 })).toBe("2.000.000 de días; después se elimina.");
  });

  it("shows a name as it is written", () => {
    expect(t("consent.hello", { context: "none", name: "Ana <b>O'Neil</b> & {{name}}" })).toContain(
      "Hola, Ana <b>O'Neil</b> & {{name}}.",
    );
  });

  it("writes times with 24 hours, and lengths", () => {
    const noon = new Date(2026, 0, 5, 15, 4, 9).getTime() / 1000;
    expect(timeOfDay(noon)).toBe("15:04");
    expect(timeOfDay(noon, "second")).toBe("15:04:09");
    expect(lengthOf(0)).toBe("0 s");
    expect(lengthOf(48.9)).toBe("48 s");
    expect(lengthOf(192)).toBe("3 min 12 s");
    expect(lengthOf(3840)).toBe("1 h 4 min");
  });
});

it("falls back to English where a text is missing", () => {
  void i18next.changeLanguage("es");
  i18next.addResource("en", "widget", "header.new", "Only in English");
  expect(i18next.t("widget:header.new")).toBe("Only in English");
});

/** The words of the pages: i18next, one namespace of catalogues per surface, English where there is nothing better. */
import i18next, { type ResourceKey } from "i18next";
import { choose } from "./language";

void i18next.init({
  lng: "en",
  fallbackLng: "en",
  resources: {},
  initAsync: false,
  interpolation: { escapeValue: false }, // Preact shows text as text
});

/** Add the catalogues of one surface, by file: "./locales/es.json" holds Spanish. Returns the languages that it has. */
export function addCatalogues(surface: string, catalogues: Record<string, ResourceKey>): string[] {
  return Object.entries(catalogues).map(([path, catalogue]) => {
    const language = path.replace(/^.*\/|\.json$/g, "");
    i18next.addResourceBundle(language, surface, catalogue);
    return language;
  });
}

/** Speak the first of the `wanted` locales that is among `spoken` from now on. Text that is shown already stays. */
export function speak(wanted: readonly string[], spoken: readonly string[]): void {
  const tag = choose(wanted, spoken);
  void i18next.changeLanguage(tag);
  document.documentElement.lang = tag;
}

/** The BCP 47 tag of the language that is spoken now. */
export function language(): string {
  return i18next.language;
}

/** The time of day of `at` (Unix seconds), 24 hours, in the reader's time zone: to the minute, or to the second. */
export function timeOfDay(at: number, to: "minute" | "second" = "minute"): string {
  const form: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (to === "second") form.second = "2-digit";
  return new Intl.DateTimeFormat(language(), form).format(at * 1000);
}

/** A length of whole seconds: "48 sec", "3 min 12 sec", "1 hr 4 min". */
export function lengthOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const parts: [number, string][] =
    whole < 60
      ? [[whole, "second"]]
      : minutes < 60
        ? [[minutes, "minute"], [whole % 60, "second"]]
        : [[Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"]];
  const shown = parts.filter(([count], index) => index === 0 || count > 0);
  return shown.map(([count, unit]) => counted(count, unit)).join(" ");
}

function counted(count: number, unit: string): string {
  return new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "short" }).format(count);
}

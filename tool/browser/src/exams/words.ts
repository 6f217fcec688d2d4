/** The words of an examinee's list of exams, in every language that locales/ has a catalogue for. */
import i18next, { type ResourceKey } from "i18next";
import { addCatalogues } from "../shared/i18n";
import type en from "./locales/en.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    exams: typeof en;
  }
}

export const LANGUAGES = addCatalogues(
  "exams",
  import.meta.glob<ResourceKey>("./locales/*.json", { eager: true, import: "default" }),
);

export const t = i18next.getFixedT(null, "exams");

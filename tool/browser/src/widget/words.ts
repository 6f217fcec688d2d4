/** The words of the widget, in every language that locales/ has a catalogue for. */
import i18next, { type ParseKeys, type ResourceKey } from "i18next";
import { addCatalogues } from "../shared/i18n";
import type en from "./locales/en.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    widget: typeof en;
  }
}

/** A key of the catalogues whose text needs nothing filled in. */
export type WordKey = ParseKeys<"widget">;

export const LANGUAGES = addCatalogues(
  "widget",
  import.meta.glob<ResourceKey>("./locales/*.json", { eager: true, import: "default" }),
);

export const t = i18next.getFixedT(null, "widget");

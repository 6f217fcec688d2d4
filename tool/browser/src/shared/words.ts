/** The words that every page may need: when it opens, when its session is over, when a request fails. */
import i18next, { type ResourceKey } from "i18next";
import { addCatalogues } from "./i18n";
import type en from "./locales/en.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    shared: typeof en;
  }
}

addCatalogues("shared", import.meta.glob<ResourceKey>("./locales/*.json", { eager: true, import: "default" }));

export const t = i18next.getFixedT(null, "shared");

/** How the pages are built: an entry each, one folder that web serves. */
import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

const PAGES = ["widget", "console", "setup", "report", "course", "exams", "admin", "uef"];

export default defineConfig({
  base: "/static/",
  plugins: [preact({ prefreshEnabled: false, devToolsEnabled: false })],
  build: {
    outDir: "../web/static",
    emptyOutDir: true,
    target: "es2022",
    // The Content-Security-Policy allows scripts and styles of our own origin only, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries(PAGES.map((page) => [page, fileURLToPath(new URL(`${page}.html`, import.meta.url))])),
    },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "node",
  },
});

// @vitest-environment jsdom
import { render, type JSX } from "preact";
import { useEffect } from "preact/hooks";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { language } from "./i18n";
import { startPage } from "./page";
import { t } from "./words";

let locale: string;
let status: number;
let asked: (string | undefined)[];

beforeEach(() => {
  document.body.innerHTML = '<div id="app"></div>'; // eslint-disable-line no-restricted-properties
  history.replaceState(null, "", "#ticket=t1");
  locale = "";
  status = 200;
  asked = [];
  vi.stubGlobal("fetch", (_path: string, init: RequestInit) => {
    asked.push((init.headers as Record<string, string>)["Accept-Language"]);
    return Promise.resolve(new Response(JSON.stringify({ token: "a", expires_at: 9e9, locale }), { status }));
  });
});
afterEach(() => {
  render(null, document.getElementById("app") as HTMLElement);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function open(languages?: string[]): Promise<string> {
  await act(() => startPage("widget", () => <p>{t("again")}</p>, languages));
  await vi.waitFor(() => expect(document.querySelector("p:not(.muted)")).not.toBeNull());
  return document.body.textContent;
}

it("speaks the language of the session", async () => {
  locale = "es_MX";
  expect(await open(["en", "es"])).toContain("Intentar de nuevo");
  expect(document.documentElement.lang).toBe("es-MX");
  expect(language()).toBe("es-MX");
});

it("speaks the browser's language before there is a session, and where the session names none", async () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["fr", "es-AR"]);
  expect(await open(["en", "es"])).toContain("Intentar de nuevo");
  expect(asked).toEqual(["es-AR"]);
  expect(document.documentElement.lang).toBe("es-AR");
});

it("speaks English where it has nothing else, whatever the session says", async () => {
  locale = "es";
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["es"]);
  expect(await open()).toContain("Try again");
  expect(asked).toEqual(["en"]);
  expect(document.documentElement.lang).toBe("en");
});

it("says in the browser's language that a session is over", async () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["es"]);
  status = 401;
  expect(await open(["en", "es"])).toContain("Vuelva a abrir esto desde su curso");
});

it("starts the page anew in the same session when Back or Forward brings it back as it was put away", async () => {
  let mounted = 0;
  let unmounted = 0;
  function Page(): JSX.Element {
    useEffect(() => {
      mounted += 1;
      return () => void (unmounted += 1);
    }, []);
    return <p>here</p>;
  }
  await act(() => startPage("widget", () => <Page />));
  await vi.waitFor(() => expect(mounted).toBe(1));
  const before = asked.length;
  await act(() => void window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false })));
  expect([mounted, unmounted]).toEqual([1, 0]);
  await act(() => void window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  expect([mounted, unmounted]).toEqual([2, 1]);
  expect(asked.length).toBe(before + 1); // the session is renewed
});

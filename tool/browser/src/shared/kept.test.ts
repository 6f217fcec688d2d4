import { afterEach, expect, it, vi } from "vitest";
import { entryStorage, storage } from "./kept";

afterEach(() => vi.unstubAllGlobals());

it("is the browser's storage", () => {
  const [local, session] = [{}, {}];
  vi.stubGlobal("window", { localStorage: local, sessionStorage: session });
  expect(storage("localStorage")).toBe(local);
  expect(storage("sessionStorage")).toBe(session);
});

it("is nothing where the browser refuses it", () => {
  vi.stubGlobal("window", {
    get localStorage() {
      throw new DOMException("refused", "SecurityError");
    },
  });
  expect(storage("localStorage")).toBeNull();
});

it("keeps with the entry of the history, beside what else is kept there", () => {
  const history = { state: { other: 1 } as unknown, replaceState: (state: unknown) => void (history.state = state) };
  const kept = entryStorage(history);
  expect(kept.getItem("a")).toBeNull();
  kept.setItem("a", "text");
  expect(kept.getItem("a")).toBe("text");
  expect(history.state).toEqual({ other: 1, a: "text" });
  kept.removeItem("a");
  expect(entryStorage(history).getItem("a")).toBeNull();
});

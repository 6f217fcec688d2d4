import { afterEach, expect, it, vi } from "vitest";
import { storage } from "./kept";

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

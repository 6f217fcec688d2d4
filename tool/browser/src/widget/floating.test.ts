// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { canFloat, type FloatHost, openFloating } from "./floating";

function page(): Document {
  const made = document.implementation.createHTMLDocument("Exam check-in");
  made.documentElement.lang = "es";
  const sheet = made.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "https://tool.example/static/widget.css";
  made.head.append(sheet);
  return made;
}

function empty(): Window {
  const made = document.implementation.createHTMLDocument("");
  made.body.append("something of before");
  return { document: made } as unknown as Window;
}

let opened: string[];

function host(parts: Partial<FloatHost> = {}): FloatHost {
  return {
    document: page(),
    topLevel: true,
    pointed: true,
    open: (url, target, features) => {
      opened.push([url, target, features].join("|"));
      return empty();
    },
    ...parts,
  };
}

beforeEach(() => {
  opened = [];
});

it("takes picture in picture where there is one", async () => {
  const floating = empty();
  const pictures = { requestWindow: () => Promise.resolve(floating) };
  expect(await openFloating(host({ documentPictureInPicture: pictures }))).toBe(floating);
  expect(opened).toEqual([]);
});

it("takes a small window elsewhere", async () => {
  expect(await openFloating(host())).not.toBeNull();
  expect(opened).toEqual(["|invigil-panel|popup,width=340,height=560"]);
});

it("looks as the page does", async () => {
  const floating = await openFloating(host());
  expect(floating?.document.documentElement.lang).toBe("es");
  expect(floating?.document.title).toBe("Exam check-in");
  expect(floating?.document.querySelector("link")?.href).toBe("https://tool.example/static/widget.css");
  expect(floating?.document.body.textContent).toBe("");
});

it("leaves the panel in the page when the browser allows no window", async () => {
  const pictures = { requestWindow: () => Promise.reject(new DOMException("No press.")) };
  expect(await openFloating(host({ documentPictureInPicture: pictures }))).toBeNull();
  expect(await openFloating(host({ open: () => null }))).toBeNull();
});

it("is there for a page of its own, and on a phone only as picture in picture", () => {
  const pictures = { requestWindow: () => Promise.resolve(empty()) };
  expect(canFloat(host())).toBe(true);
  expect(canFloat(host({ pointed: false }))).toBe(false);
  expect(canFloat(host({ pointed: false, documentPictureInPicture: pictures }))).toBe(true);
  expect(canFloat(host({ topLevel: false, documentPictureInPicture: pictures }))).toBe(false);
});

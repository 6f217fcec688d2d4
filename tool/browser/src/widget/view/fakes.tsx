/** For tests: shows the widget for a model, and reads what a person would read or be read. */
import { render } from "preact";
import { act } from "preact/test-utils";
import type { Session } from "../../shared/session";
import { Announcer } from "../../shared/ui/toast";
import type { Controller } from "../controller";
import { EMPTY, type Model } from "../model";
import { Pages } from "./app";

type Tree = { [key: string]: string | Tree };

/** Words that come from people, not from a catalogue. */
const GIVEN = ["Ada", "Algebra", "Universidad", "Invigil", "Calculadora", "Traiga su carné.", "Regla", "Así se evita.", "Hola"];

/** What jsdom does not have, and the keyboard in this frame. To be called before each test. */
export function prepare(): void {
  document.hasFocus = () => true;
  HTMLMediaElement.prototype.play = () => Promise.resolve();
  window.scrollTo = () => undefined;
  window.matchMedia = () => ({ matches: true }) as MediaQueryList;
  Element.prototype.scrollTo = () => undefined;
}

export function clear(): void {
  render(null, document.body);
}

/** Show the page that belongs to the changed model; `parts` is what the test wants to see of the controller. */
export function show(changes: Partial<Model>, parts: object = {}): Promise<void> {
  const model = { ...EMPTY, link: "online", ...changes };
  const camera = { devices: () => Promise.resolve([]) };
  const controller = { model, onChange: () => () => undefined, camera, screen: { possible: true }, ...parts };
  const session = { view: { institution: "Universidad", return_url: "https://lms.example.org/" } };
  return act(() =>
    render(
      <Announcer>
        <Pages controller={controller as unknown as Controller} session={session as Session} />
      </Announcer>,
      document.body,
    ),
  );
}

/** Every text that a person sees or is read, one per element or attribute. */
export function texts(): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Element) {
      for (const name of ["aria-label", "title", "placeholder"]) found.push(node.getAttribute(name) ?? "");
    } else {
      found.push(node.textContent ?? "");
    }
  }
  return found.map((text) => text.trim()).filter((text) => /\p{L}/u.test(text));
}

function leaves(tree: Tree): string[] {
  return Object.values(tree).flatMap((value) => (typeof value === "string" ? [value] : leaves(value)));
}

/** Whether a text is one of the catalogue's, filled in, or was given by a person. */
export function knownIn(catalogue: Tree): (text: string) => boolean {
  const known = leaves(catalogue).map((value) => {
    const escaped = value.split(/\{\{[^}]*\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${escaped.join(".+?")}$`, "u");
  });
  return (text) => GIVEN.includes(text) || known.some((pattern) => pattern.test(text));
}

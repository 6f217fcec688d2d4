// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it } from "vitest";
import { Refused } from "../shared/http";
import type { SettingsBody } from "../shared/wire.gen";
import { aPlatform } from "./samples";
import { SettingsForm } from "./settings-form";
import type { AdminStore } from "./store";

const ASKED = aPlatform({
  settings: [
    {
      name: "signer",
      label: "Who signs",
      help: "Leave it unless exams do not begin.",
      value: "tool",
      choices: [
        { value: "tool", label: "The tool" },
        { value: "issuer", label: "The issuer" },
      ],
    },
  ],
});

let saved: SettingsBody[] = [];
let refuse: Error | null = null;
const store = {
  chooseSettings: (_id: string, body: SettingsBody) => {
    saved.push(body);
    return refuse === null ? Promise.resolve() : Promise.reject(refuse);
  },
} as unknown as AdminStore;

afterEach(() => {
  render(null, document.body);
  saved = [];
  refuse = null;
});

const part = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
const show = (platform = ASKED) => act(() => render(<SettingsForm store={store} platform={platform} />, document.body));
const choose = (value: string) =>
  act(() => {
    const control = part("setting-signer") as HTMLSelectElement;
    control.value = value;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  });
const press = () =>
  act(async () => {
    part("save-settings")?.click();
    await new Promise((done) => setTimeout(done, 0));
  });

it("is not there for an LMS that is asked about nothing", async () => {
  await show(aPlatform());
  expect(part("lms-settings")).toBeNull();
});

it("saves what was changed, and nothing before", async () => {
  await show();
  expect((part("setting-signer") as HTMLSelectElement).value).toBe("tool");
  expect((part("save-settings") as HTMLButtonElement).disabled).toBe(true);
  await choose("issuer");
  await press();
  expect(saved).toEqual([{ values: { signer: "issuer" } }]);
});

it("keeps the choice and says why when the server refuses", async () => {
  refuse = new Refused("bad_setting", "Choose one of the answers.", 409);
  await show();
  await choose("issuer");
  await press();
  expect(document.body.textContent).toContain("Choose one of the answers.");
  expect((part("setting-signer") as HTMLSelectElement).value).toBe("issuer");
});

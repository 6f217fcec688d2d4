// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Refused } from "../shared/http";
import type { InstitutionBody } from "../shared/wire.gen";
import { Roles } from "./roles";
import { anInstitution } from "./samples";
import type { AdminStore } from "./store";

const MENTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor";

let saved: InstitutionBody[];
let refuse: Error | null;

const store = {
  saveInstitution: (_id: string, body: InstitutionBody) => {
    saved.push(body);
    return refuse === null ? Promise.resolve() : Promise.reject(refuse);
  },
} as unknown as AdminStore;

beforeEach(async () => {
  saved = [];
  refuse = null;
  await act(() => render(<Roles store={store} institution={anInstitution()} known={[MENTOR]} />, document.body));
});
afterEach(() => render(null, document.body));

function part(testid: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
  if (found === null) throw new Error(`there is no ${testid}`);
  return found;
}

const press = (testid: string) =>
  act(async () => {
    part(testid).click();
    await new Promise((done) => setTimeout(done, 0));
  });

const choose = (testid: string, value: string) =>
  act(() => {
    const control = part(testid) as HTMLSelectElement | HTMLInputElement;
    control.value = value;
    control.dispatchEvent(new Event(control instanceof HTMLInputElement ? "input" : "change", { bubbles: true }));
  });

it("saves a rule for a known role together with the name", async () => {
  await press("add-role");
  await choose("rule-from", MENTOR);
  await choose("rule-to", "nobody");
  await press("save-roles");
  expect(saved).toEqual([{ name: "Example", role_rules: [{ lti_role: MENTOR, role: "nobody" }] }]);
});

it("takes a role by its address, and asks for a whole one", async () => {
  await press("add-role");
  await choose("rule-from", "typed");
  await choose("rule-uri", "ExamOffice");
  await press("save-roles");
  expect(saved).toEqual([]);
  expect(part("rule-uri").getAttribute("aria-invalid")).toBe("true");
  await choose("rule-uri", " urn:example:exam-office ");
  await press("save-roles");
  expect(saved[0]?.role_rules).toEqual([{ lti_role: "urn:example:exam-office", role: "proctor" }]);
});

it("keeps the rules as they were typed when the server refuses", async () => {
  refuse = new Refused("bad_role", "Invigil does not know this role.", 409);
  await press("add-role");
  await choose("rule-from", MENTOR);
  await press("save-roles");
  expect(document.body.textContent).toContain("Invigil does not know this role.");
  expect((part("rule-from") as HTMLSelectElement).value).toBe(MENTOR);
});

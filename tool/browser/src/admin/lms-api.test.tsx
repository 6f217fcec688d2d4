// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Refused } from "../shared/http";
import type { ApiView, ConnectApiBody } from "../shared/wire.gen";
import { LmsApi } from "./lms-api";
import { anApi, aPlatform } from "./samples";
import type { AdminStore } from "./store";

let sent: ConnectApiBody[];
let applied: ConnectApiBody[];
let refuse: Error | null;
let disconnected: string[];
let loads: number;
let tabs: number;

const store = {
  connectApi: (_id: string, body: ConnectApiBody) => {
    sent.push(body);
    return refuse === null ? Promise.resolve({ url: "https://tool.example/go", expires_at: 9 }) : Promise.reject(refuse);
  },
  connectApplication: (_id: string, body: ConnectApiBody) => {
    applied.push(body);
    return refuse === null ? Promise.resolve() : Promise.reject(refuse);
  },
  makePlacements: () =>
    refuse === null
      ? Promise.resolve({ placements: [{ title: "Course tool", state: "failed", text: "The handle is taken." }] })
      : Promise.reject(refuse),
  disconnectApi: (id: string) => {
    disconnected.push(id);
    return Promise.resolve();
  },
  load: () => {
    loads += 1;
    return Promise.resolve();
  },
} as unknown as AdminStore;

beforeEach(() => {
  [sent, applied, refuse, disconnected, loads] = [[], [], null, [], 0];
  tabs = 0;
  vi.spyOn(window, "open").mockImplementation(() => {
    tabs += 1;
    return null; // a browser that lets no tab open
  });
});
afterEach(() => render(null, document.body));

const show = (api: ApiView | null) =>
  act(() => render(<LmsApi store={store} platform={aPlatform({ api })} />, document.body));
const find = (testid: string) => document.querySelector<HTMLInputElement>(`[data-testid="${testid}"]`);
const type = (testid: string, value: string) =>
  act(() => {
    const input = find(testid);
    if (input === null) throw new Error(`there is no ${testid}`);
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
const press = (testid: string) =>
  act(async () => {
    find(testid)?.click();
    await new Promise((done) => setTimeout(done, 0));
  });
const text = () => document.body.textContent;

it("is not there where Invigil uses no API", async () => {
  await show(null);
  expect(find("lms-api")).toBeNull();
});

it("offers the known address, and sends the key once it is whole", async () => {
  await show(anApi());
  expect(find("api-address")?.value).toBe("https://lms.example");
  await press("connect-api");
  expect(sent).toEqual([]);
  expect(find("api-client_id")?.getAttribute("aria-invalid")).toBe("true");
  await type("api-client_id", " 17 ");
  await type("api-client_secret", "secret");
  await press("connect-api");
  expect(sent).toEqual([{ address: "https://lms.example", client_id: "17", client_secret: "secret" }]);
});

it("gives a link where the browser opens no tab, forgets the secret, and looks when the person is back", async () => {
  await show(anApi());
  await type("api-client_id", "17");
  await type("api-client_secret", "secret");
  await press("connect-api");
  expect(find("open-lms")?.getAttribute("href")).toBe("https://tool.example/go");
  expect(tabs).toBe(1);
  expect(find("api-client_secret")?.value).toBe("");
  await act(() => void dispatchEvent(new Event("focus")));
  expect(loads).toBe(1);
});

it("puts the server's words to the field that they are about", async () => {
  refuse = new Refused("bad_address", "Address of the LMS: The address is in a private network.", 409);
  await show(anApi());
  await type("api-client_id", "17");
  await type("api-client_secret", "secret");
  await press("connect-api");
  expect(find("api-address")?.getAttribute("aria-invalid")).toBe("true");
  expect(text()).toContain("private network");
  expect(find("api-client_secret")?.value).toBe("secret");
});

it("tries an application's key at once, and opens no tab", async () => {
  await show(anApi({ grant: "client", wanted: [] }));
  expect(text()).toContain("Application key");
  expect(text()).not.toContain("Redirect URI");
  await type("api-client_id", "app-key");
  await type("api-client_secret", " secret ");
  await press("connect-api");
  expect(applied).toEqual([{ address: "https://lms.example", client_id: "app-key", client_secret: "secret" }]);
  expect(sent).toEqual([]);
  expect(tabs).toBe(0);
  expect(find("api-client_secret")?.value).toBe("");
});

it("says what the LMS said to an application's key, and keeps what was typed", async () => {
  refuse = new Refused("api_no_token", "The token request was answered with 401. Copy the key once more.", 409);
  await show(anApi({ grant: "client", wanted: [] }));
  await type("api-client_id", "app-key");
  await type("api-client_secret", "wrong");
  await press("connect-api");
  expect(text()).toContain("Copy the key once more");
  expect(find("api-client_secret")?.value).toBe("wrong");
  refuse = new Refused("bad_address", "Application key: Copy it from where the key was made.", 409);
  await press("connect-api");
  expect(find("api-client_id")?.getAttribute("aria-invalid")).toBe("true");
});

it("names nobody where the application works in its own name", async () => {
  await show(anApi({ grant: "client", state: "connected", origin: "https://lms.example", connected_at: 5 }));
  expect(text()).toContain("the application's own account");
  expect(text()).not.toContain("with whose rights");
});

it("says who gave leave, and what the LMS did not grant", async () => {
  await show(anApi({ state: "connected", origin: "https://lms.example", connected_at: 5, connected_as: "Ada", missing: ["write"] }));
  expect(text()).toContain("by Ada");
  expect(text()).toContain("Connected in part");
  expect(text()).toContain("did not grant");
});

it("says when the LMS lets Invigil in no more, and what to do", async () => {
  await show(anApi({ state: "revoked", origin: "https://lms.example", connected_at: 5, revoked_at: 9 }));
  expect(text()).toContain("No longer let in");
  expect(document.querySelector("details.more")?.hasAttribute("open")).toBe(true);
});

it("asks before it disconnects", async () => {
  await show(anApi({ state: "connected", origin: "https://lms.example", connected_at: 5 }));
  await press("disconnect-api");
  expect(disconnected).toEqual([]);
  expect(text()).toContain("keep their access code");
  await press("confirm-yes");
  expect(disconnected).toEqual(["p1"]);
});

it("makes placements where the LMS can, and says what became of each", async () => {
  const there = { state: "connected", origin: "https://lms.example", connected_at: 5 } as const;
  await show(anApi(there));
  expect(find("make-placements")).toBeNull();
  await show(anApi({ ...there, state: "revoked", grant: "client", makes_placements: true }));
  expect(find("make-placements")).toBeNull();
  await show(anApi({ ...there, grant: "client", makes_placements: true }));
  await press("make-placements");
  expect(find("placements")?.textContent).toContain("Course tool Not made The handle is taken.");
  refuse = new Refused("lms_failed", "Learn cannot be reached.", 409);
  await press("make-placements");
  expect(text()).toContain("Learn cannot be reached.");
});

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
let refuse: Error | null;
let disconnected: string[];
let loads: number;

const store = {
  connectApi: (_id: string, body: ConnectApiBody) => {
    sent.push(body);
    return refuse === null ? Promise.resolve({ url: "https://tool.example/go", expires_at: 9 }) : Promise.reject(refuse);
  },
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
  [sent, refuse, disconnected, loads] = [[], null, [], 0];
  vi.spyOn(window, "open").mockReturnValue(null); // a browser that lets no tab open
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

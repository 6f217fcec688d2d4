import { expect, it, vi } from "vitest";
import { openInTab } from "./new-tab";

function aTab() {
  const replace = vi.fn();
  return { close: vi.fn(), opener: {} as unknown, replace, location: { replace } as unknown as Location };
}

it("reserves the tab before it asks for the address", async () => {
  const tab = aTab();
  const order: string[] = [];
  const open = vi.fn(() => {
    order.push("tab");
    return tab;
  });
  const outcome = openInTab(() => {
    order.push("address");
    return Promise.resolve("https://tool/console#ticket=T");
  }, { open });
  expect(order).toEqual(["tab", "address"]);
  expect(await outcome).toBe("opened");
  expect(tab.replace).toHaveBeenCalledWith("https://tool/console#ticket=T");
  expect(tab.opener).toBeNull();
});

it("gives the link when the browser allows no tab", async () => {
  expect(await openInTab(() => Promise.resolve("/console#ticket=T"), { open: () => null })).toEqual({ address: "/console#ticket=T" });
});

it("leaves no empty tab behind when the server refuses", async () => {
  const tab = aTab();
  await expect(openInTab(() => Promise.reject(new Error("no")), { open: () => tab })).rejects.toThrow("no");
  expect(tab.close).toHaveBeenCalledOnce();
});

import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { channel, type ConsoleEvents, type ConsoleRequests } from "./socket";

/** A Socket.IO socket that a test drives. */
class FakeSocket {
  connected = true;
  active = true;
  connects = 0;
  sent: unknown[][] = [];
  answer: unknown = { ok: true, error: null, result: {} };
  private readonly listeners = new Map<string, Set<(data: unknown) => void>>();

  on(event: string, listener: (data: unknown) => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }
  off(event: string, listener: (data: unknown) => void): void {
    this.listeners.get(event)?.delete(listener);
  }
  fire(event: string, data?: unknown): void {
    for (const listener of this.listeners.get(event) ?? []) listener(data);
  }
  timeout(): this {
    return this;
  }
  emitWithAck(...args: unknown[]): Promise<unknown> {
    this.sent.push(args);
    return this.answer instanceof Error ? Promise.reject(this.answer) : Promise.resolve(this.answer);
  }
  connect(): void {
    this.connects += 1;
  }
  close(): void {
    this.connected = false;
  }
}

let socket: FakeSocket;
const open = () => channel<ConsoleEvents, ConsoleRequests>(socket as unknown as Socket);

beforeEach(() => {
  vi.useFakeTimers();
  socket = new FakeSocket();
});
afterEach(() => vi.useRealTimers());

it("gives the result of an acknowledged request", async () => {
  socket.answer = { ok: true, error: null, result: { token: "w" } };
  await expect(open().ask("grant", undefined)).resolves.toEqual({ token: "w" });
});

it("sends no argument where the wire names no body", async () => {
  const link = open();
  await link.ask("grant", undefined);
  await link.ask("open", { attempt_id: "a1" });
  expect(socket.sent).toEqual([["grant"], ["open", { attempt_id: "a1" }]]);
});

it("throws the server's refusal in its words", async () => {
  socket.answer = { ok: false, error: { code: "illegal", message: "It is paused already." }, result: null };
  await expect(open().ask("grant", undefined)).rejects.toMatchObject({ code: "illegal", message: "It is paused already." });
});

it("throws when no acknowledgement comes in time", async () => {
  socket.answer = new Error("operation has timed out");
  await expect(open().ask("grant", undefined)).rejects.toMatchObject({ code: "timeout" });
});

it("does not queue a request while the connection is down", async () => {
  socket.connected = false;
  await expect(open().ask("grant", undefined)).rejects.toMatchObject({ code: "offline" });
  expect(socket.sent).toEqual([]);
});

it("tells its status now and on every change", () => {
  const seen: string[] = [];
  const stop = open().onStatus((status) => seen.push(status));
  socket.fire("disconnect", "transport close");
  socket.fire("connect");
  stop();
  socket.fire("disconnect", "transport close");
  expect(seen).toEqual(["online", "offline", "online"]);
});

it("comes back when the server closed or refused the connection", () => {
  open();
  socket.fire("disconnect", "io server disconnect");
  vi.advanceTimersByTime(1000);
  expect(socket.connects).toBe(1);
  socket.active = false;
  socket.fire("connect_error");
  vi.advanceTimersByTime(3000);
  expect(socket.connects).toBe(2);
});

it("stops trying once closed", () => {
  const link = open();
  socket.fire("disconnect", "io server disconnect");
  link.close();
  vi.advanceTimersByTime(5000);
  expect(socket.connects).toBe(0);
});

it("takes a listener off", () => {
  const seen: string[] = [];
  const stop = open().on("tile", (tile) => seen.push(tile.attempt_id));
  socket.fire("tile", { attempt_id: "a1" });
  stop();
  socket.fire("tile", { attempt_id: "a2" });
  expect(seen).toEqual(["a1"]);
});

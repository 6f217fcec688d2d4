/** The page's session: a one-time ticket, or a guest's invitation, from the address becomes a bearer token, renewed
 * while the page is open.
 *
 * No cookies. The token lives in memory; so that a reload, or Back and Forward, work, at top level also in the tab's
 * sessionStorage, and in a frame of another site's page in the state of this very entry of the tab's history, which no
 * other page can read. Not so the administrator's, which reaches a whole institution or all of them. */
import { call, Refused, type Call } from "./http";
import { entryStorage, storage } from "./kept";
import type { AdminSessionView, CourseSessionView, OwnSessionView, SessionView, Surface, UefSessionView } from "./wire.gen";
import { t } from "./words";

export const RENEW_EVERY_MS = 5 * 60_000;
const RETRY_RENEW_MS = 15_000;

/** There is no session and none can be had from this address: the page must be opened again from where it was. */
export class SessionEnded extends Error {
  /** Whether it was a guest's invitation that did not open the page. */
  readonly invited: boolean;

  constructor(invited = false) {
    super(t("failed.session"));
    this.name = "SessionEnded";
    this.invited = invited;
  }
}

/** What every kind of session has. */
export interface Bearer {
  token: string;
  expires_at: number;
  /** The person's language as the launch told it; empty or absent when it did not. */
  locale?: string;
}

/** One kind of session: how a page of this kind signs in. The kinds' tokens are kept apart and never mixed. */
export interface Door<V extends Bearer> {
  /** Where web signs in this kind: POST {path} with a ticket, POST {path}/renew. */
  readonly path: string;
  /** The name in sessionStorage; null where the token is never kept, so that a reload ends the session. */
  readonly key: string | null;
  /** Where a guest's invitation (`#invitation=`) is taken to; null where guests do not come. */
  readonly joinPath: string | null;
  /** Whether a session that the tab kept is one for this page. */
  readonly fits: (view: V) => boolean;
}

/** The door of the pages that belong to one exam. */
export function examDoor(surface: Surface): Door<SessionView> {
  return {
    path: "/api/session",
    key: `invigil.session.${surface}`,
    joinPath: surface === "console" ? "/api/join" : null,
    fits: (view) => view.surface === surface,
  };
}

export const ADMIN_DOOR: Door<AdminSessionView> = {
  path: "/api/admin/session",
  key: null,
  joinPath: null,
  fits: () => true,
};

export const COURSE_DOOR: Door<CourseSessionView> = {
  path: "/api/course/session",
  key: "invigil.course",
  joinPath: null,
  fits: () => true,
};

export const OWN_DOOR: Door<OwnSessionView> = {
  path: "/api/own/session",
  key: "invigil.own",
  joinPath: null,
  fits: () => true,
};

/** Its page holds a leave of the LMS's user: nothing of it is ever kept, and the LMS opens it anew by itself. */
export const UEF_DOOR: Door<UefSessionView> = {
  path: "/api/uef/session",
  key: null,
  joinPath: null,
  fits: () => true,
};

export interface Session<V extends Bearer = SessionView> {
  readonly view: V;
  /** The current bearer token (it changes with every renewal). */
  token(): string;
  /** Calls web's JSON API with the session's token; throws Refused. */
  json<T>(path: string, options?: Omit<Call, "token">): Promise<T>;
  /** Fetches a protected file, such as a still. */
  blob(path: string): Promise<Blob>;
  /** Renews now instead of at its time: something has refused the token. Listeners hear if it is over. */
  check(): void;
  /** Calls back once when the session can no longer be renewed. Returns a function that takes the listener off. */
  onEnded(listener: () => void): () => void;
}

/** What openSession needs of the browser; the default is the browser. */
export interface Surroundings {
  location: Pick<Location, "hash" | "pathname" | "search">;
  history: Pick<History, "replaceState">;
  /** null where nothing may be kept. */
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  later: (run: () => void, ms: number) => unknown;
  now: () => number;
}

function browser(): Surroundings {
  const topLevel = window.top === window;
  return {
    location: window.location,
    history: window.history,
    storage: topLevel ? storage("sessionStorage") : entryStorage(window.history),
    later: (run, ms) => window.setTimeout(run, ms),
    now: () => Date.now(),
  };
}

/** Opens the session of this page. Throws SessionEnded if the ticket or invitation is dead and nothing valid is kept;
 * throws Refused with code "offline" or a 5xx status if it is worth trying again. */
export async function openSession<V extends Bearer>(door: Door<V>, around: Surroundings = browser()): Promise<Session<V>> {
  const fragment = new URLSearchParams(around.location.hash.slice(1));
  const ticket = fragment.get("ticket");
  const code = door.joinPath === null ? null : fragment.get("invitation");
  let view: V;
  if (ticket !== null) view = await enter(door.path, { ticket }, around);
  else if (door.joinPath !== null && code !== null) view = await enter(door.joinPath, { code }, around);
  else view = await resume(door, around);
  return live(view, door, around);
}

/** Whether this fragment of an address signs in, so that a page must start over when it arrives. */
export function signsIn(hash: string): boolean {
  const fragment = new URLSearchParams(hash.slice(1));
  return fragment.has("ticket") || fragment.has("invitation");
}

async function enter<V extends Bearer>(path: string, body: object, around: Surroundings): Promise<V> {
  try {
    const view = await post<V>(path, { body });
    around.history.replaceState(null, "", around.location.pathname + around.location.search);
    return view;
  } catch (error) {
    throw ended(error) ? new SessionEnded("code" in body) : error;
  }
}

async function resume<V extends Bearer>(door: Door<V>, around: Surroundings): Promise<V> {
  const drawer = drawerOf(door, around);
  const kept = read(drawer.get()) as V | null; // what this page itself has kept
  if (kept === null || !door.fits(kept) || kept.expires_at * 1000 <= around.now()) {
    drawer.clear();
    throw new SessionEnded();
  }
  try {
    return await post<V>(`${door.path}/renew`, { token: kept.token });
  } catch (error) {
    if (!ended(error)) throw error;
    drawer.clear();
    throw new SessionEnded();
  }
}

interface Drawer {
  get(): string | null;
  put(text: string): void;
  clear(): void;
}

/** Where this door's session is kept in the tab; nowhere, if it must not be or cannot be. */
function drawerOf<V extends Bearer>({ key }: Door<V>, { storage }: Surroundings): Drawer {
  if (key === null || storage === null) return { get: () => null, put: () => undefined, clear: () => undefined };
  return { get: () => storage.getItem(key), put: (text) => storage.setItem(key, text), clear: () => storage.removeItem(key) };
}

function read(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function post<V extends Bearer>(path: string, options: Call): Promise<V> {
  return (await (await call(path, { ...options, method: "POST" })).json()) as V;
}

function ended(error: unknown): boolean {
  return error instanceof Refused && error.status >= 400 && error.status < 500 && error.status !== 429;
}

function live<V extends Bearer>(first: V, door: Door<V>, around: Surroundings): Session<V> {
  let view = first;
  const drawer = drawerOf(door, around);
  const listeners = new Set<() => void>();
  const keep = (next: V) => {
    view = next;
    drawer.put(JSON.stringify(next));
  };
  let renewing = false;
  let over = false;
  let planned = 0;
  const plan = (ms: number) => {
    planned += 1;
    const mine = planned;
    around.later(() => {
      if (mine === planned) void renew(); // else another was planned since
    }, ms);
  };
  const renew = async (): Promise<void> => {
    if (renewing || over) return;
    renewing = true;
    try {
      keep(await post<V>(`${door.path}/renew`, { token: view.token }));
      plan(RENEW_EVERY_MS);
    } catch (error) {
      if (!ended(error) && view.expires_at * 1000 > around.now()) {
        plan(RETRY_RENEW_MS);
      } else {
        over = true;
        drawer.clear();
        for (const listener of [...listeners]) listener();
      }
    }
    renewing = false;
  };
  keep(first);
  plan(RENEW_EVERY_MS);
  return {
    get view() {
      return view;
    },
    token: () => view.token,
    json: async <T>(path: string, options: Omit<Call, "token"> = {}) =>
      (await (await call(path, { ...options, token: view.token })).json()) as T,
    blob: async (path) => (await call(path, { token: view.token })).blob(),
    check: () => void renew(),
    onEnded: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

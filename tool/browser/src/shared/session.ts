/** The page's session: a one-time ticket from the address becomes a bearer token, renewed while the page is open.
 *
 * No cookies. The token lives in memory; at top level also in the tab's sessionStorage, so that a reload works. */
import { call, Refused, type Call } from "./http";
import type { SessionView, Surface } from "./wire.gen";

export const RENEW_EVERY_MS = 5 * 60_000;
const RETRY_RENEW_MS = 15_000;

/** There is no session and none can be had from this address: the page must be opened again from the course. */
export class SessionEnded extends Error {
  constructor() {
    super("Open this again from your course.");
    this.name = "SessionEnded";
  }
}

export interface Session {
  readonly view: SessionView;
  /** The current bearer token (it changes with every renewal). */
  token(): string;
  /** Calls web's JSON API with the session's token; throws Refused. */
  json<T>(path: string, options?: Omit<Call, "token">): Promise<T>;
  /** Fetches a protected file, such as a still. */
  blob(path: string): Promise<Blob>;
  /** Calls back once when the session can no longer be renewed. Returns a function that takes the listener off. */
  onEnded(listener: () => void): () => void;
}

/** What openSession needs of the browser; the default is the browser. */
export interface Surroundings {
  location: Pick<Location, "hash" | "pathname" | "search">;
  history: Pick<History, "replaceState">;
  /** null where nothing may be kept (embedded in another site's page). */
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  later: (run: () => void, ms: number) => unknown;
  now: () => number;
}

function browser(): Surroundings {
  const topLevel = window.top === window;
  return {
    location: window.location,
    history: window.history,
    storage: topLevel ? window.sessionStorage : null,
    later: (run, ms) => window.setTimeout(run, ms),
    now: () => Date.now(),
  };
}

/** Opens the session of this page. Throws SessionEnded if the ticket is dead and nothing valid is kept;
 * throws Refused with code "offline" or a 5xx status if it is worth trying again. */
export async function openSession(surface: Surface, around: Surroundings = browser()): Promise<Session> {
  const key = `invigil.session.${surface}`;
  const ticket = new URLSearchParams(around.location.hash.slice(1)).get("ticket");
  const view = ticket === null ? await resume(key, surface, around) : await redeem(ticket, around);
  return live(view, key, around);
}

async function redeem(ticket: string, around: Surroundings): Promise<SessionView> {
  try {
    const view = await post("/api/session", { body: { ticket } });
    around.history.replaceState(null, "", around.location.pathname + around.location.search);
    return view;
  } catch (error) {
    throw ended(error) ? new SessionEnded() : error;
  }
}

async function resume(key: string, surface: Surface, around: Surroundings): Promise<SessionView> {
  const kept = read(around.storage?.getItem(key) ?? null);
  if (kept?.surface !== surface || kept.expires_at * 1000 <= around.now()) {
    around.storage?.removeItem(key);
    throw new SessionEnded();
  }
  try {
    return await post("/api/session/renew", { token: kept.token });
  } catch (error) {
    if (!ended(error)) throw error;
    around.storage?.removeItem(key);
    throw new SessionEnded();
  }
}

function read(text: string | null): SessionView | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as SessionView;
  } catch {
    return null;
  }
}

async function post(path: string, options: Call): Promise<SessionView> {
  return (await (await call(path, { ...options, method: "POST" })).json()) as SessionView;
}

function ended(error: unknown): boolean {
  return error instanceof Refused && error.status >= 400 && error.status < 500 && error.status !== 429;
}

function live(first: SessionView, key: string, around: Surroundings): Session {
  let view = first;
  const listeners = new Set<() => void>();
  const keep = (next: SessionView) => {
    view = next;
    around.storage?.setItem(key, JSON.stringify(next));
  };
  const renew = async (): Promise<void> => {
    try {
      keep(await post("/api/session/renew", { token: view.token }));
      around.later(() => void renew(), RENEW_EVERY_MS);
    } catch (error) {
      if (!ended(error) && view.expires_at * 1000 > around.now()) {
        around.later(() => void renew(), RETRY_RENEW_MS);
        return;
      }
      around.storage?.removeItem(key);
      for (const listener of [...listeners]) listener();
    }
  };
  keep(first);
  around.later(() => void renew(), RENEW_EVERY_MS);
  return {
    get view() {
      return view;
    },
    token: () => view.token,
    json: async <T>(path: string, options: Omit<Call, "token"> = {}) =>
      (await (await call(path, { ...options, token: view.token })).json()) as T,
    blob: async (path) => (await call(path, { token: view.token })).blob(),
    onEnded: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** One door for HTTP to web: bearer, time-out, and one kind of error with words that can be shown. */
import { language } from "./i18n";
import type { ApiError } from "./wire.gen";
import { t } from "./words";

/** The server (or the network) said no. `code` is stable; `message` says what to do and may be shown as it is. */
export class Refused extends Error {
  readonly code: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** What is wrong in a form: the name of one of its fields; empty if it is none in particular. */
  readonly field: string;

  constructor(code: string, message: string, status = 0, field = "") {
    super(message);
    this.name = "Refused";
    this.code = code;
    this.status = status;
    this.field = field;
  }
}

/** Words for any thrown value. */
export function reason(error: unknown): string {
  return error instanceof Error && error.message !== "" ? error.message : t("failed.unknown");
}

export interface Call {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  token?: string | undefined;
  body?: unknown;
  timeoutMs?: number;
}

/** Sends the request and returns the answer if its status is 2xx; throws Refused otherwise. */
export async function call(path: string, options: Call = {}): Promise<Response> {
  const headers: Record<string, string> = { "Accept-Language": language() };
  if (options.token !== undefined) headers["Authorization"] = `Bearer ${options.token}`;
  const init: RequestInit = {
    method: options.method ?? "GET",
    headers,
    credentials: "omit",
    signal: AbortSignal.timeout(options.timeoutMs ?? 10_000),
  };
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Refused("offline", t("failed.offline"));
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<Refused> {
  try {
    const body = (await response.json()) as Partial<ApiError>;
    if (typeof body.code === "string" && typeof body.message === "string") {
      return new Refused(body.code, body.message, response.status, typeof body.field === "string" ? body.field : "");
    }
  } catch {
    // Not our JSON (a proxy's page, say): the status has to do.
  }
  return new Refused("failed", t("failed.status", { status: response.status }), response.status);
}

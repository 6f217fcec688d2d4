/** The pictures of the grid: one WebSocket to the media server, about one JPEG a second for each live attempt, and every two
 * seconds how loud it is. */
import type { WatchView } from "../shared/wire.gen";
import type { Loudness } from "./sound-board";

export interface Picture {
  attemptId: string;
  /** Unix seconds by the server's clock. */
  capturedAt: number;
  jpeg: Blob;
}

export interface TileStreamOptions {
  /** A grant that is still good; asked for again before every connection. */
  grant: () => Promise<WatchView>;
  onPicture: (picture: Picture) => void;
  onSound?: (sound: Loudness) => void;
  /** An open connection broke. */
  onBroken: () => void;
  open?: (url: string) => WebSocket;
}

const RETRY_MS = [200, 400, 700, 1000];

/** Reads one message: 4 bytes length of the header (big endian), JSON header, JPEG; or, with `loudness` in the header, none.
 * Null if it is neither. */
export function parseMessage(data: ArrayBuffer): Picture | Loudness | null {
  if (data.byteLength < 5) return null;
  const length = new DataView(data).getUint32(0);
  if (length > data.byteLength - 4) return null;
  try {
    const text = new TextDecoder().decode(new Uint8Array(data, 4, length));
    const header = JSON.parse(text) as { attempt_id?: unknown; captured_at?: unknown; loudness?: unknown };
    if (typeof header.attempt_id !== "string" || typeof header.captured_at !== "number") return null;
    if (typeof header.loudness === "number") return { attemptId: header.attempt_id, loudness: header.loudness };
    const jpeg = new Blob([new Uint8Array(data, 4 + length)], { type: "image/jpeg" });
    return { attemptId: header.attempt_id, capturedAt: header.captured_at, jpeg };
  } catch {
    return null;
  }
}

/** Connects and stays connected until the returned function is called. */
export function streamTiles(options: TileStreamOptions): () => void {
  let closed = false;
  let failures = 0;
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const retry = () => {
    if (closed) return;
    timer = setTimeout(() => void connect(), RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  };
  const connect = async (): Promise<void> => {
    let grant: WatchView;
    try {
      grant = await options.grant();
    } catch {
      retry();
      return;
    }
    if (isClosed()) return;
    const ws = (options.open ?? ((url) => new WebSocket(url)))(grant.tiles_url);
    socket = ws;
    let opened = false;
    ws.binaryType = "arraybuffer";
    ws.onopen = () => {
      opened = true;
      ws.send(JSON.stringify({ token: grant.token }));
    };
    ws.onmessage = (event: MessageEvent<unknown>) => {
      failures = 0;
      const told = event.data instanceof ArrayBuffer ? parseMessage(event.data) : null;
      if (told === null) return;
      if ("loudness" in told) options.onSound?.(told);
      else options.onPicture(told);
    };
    ws.onclose = () => {
      if (opened && !closed) options.onBroken();
      retry();
    };
  };
  const isClosed = () => closed;

  void connect();
  return () => {
    closed = true;
    clearTimeout(timer);
    socket?.close();
  };
}

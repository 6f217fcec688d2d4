/** What the widget does with each channel: one row per channel. */
import type { Encoding } from "../../shared/whip";
import { type Channel, CHANNELS } from "../../shared/wire.gen";

/** How a stream is encoded while a proctor looks, and while nobody does. */
export interface Rates {
  watched: Encoding;
  unwatched: Encoding;
}

export const RATES: Record<Channel, Rates> = {
  camera: {
    watched: { maxBitrate: 400_000, maxFramerate: 15 },
    unwatched: { maxBitrate: 250_000, maxFramerate: 8 },
  },
  // A screen hardly moves: what it needs is bits for its letters, above all in the key frames that stills are made of.
  screen: {
    watched: { maxBitrate: 600_000, maxFramerate: 5 },
    unwatched: { maxBitrate: 300_000, maxFramerate: 2 },
  },
};

/** One of `make`'s for every channel. */
export function perChannel<T>(make: (channel: Channel) => T): Record<Channel, T> {
  return Object.fromEntries(CHANNELS.map((channel) => [channel, make(channel)])) as Record<Channel, T>;
}

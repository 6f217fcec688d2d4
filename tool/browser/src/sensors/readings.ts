/** Readings that web has not taken yet: kept in order, bounded, sent again until acknowledged. */
import type { SensorReading } from "../shared/wire.gen";

export const CAPACITY = 500;

/** When it is full the oldest reading is dropped and counted; the level of every sensor is sent again on connect, so
 * what is lost is old history, never the present. */
export class ReadingBuffer {
  private items: SensorReading[] = [];
  private droppedCount = 0;

  constructor(private readonly capacity = CAPACITY) {}

  /** Readings not yet acknowledged, oldest first. */
  get pending(): readonly SensorReading[] {
    return this.items;
  }

  /** How many were dropped because the buffer was full. */
  get dropped(): number {
    return this.droppedCount;
  }

  add(reading: SensorReading): void {
    this.items.push(reading);
    if (this.items.length <= this.capacity) return;
    this.items.shift();
    this.droppedCount += 1;
  }

  /** Forget what web has taken. */
  acknowledge(ids: readonly string[]): void {
    const taken = new Set(ids);
    this.items = this.items.filter((item) => !taken.has(item.id));
  }
}

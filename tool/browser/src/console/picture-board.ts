/** Draws the newest picture of each attempt into the canvases that show it; only into those that can be seen.
 *
 * Pictures bypass the page's state: 60 tiles a second must not render 60 components. */
import { SoundBoard } from "./sound-board";
import type { Picture } from "./tile-stream";

/** Without a new picture for this long, the shown one is old and says so. */
export const STALE_MS = 5000;
const LOOK_EVERY_MS = 1000;

interface Frame {
  picture: Picture;
  arrivedAt: number;
}

export class PictureBoard {
  /** What is heard with the pictures. */
  readonly sounds = new SoundBoard();
  private readonly frames = new Map<string, Frame>();
  private readonly canvases = new Map<string, Set<HTMLCanvasElement>>();
  private readonly owners = new WeakMap<Element, string>();
  private readonly visible = new Set<Element>();
  private readonly watcher: IntersectionObserver;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor() {
    this.watcher = new IntersectionObserver((entries) => entries.forEach((entry) => this.seen(entry)), { rootMargin: "120px" });
    this.timer = setInterval(() => this.age(), LOOK_EVERY_MS);
  }

  /** A picture has come. */
  show(picture: Picture): void {
    this.frames.set(picture.attemptId, { picture, arrivedAt: Date.now() });
    const targets = [...(this.canvases.get(picture.attemptId) ?? [])].filter((canvas) => this.visible.has(canvas));
    if (targets.length > 0) void draw(picture, targets);
  }

  /** Shows this attempt in this canvas from now on. Returns the end of it.
   *
   * The canvas says in data-picture what it shows: "none", "live" or "stale"; in data-captured-at, of when. */
  attach(attemptId: string, canvas: HTMLCanvasElement): () => void {
    const all = this.canvases.get(attemptId) ?? new Set();
    this.canvases.set(attemptId, all.add(canvas));
    this.owners.set(canvas, attemptId);
    canvas.dataset["picture"] = "none";
    this.watcher.observe(canvas);
    return () => {
      this.watcher.unobserve(canvas);
      this.visible.delete(canvas);
      all.delete(canvas);
    };
  }

  close(): void {
    this.sounds.close();
    clearInterval(this.timer);
    this.watcher.disconnect();
  }

  private seen(entry: IntersectionObserverEntry): void {
    if (!entry.isIntersecting) {
      this.visible.delete(entry.target);
      return;
    }
    this.visible.add(entry.target);
    const frame = this.frames.get(this.owners.get(entry.target) ?? "");
    if (frame !== undefined) void draw(frame.picture, [entry.target as HTMLCanvasElement]);
  }

  private age(): void {
    const limit = Date.now() - STALE_MS;
    for (const [attemptId, all] of this.canvases) {
      const frame = this.frames.get(attemptId);
      if (frame === undefined || frame.arrivedAt > limit) continue;
      for (const canvas of all) if (canvas.dataset["picture"] === "live") canvas.dataset["picture"] = "stale";
    }
  }
}

async function draw(picture: Picture, canvases: HTMLCanvasElement[]): Promise<void> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture.jpeg);
  } catch {
    // Not a picture: the one before stays, and turns stale if this goes on.
    return;
  }
  for (const canvas of canvases) {
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
    }
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    canvas.dataset["picture"] = "live";
    canvas.dataset["capturedAt"] = String(picture.capturedAt);
  }
  bitmap.close();
}

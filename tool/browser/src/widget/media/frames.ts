/** The degraded path: where no WebRTC gets through, one JPEG a second over a WebSocket is better than no picture. */

const WIDTH = 640;
const HEIGHT = 480;
const QUALITY = 0.7;
const EVERY_MS = 1000;
const MAX_BUFFERED = 200_000; // bytes; on a slow line a picture is skipped, not queued

/** A running picture stream. `ended` resolves when the socket is gone for whatever reason. */
export interface FramesLink {
  readonly ended: Promise<void>;
  replace(stream: MediaStream): void;
  close(): void;
}

/** What the frames path needs: the media node's WebSocket address and its publish token. */
export interface FramesRequest {
  url: string;
  token: string;
  stream: MediaStream;
}

/** Open the socket and send pictures; resolves when it is open, rejects when it cannot be opened. */
export async function sendFrames({ url, token, stream }: FramesRequest): Promise<FramesLink> {
  const socket = new WebSocket(url);
  const ended = new Promise<void>((resolve) => socket.addEventListener("close", () => resolve()));
  await opened(socket);
  socket.send(JSON.stringify({ token }));
  const video = await playing(stream);
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const timer = setInterval(() => picture(video, canvas, socket), EVERY_MS);
  void ended.then(() => clearInterval(timer));
  return {
    ended,
    replace(next) {
      video.srcObject = next;
      void video.play().catch(() => undefined);
    },
    close() {
      clearInterval(timer);
      socket.close();
      video.srcObject = null;
    },
  };
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error("The picture socket cannot be opened.")));
  });
}

async function playing(stream: MediaStream): Promise<HTMLVideoElement> {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  await video.play();
  return video;
}

function picture(video: HTMLVideoElement, canvas: HTMLCanvasElement, socket: WebSocket): void {
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null || video.videoWidth === 0 || socket.bufferedAmount > MAX_BUFFERED) return;
  const scale = Math.min(WIDTH / video.videoWidth, HEIGHT / video.videoHeight);
  const width = video.videoWidth * scale;
  const height = video.videoHeight * scale;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.drawImage(video, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
  const send = (blob: Blob | null): void => {
    if (blob !== null && socket.readyState === WebSocket.OPEN) socket.send(blob);
  };
  canvas.toBlob(send, "image/jpeg", QUALITY);
}

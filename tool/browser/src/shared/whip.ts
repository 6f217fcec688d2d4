/** Publishing by WHIP (RFC 9725): one offer, one answer, one connection. Keeping it alive is the publisher's job. */

/** How a picture is encoded: bits per second and frames per second. */
export interface Encoding {
  maxBitrate: number;
  maxFramerate: number;
}

/** What one publish needs. `connectWithinMs` counts from the answer to a connected transport. */
export interface WhipRequest {
  url: string;
  token: string;
  stream: MediaStream;
  encoding: Encoding;
  signal: AbortSignal;
  connectWithinMs: number;
}

/** The media node refused the offer. `status` is the HTTP status, 0 when there was no answer at all. */
export class WhipRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "WhipRefused";
  }
}

/** Offer and answer were exchanged, but no media path came up in time. */
export class WhipNotConnected extends Error {
  constructor() {
    super("The network lets no live video through.");
    this.name = "WhipNotConnected";
  }
}

const GATHER_MS = 1000;
const HTTP_MS = 5000;

/** One connected publish. */
export class WhipLink {
  private closed = false;

  constructor(
    readonly pc: RTCPeerConnection,
    private readonly resource: string | null,
    private readonly token: string,
  ) {}

  /** Change bit rate and frame rate of the picture, without a new offer. */
  async setEncoding(encoding: Encoding): Promise<void> {
    const sender = this.sender("video");
    if (sender === undefined) return;
    const parameters = sender.getParameters();
    const [first] = parameters.encodings;
    if (first === undefined) return;
    Object.assign(first, encoding);
    await sender.setParameters(parameters);
  }

  /** Send these tracks from now on, without a new offer. */
  async replaceTracks(stream: MediaStream): Promise<void> {
    for (const track of stream.getTracks()) {
      await this.sender(track.kind)?.replaceTrack(track);
    }
  }

  /** A number that grows with everything that comes in (bytes, and answers to STUN), null when there is none to be had. */
  async inbound(): Promise<number | null> {
    const pairs: RTCIceCandidatePairStats[] = [];
    (await this.pc.getStats()).forEach((report: RTCIceCandidatePairStats) => {
      if (report.type === "candidate-pair" && report.nominated) pairs.push(report);
    });
    if (pairs.length === 0) return null;
    return pairs.reduce((sum, pair) => sum + (pair.bytesReceived ?? 0) + (pair.responsesReceived ?? 0), 0);
  }

  /** Close the connection and tell the media node, without waiting for its answer. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.pc.close();
    if (this.resource === null) return;
    const headers = { Authorization: `Bearer ${this.token}` };
    fetch(this.resource, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
  }

  private sender(kind: string): RTCRtpSender | undefined {
    const has = (t: RTCRtpTransceiver): boolean => t.receiver.track.kind === kind;
    return this.pc.getTransceivers().find(has)?.sender;
  }

  /** Whether a track of this kind was part of the offer. */
  carries(kind: "audio" | "video"): boolean {
    return this.sender(kind) !== undefined;
  }
}

/** Publish; resolves when media flows. Raises WhipRefused, WhipNotConnected, or AbortError when `signal` fired. */
export async function whipPublish(request: WhipRequest): Promise<WhipLink> {
  const pc = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
  try {
    await addTracks(pc, request);
    await pc.setLocalDescription();
    await gathered(pc);
    const { answer, resource } = await exchange(pc.localDescription?.sdp ?? "", request);
    await pc.setRemoteDescription({ type: "answer", sdp: answer });
    const link = new WhipLink(pc, resource, request.token);
    await connected(pc, request).catch((error: unknown) => {
      link.close();
      throw error;
    });
    return link;
  } catch (error) {
    pc.close();
    throw error;
  }
}

/** Put the codec that the media plane forwards first (VP8); other codecs stay as they were. */
export function vp8First<C extends { mimeType: string }>(codecs: readonly C[]): C[] {
  const isVp8 = (codec: C): boolean => codec.mimeType.toLowerCase() === "video/vp8";
  return [...codecs.filter(isVp8), ...codecs.filter((codec) => !isVp8(codec))];
}

async function addTracks(pc: RTCPeerConnection, { stream, encoding }: WhipRequest): Promise<void> {
  for (const track of stream.getTracks()) {
    const sendEncodings = track.kind === "video" ? [{ ...encoding }] : [];
    const transceiver = pc.addTransceiver(track, { direction: "sendonly", streams: [stream], sendEncodings });
    if (track.kind !== "video") continue;
    const codecs = RTCRtpSender.getCapabilities("video")?.codecs;
    if (codecs !== undefined) transceiver.setCodecPreferences(vp8First(codecs));
    await keepResolution(transceiver.sender);
  }
}

/** A small face, or small letters, are of no use to anybody: when the network is short, fewer frames rather than a smaller picture. */
async function keepResolution(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters() as RTCRtpSendParameters & { degradationPreference?: string };
  parameters.degradationPreference = "maintain-resolution";
  await sender.setParameters(parameters).catch(() => undefined); // Firefox has no such setting; it works without.
}

function gathered(pc: RTCPeerConnection): Promise<void> {
  if (pc.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    setTimeout(resolve, GATHER_MS);
    pc.addEventListener("icegatheringstatechange", () => {
      if (pc.iceGatheringState === "complete") resolve();
    });
  });
}

async function exchange(offer: string, request: WhipRequest): Promise<{ answer: string; resource: string | null }> {
  const headers = { "Content-Type": "application/sdp", Authorization: `Bearer ${request.token}` };
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(HTTP_MS)]);
  let response: Response;
  try {
    response = await fetch(request.url, { method: "POST", body: offer, headers, signal });
  } catch (error) {
    request.signal.throwIfAborted();
    throw new WhipRefused(0, `The media server does not answer (${String(error)}).`);
  }
  const body = await response.text();
  if (response.status !== 201) throw new WhipRefused(response.status, body);
  const location = response.headers.get("Location");
  return { answer: body, resource: location === null ? null : new URL(location, request.url).href };
}

function connected(pc: RTCPeerConnection, { signal, connectWithinMs }: WhipRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new WhipNotConnected()), connectWithinMs);
    const look = (): void => {
      if (pc.connectionState === "connected") resolve();
      else if (pc.connectionState === "failed") reject(new WhipNotConnected());
      else return;
      clearTimeout(timer);
    };
    const stop = (): void => {
      clearTimeout(timer);
      reject(new DOMException("Publishing was stopped.", "AbortError"));
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    pc.addEventListener("connectionstatechange", look);
    look();
  });
}

/** Chat messages on their way: shown at once, sent in order, sent again after a break, taken by web once (client_id). */
import { Refused } from "../shared/http";
import type { ChatBody, ChatView } from "../shared/wire.gen";
import type { Outgoing } from "./model";
import { t } from "./words";

const AGAIN_MS = 2000;
const ON_ITS_WAY: ReadonlySet<string> = new Set(["offline", "timeout", "busy", "storage_full"]);

/** What the outbox needs from outside. Times are Unix seconds. */
export interface OutboxPorts {
  send(body: ChatBody): Promise<ChatView>;
  sent(message: ChatView): void;
  changed(items: readonly Outgoing[]): void;
  newId(): string;
  now(): number;
}

export class ChatOutbox {
  private items: Outgoing[] = [];
  private sending = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: OutboxPorts) {}

  add(text: string): void {
    this.set([...this.items, { client_id: this.ports.newId(), text, at: this.ports.now(), refusal: "" }]);
    void this.flush();
  }

  /** Try a refused message again. */
  again(clientId: string): void {
    this.set(this.items.map((item) => (item.client_id === clientId ? { ...item, refusal: "" } : item)));
    void this.flush();
  }

  /** Send what waits; call it whenever the connection is back. */
  async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.retry);
    let next = this.waiting();
    while (next !== undefined && (await this.sendOne(next))) next = this.waiting();
    this.sending = false;
  }

  close(): void {
    clearTimeout(this.retry);
    this.items = [];
  }

  private waiting(): Outgoing | undefined {
    return this.items.find((item) => item.refusal === "");
  }

  /** Whether to go on with the next one. */
  private async sendOne(item: Outgoing): Promise<boolean> {
    try {
      const message = await this.ports.send({ client_id: item.client_id, text: item.text, attempt_id: "" });
      this.ports.sent(message);
      this.set(this.items.filter((other) => other.client_id !== item.client_id));
      return true;
    } catch (error) {
      const code = error instanceof Refused ? error.code : "";
      if (ON_ITS_WAY.has(code)) {
        if (code !== "offline") this.retry = setTimeout(() => void this.flush(), AGAIN_MS);
        return false;
      }
      const refusal = error instanceof Error && error.message !== "" ? error.message : t("chat.unsent");
      this.set(this.items.map((other) => (other.client_id === item.client_id ? { ...other, refusal } : other)));
      return true;
    }
  }

  private set(items: Outgoing[]): void {
    this.items = items;
    this.ports.changed(items);
  }
}

/** The conversation with the proctor. Own messages appear at once and say when they are not sent yet. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { timeOfDay } from "../../shared/i18n";
import { Button } from "../../shared/ui/button";
import type { ChatView } from "../../shared/wire.gen";
import type { Outgoing } from "../model";
import { t } from "../words";

const LONGEST = 2000;

export interface ChatProps {
  chat: ChatView[];
  outgoing: readonly Outgoing[];
  online: boolean;
  onSend: (text: string) => void;
  onAgain: (clientId: string) => void;
}

export function Chat({ chat, outgoing, online, onSend, onAgain }: ChatProps): JSX.Element {
  const log = useRef<HTMLDivElement>(null);
  const taken = new Set(chat.map((message) => message.client_id));
  const waiting = outgoing.filter((item) => !taken.has(item.client_id));
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [chat.length, waiting.length]);
  return (
    <section class="chat card" aria-label={t("chat.title")}>
      <h2 class="label chat__head">{t("chat.title")}</h2>
      <div class="chat__log" ref={log} role="log" aria-live="polite" aria-label={t("chat.log_label")} tabIndex={0}>
        {chat.length + waiting.length === 0 && <p class="chat__empty">{t("chat.empty")}</p>}
        <ol class="chat__list">
          {chat.map((message) => (
            <Message key={message.client_id === "" ? message.id : message.client_id} message={message} />
          ))}
          {waiting.map((item) => (
            <Waiting key={item.client_id} item={item} online={online} onAgain={() => onAgain(item.client_id)} />
          ))}
        </ol>
      </div>
      <Write onSend={onSend} />
    </section>
  );
}

function Message({ message }: { message: ChatView }): JSX.Element {
  const own = message.author === "examinee";
  const who = own ? t("chat.you") : message.author === "proctor" ? message.name || t("chat.proctor") : "Invigil";
  return (
    <li class={`bubble bubble--${message.author}`} data-testid="chat-message" data-author={message.author} data-status="sent">
      <p class="bubble__text" dir="auto">
        {message.text}
      </p>
      <p class="bubble__foot">
        {who} · <time>{timeOfDay(message.at)}</time>
      </p>
    </li>
  );
}

function Waiting({ item, online, onAgain }: { item: Outgoing; online: boolean; onAgain: () => void }): JSX.Element {
  const refused = item.refusal !== "";
  return (
    <li
      class="bubble bubble--examinee bubble--waiting"
      data-testid="chat-message"
      data-author="examinee"
      data-status={refused ? "refused" : "sending"}
    >
      <p class="bubble__text" dir="auto">
        {item.text}
      </p>
      <p class={refused ? "bubble__foot bubble__foot--refused" : "bubble__foot"}>
        {refused ? t("chat.refused", { why: item.refusal }) : online ? t("chat.sending") : t("chat.queued")}
      </p>
      {refused && (
        <Button size="small" onClick={onAgain}>
          {t("chat.again")}
        </Button>
      )}
    </li>
  );
}

function Write({ onSend }: { onSend: (text: string) => void }): JSX.Element {
  const [text, setText] = useState("");
  const send = (event: Event): void => {
    event.preventDefault();
    if (text.trim() === "") return;
    onSend(text.trim());
    setText("");
  };
  return (
    <form class="chat__write" onSubmit={send}>
      <input
        class="input"
        type="text"
        aria-label={t("chat.write_label")}
        placeholder={t("chat.write")}
        autocomplete="off"
        dir="auto"
        maxLength={LONGEST}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        data-testid="chat-input"
      />
      <Button kind="primary" submit icon="send" label={t("chat.send")} data-testid="chat-send" />
    </form>
  );
}

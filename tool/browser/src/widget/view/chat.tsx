/** The conversation with the proctor. Own messages appear at once and say when they are not sent yet. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../../shared/format";
import { Button } from "../../shared/ui/button";
import type { ChatView } from "../../shared/wire.gen";
import type { Outgoing } from "../model";

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
    <section class="chat card" aria-label="Chat with the proctor">
      <h2 class="label chat__head">Chat with the proctor</h2>
      <div class="chat__log" ref={log} role="log" aria-live="polite" aria-label="Messages" tabIndex={0}>
        {chat.length + waiting.length === 0 && <p class="chat__empty">Questions? Write here. A proctor answers.</p>}
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
  const who = own ? "You" : message.author === "proctor" ? message.name || "Proctor" : "Invigil";
  return (
    <li class={`bubble bubble--${message.author}`} data-testid="chat-message" data-author={message.author} data-status="sent">
      <p class="bubble__text" dir="auto">
        {message.text}
      </p>
      <p class="bubble__foot">
        {who} · <time>{clock(message.at).slice(0, 5)}</time>
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
        {refused ? `Not sent: ${item.refusal}` : online ? "Sending…" : "Sent as soon as you are connected again"}
      </p>
      {refused && (
        <Button size="small" onClick={onAgain}>
          Send again
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
        aria-label="Message to the proctor"
        placeholder="Write a message"
        autocomplete="off"
        dir="auto"
        maxLength={LONGEST}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        data-testid="chat-input"
      />
      <Button kind="primary" submit icon="send" label="Send" data-testid="chat-send" />
    </form>
  );
}

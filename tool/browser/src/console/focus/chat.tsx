/** Talking with one examinee: messages, calls for help, canned answers. Text stays text. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { clock } from "../../shared/format";
import { reason } from "../../shared/http";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import { useSpeaker } from "../../shared/ui/toast";
import type { ChatView, HelpView } from "../../shared/wire.gen";
import type { PendingChat } from "../model";
import type { ConsoleStore } from "../store";

export const CHAT_LIMIT = 2000;

export interface ChatProps {
  store: ConsoleStore;
  attemptId: string;
  name: string;
  messages: readonly ChatView[];
  pending: readonly PendingChat[];
  help: readonly HelpView[];
  canned: readonly string[];
  loading: boolean;
}

export function Chat(props: ChatProps): JSX.Element {
  const { store, attemptId, messages, pending } = props;
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    list.current?.scrollTo(0, list.current.scrollHeight);
  }, [messages.length, pending.length]);
  return (
    <section class="chat" aria-label={`Chat with ${props.name}`}>
      {props.help
        .filter((help) => !help.done)
        .map((help) => (
          <HelpCall key={help.id} help={help} store={store} />
        ))}
      <ol class="chat__list" ref={list} tabIndex={0} aria-label="Messages" aria-live="polite">
        {messages.length + pending.length === 0 && (
          <li class="chat__empty muted small">{props.loading ? "Loading…" : "No messages yet. The examinee sees what you write at once."}</li>
        )}
        {messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
        {pending.map((message) => (
          <li key={message.clientId} class="message message--proctor message--pending" data-testid="chat-pending">
            <p class="message__text">{message.text}</p>
            {message.error === "" ? (
              <p class="message__meta small">Sending…</p>
            ) : (
              <p class="message__meta message__meta--error small">
                Not sent. {message.error}{" "}
                <Button size="small" onClick={() => store.say(attemptId, message.text, message.clientId)}>
                  Try again
                </Button>
              </p>
            )}
          </li>
        ))}
      </ol>
      <Writing canned={props.canned} name={props.name} onSend={(text) => store.say(attemptId, text)} />
    </section>
  );
}

function Message({ message }: { message: ChatView }): JSX.Element {
  return (
    <li class={`message message--${message.author}`} data-testid="chat-message" data-id={message.id} data-author={message.author} data-at={message.at}>
      <p class="message__text">{message.text}</p>
      <p class="message__meta small">
        {message.author === "system" ? "" : `${message.name} · `}
        <time class="numeric">{clock(message.at)}</time>
      </p>
    </li>
  );
}

function HelpCall({ help, store }: { help: HelpView; store: ConsoleStore }): JSX.Element {
  const { toast } = useSpeaker();
  const [busy, setBusy] = useState(false);
  const done = () => {
    setBusy(true);
    store
      .helpDone(help.id)
      .catch((error: unknown) => toast(reason(error), "danger"))
      .finally(() => setBusy(false));
  };
  return (
    <div class="help-call" data-testid="help-call" data-id={help.id}>
      <Icon name="hand" />
      <p>
        <strong>{help.kind === "technical" ? "Technical problem" : "Has a question"}</strong>
        {help.text === "" ? "" : `: ${help.text}`} <time class="muted small numeric">{clock(help.at)}</time>
      </p>
      <Button size="small" icon="check" busy={busy} onClick={done} data-testid="help-done">
        Answered
      </Button>
    </div>
  );
}

interface WritingProps {
  canned: readonly string[];
  name: string;
  onSend: (text: string) => void;
}

function Writing({ canned, name, onSend }: WritingProps): JSX.Element {
  const [text, setText] = useState("");
  const input = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    const trimmed = text.trim();
    if (trimmed === "") return;
    onSend(trimmed);
    setText("");
    input.current?.focus();
  };
  return (
    <form
      class="chat__form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {canned.length > 0 && (
        <div class="chat__canned" role="group" aria-label="Canned answers: put into the message">
          {canned.map((answer) => (
            <button
              key={answer}
              type="button"
              class="canned"
              title={answer}
              onClick={() => {
                setText(answer);
                input.current?.focus();
              }}
              data-testid="canned"
            >
              {answer}
            </button>
          ))}
        </div>
      )}
      <div class="chat__row">
        <textarea
          ref={input}
          class="input chat__input"
          rows={1}
          maxLength={CHAT_LIMIT}
          aria-label={`Message to ${name}`}
          placeholder="Write a message"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
          data-testid="chat-input"
        />
        <Button kind="primary" submit icon="send" disabled={text.trim() === ""} data-testid="chat-send">
          Send
        </Button>
      </div>
    </form>
  );
}

/** Short messages that come and go, and the live region that reads things out. */
import type { ComponentChildren, JSX } from "preact";
import { createContext } from "preact";
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../words";
import { Button } from "./button";

export type ToastTone = "info" | "good" | "danger";

export interface Speaker {
  /** Shows a message for some seconds (errors longer) and reads it out. */
  toast: (text: string, tone?: ToastTone) => void;
  /** Reads a text out, politely, without showing it. */
  announce: (text: string) => void;
}

interface Toast {
  id: number;
  text: string;
  tone: ToastTone;
}

const STAY_MS: Record<ToastTone, number> = { info: 5000, good: 4000, danger: 12_000 };
const Context = createContext<Speaker>({ toast: () => undefined, announce: () => undefined });

export function useSpeaker(): Speaker {
  return useContext(Context);
}

/** Wraps a page; everything inside may useSpeaker(). */
export function Announcer({ children }: { children: ComponentChildren }): JSX.Element {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const [spoken, setSpoken] = useState({ text: "", turn: 0 });
  const next = useRef(0);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const speaker = useMemo<Speaker>(
    () => ({
      toast: (text, tone = "info") => setToasts((all) => [...all.slice(-3), { id: next.current++, text, tone }]),
      announce: (text) => setSpoken((last) => ({ text, turn: last.turn + 1 })),
    }),
    [],
  );
  return (
    <Context.Provider value={speaker}>
      {children}
      <div class="visually-hidden" role="status" aria-live="polite" data-testid="live-region">
        <span key={spoken.turn}>{spoken.text}</span>
      </div>
      <div class="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <ToastView key={toast.id} toast={toast} onDone={drop} />
        ))}
      </div>
    </Context.Provider>
  );
}

function ToastView({ toast, onDone }: { toast: Toast; onDone: (id: number) => void }): JSX.Element {
  useEffect(() => {
    const timer = setTimeout(() => onDone(toast.id), STAY_MS[toast.tone]);
    return () => clearTimeout(timer);
  }, [toast.id]);
  return (
    <div class={`toast toast--${toast.tone}`} data-testid="toast">
      <span class="toast__text">{toast.text}</span>
      <Button kind="plain" size="small" icon="close" label={t("dismiss")} onClick={() => onDone(toast.id)} />
    </div>
  );
}

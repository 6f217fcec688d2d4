/** A modal dialog on the native element: the browser keeps the focus inside, Escape cancels, focus returns after. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

export interface DialogProps {
  title: string;
  /** Called on Escape and whenever the dialog closes by itself. */
  onClose: () => void;
  /** For something that needs the width, a picture say. */
  wide?: boolean;
  children: ComponentChildren;
  "data-testid"?: string;
}

/** Rendered means open. Put the buttons into DialogActions. */
export function Dialog({ title, onClose, wide = false, children, ...rest }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog dialog--wide" : "dialog"}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      {...rest}
    >
      <div class="dialog__body">
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

export function DialogActions({ children }: { children: ComponentChildren }): JSX.Element {
  return <div class="dialog__actions">{children}</div>;
}

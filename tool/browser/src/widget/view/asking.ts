/** A request that a button makes: whether it is under way, and the words when it failed. */
import { useState } from "preact/hooks";
import { reason } from "../../shared/http";

export interface Asking {
  busy: boolean;
  /** Empty when the last try did not fail. */
  failure: string;
  run(request: () => Promise<void>): void;
}

export function useAsking(): Asking {
  const [state, setState] = useState({ busy: false, failure: "" });
  const run = (request: () => Promise<void>): void => {
    setState({ busy: true, failure: "" });
    request().then(
      () => setState({ busy: false, failure: "" }),
      (error: unknown) => setState({ busy: false, failure: reason(error) }),
    );
  };
  return { ...state, run };
}

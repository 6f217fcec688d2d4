/** Opens a page in a tab of its own: reserved at the press, filled when web has made the address.
 *
 * A browser lets a page open a tab only during a press, and the address takes a moment; so the tab comes first. */

import { submitToPlatform } from "./form";
import type { FormView } from "./wire.gen";

/** What openInTab needs of the browser; the default is the browser. */
export interface Tabs<Tab = Pick<Window, "close" | "location" | "opener">> {
  open: (url: string, target: string) => Tab | null;
}

/** Returns "opened", or the address when the browser allowed no tab: then show it as a link, good for a minute.
 * Throws what `address` throws, with the reserved tab closed. Call it directly in the press's handler. */
export async function openInTab(address: () => Promise<string>, tabs: Tabs = window): Promise<"opened" | { address: string }> {
  const { tab, made } = await reserved(address, tabs);
  if (tab === null) return { address: made };
  tab.location.replace(made);
  return "opened";
}

/** The same with a message that is posted: returns "opened", or the message when the browser allowed no tab. */
export async function postInTab(
  message: () => Promise<FormView>,
  tabs: Tabs<Pick<Window, "close" | "document" | "opener">> = window,
): Promise<"opened" | { form: FormView }> {
  const { tab, made } = await reserved(message, tabs);
  if (tab === null) return { form: made };
  submitToPlatform(made, "_self", tab.document);
  return "opened";
}

/** The tab, or null, and what was made for it. */
async function reserved<T, Tab extends Pick<Window, "close" | "opener">>(
  make: () => Promise<T>,
  tabs: Tabs<Tab>,
): Promise<{ tab: Tab | null; made: T }> {
  const tab = tabs.open("about:blank", "_blank");
  let made: T;
  try {
    made = await make();
  } catch (error) {
    tab?.close();
    throw error;
  }
  if (tab !== null) tab.opener = null; // the page opens on its own; it has no business with this one
  return { tab, made };
}

/** Opens another page of ours in a tab of its own: reserved at the press, filled when web has made the address.
 *
 * A browser lets a page open a tab only during a press, and the address takes a moment; so the tab comes first. */

/** What openInTab needs of the browser; the default is the browser. */
export interface Tabs {
  open: (url: string, target: string) => Pick<Window, "close" | "location" | "opener"> | null;
}

/** Returns "opened", or the address when the browser allowed no tab: then show it as a link, good for a minute.
 * Throws what `address` throws, with the reserved tab closed. Call it directly in the press's handler. */
export async function openInTab(address: () => Promise<string>, tabs: Tabs = window): Promise<"opened" | { address: string }> {
  const tab = tabs.open("about:blank", "_blank");
  let url: string;
  try {
    url = await address();
  } catch (error) {
    tab?.close();
    throw error;
  }
  if (tab === null) return { address: url };
  tab.opener = null; // the page opens on its own; it has no business with this one
  tab.location.replace(url);
  return "opened";
}

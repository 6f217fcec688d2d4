/** Ids made in the browser, so that what is sent twice is taken once. */

/** Return a random id of 128 bits, 32 hex digits; works in insecure contexts too. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

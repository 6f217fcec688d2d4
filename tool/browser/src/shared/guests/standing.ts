/** How an invitation stands, in words; and what the form offers. Pure. */
import { counted, when } from "../format";
import type { Tone } from "../ui/badge";
import type { GuestView } from "../wire.gen";

export const GUEST_NAME_LIMIT = 100;
export const DAYS = [1, 2, 7, 14, 30] as const;

export function dayWords(days: number): string {
  return counted(days, "day");
}

/** The name as it is sent: no spaces around it, one between words. */
export function guestName(typed: string): string {
  return typed.trim().replace(/\s+/g, " ");
}

export interface Standing {
  words: string;
  tone: Tone;
  /** Whether the link still opens the console. */
  good: boolean;
}

export function standing(guest: GuestView, now: number): Standing {
  if (guest.revoked) return { words: "Revoked", tone: "quiet", good: false };
  if (guest.expires_at <= now) return { words: `Expired ${when(guest.expires_at)}`, tone: "quiet", good: false };
  return { words: `Good until ${when(guest.expires_at)}`, tone: "good", good: true };
}

/** Those whose link may still be good first, then the newest. */
export function shown(guests: readonly GuestView[]): GuestView[] {
  return [...guests].sort((a, b) => Number(a.revoked) - Number(b.revoked) || b.created_at - a.created_at);
}

/** Whether this person may invite proctors. */
export function mayInvite(role: string): boolean {
  return role === "teacher" || role === "admin";
}

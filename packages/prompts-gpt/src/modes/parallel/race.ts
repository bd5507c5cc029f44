import type { MemberResult } from "../../runs/member.ts";
import type { GroupPlace } from "../group/group-place.ts";
import { StandIn } from "../group/stand-in.ts";
import { hasChanged } from "./summary.ts";

/** Between asking those that have lost to end, and ending them. */
const GRACE_MS = 500;

/** Everybody at work at once, until one has won. */
export interface Race {
  /** Aborted: nobody else is begun. */
  readonly signal: AbortSignal;
  /** Where a candidate works: it ends when another one wins, and its usage limits are its own. */
  lane(name: string): GroupPlace;
  /** One has ended: the others are ended when that is what was asked for. */
  ended(result: MemberResult): void;
  close(): void;
}

/** `winner`: of an earlier process of the same race. */
export function openRace(
  place: GroupPlace,
  { firstVerified, winner }: { readonly firstVerified: boolean; readonly winner: string | undefined },
): Race {
  const lost = new AbortController();
  const kill = new AbortController();
  let won = winner;
  let timer: NodeJS.Timeout | undefined;
  const { session } = place;
  const signal = AbortSignal.any([session.signal, lost.signal]);
  return {
    signal,
    lane(name) {
      const standIn = new StandIn();
      if (name === won) return { ...place, standIn };
      return { ...place, standIn, session: { ...session, signal, kill: AbortSignal.any([session.kill, kill.signal]) } };
    },
    ended(result) {
      if (!firstVerified || won !== undefined || !result.ok || !hasChanged(result)) return;
      won = result.name;
      lost.abort(`${result.name} was accepted first`);
      timer = setTimeout(() => kill.abort(), GRACE_MS);
    },
    close: () => clearTimeout(timer),
  };
}

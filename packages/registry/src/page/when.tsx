import type { Html } from "./html.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, which needs no time zone; the moment itself is in its title. */
export function When({ at }: { readonly at: Date }): Html {
  return (
    <time datetime={at.toISOString()} title={moment(at)}>
      {ago(at, new Date())}
    </time>
  );
}

/** `2026-01-31 14:05 UTC`. */
function moment(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function ago(at: Date, now: Date): string {
  const passed = now.getTime() - at.getTime();
  if (Math.abs(passed) >= 30 * DAY) return at.toISOString().slice(0, 10);
  // What was made a moment ago to end in 30 days ends in 30 days.
  if (passed < 0) return `in ${count(-passed + MINUTE)}`;
  return passed < MINUTE ? "just now" : `${count(passed)} ago`;
}

function count(time: number): string {
  if (time < HOUR) return `${Math.max(1, Math.floor(time / MINUTE))} min`;
  if (time < DAY) return `${Math.floor(time / HOUR)} h`;
  return time < 2 * DAY ? "1 day" : `${Math.floor(time / DAY)} days`;
}

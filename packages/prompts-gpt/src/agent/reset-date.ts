import { instantOf, localZone, type WallTime, wallTimeOf, type Zone, zoneOf } from "./time-zone.ts";

const LEAD = String.raw`\b(?:resets?|again|access|until|(?:cycle|period) ends?)(?: (?:at|on|by|from))?\s*`;
const MONTH_DAY = String.raw`([A-Z][a-z]{2,8})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?`;
const US_DATE = String.raw`(\d{1,2})/(\d{1,2})/(\d{4})`;
const ISO_DATE = String.raw`(\d{4})-(\d\d)-(\d\d)`;
const TIME = String.raw`(\d{1,2})(?::(\d\d))?(?::\d\d)? ?([ap])\.?m\b\.?|(\d{1,2}):(\d\d)`;
/**
 * "resets 3pm (Europe/Berlin)", "resets Oct 31, 9am", "try again at Nov 23rd, 2026 2:13 AM", "Access resets at 10:57 PM
 * GMT-3", "resets tomorrow at 3pm", "cycle ends on 11/17/2025", "regain access on 2026-12-01 at 00:00 UTC"
 */
const SAID = new RegExp(
  `${LEAD}(?:(today|tomorrow)|${MONTH_DAY}|${US_DATE}|${ISO_DATE})?(?:,? ?(?:at )?(?:${TIME}))?`,
  "gi",
);
const ZONE = /^,? ?(?:\(([\w/+:-]+)\)|((?:GMT|UTC)(?:[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d|[A-Z]{3,4}(?![\w']))|Z\b)/;
const MONTHS = "january february march april may june july august september october november december".split(" ");

/** A message is written a moment after the limit was judged: a time that has just passed is that one, not tomorrow's. */
const JUST_PASSED_MS = 2 * 60_000;
const DAY_MS = 86_400_000;
/** A date without a year is this year's, or of the next one when that is near. */
const NEAR_MS = 62 * DAY_MS;

/** A date or a time of day, in milliseconds: without a zone this machine's, and a date without a time from its beginning. */
export function resetOnCalendar(text: string, now: number): number | undefined {
  for (const found of text.matchAll(SAID)) {
    const said = readSaid(found);
    if (said === undefined) continue;
    const name = ZONE.exec(text.slice(found.index + found[0].length));
    const zone = name === null ? localZone : zoneOf(name[1] ?? name[2] ?? "Z");
    if (zone === undefined || (said.isIso && name === null)) return undefined; // no machine's time: a service wrote it
    return nextOf(said, zone, now);
  }
  return undefined;
}

interface Said {
  readonly day:
    | "today"
    | "tomorrow"
    | { readonly month: number; readonly day: number; readonly year?: number }
    | undefined;
  /** Since midnight. */
  readonly minutes: number;
  readonly isIso: boolean;
}

function readSaid(found: RegExpMatchArray): Said | undefined {
  const [
    ,
    word,
    month,
    day,
    year,
    usMonth,
    usDay,
    usYear,
    isoYear,
    isoMonth,
    isoDay,
    hour,
    minute = "0",
    half,
    hour24,
    minute24,
  ] = found;
  const at = hour === undefined ? Number(hour24) * 60 + Number(minute24) : twelveHours(hour, minute, half);
  const minutes = Number.isNaN(at) ? 0 : at;
  const isIso = isoYear !== undefined;
  if (word !== undefined) return { day: word.toLowerCase() === "today" ? "today" : "tomorrow", minutes, isIso };
  if (usMonth !== undefined) return { day: dated(usMonth, usDay, usYear), minutes, isIso };
  if (isoMonth !== undefined) return { day: dated(isoMonth, isoDay, isoYear), minutes, isIso };
  if (month === undefined) return Number.isNaN(at) ? undefined : { day: undefined, minutes, isIso };
  const number = MONTHS.findIndex((name) => name.startsWith(month.toLowerCase())) + 1;
  return number === 0 ? undefined : { day: dated(String(number), day, year), minutes, isIso };
}

function twelveHours(hour: string, minute: string, half = ""): number {
  return ((Number(hour) % 12) + (half.toLowerCase() === "p" ? 12 : 0)) * 60 + Number(minute);
}

function dated(month: string, day: string | undefined, year: string | undefined) {
  return { month: Number(month), day: Number(day), ...(year === undefined ? {} : { year: Number(year) }) };
}

function nextOf({ day, minutes }: Said, zone: Zone, now: number): number | undefined {
  const today = wallTimeOf(now, zone);
  if (day === undefined) return nextTime({ ...today, minutes }, zone, now);
  if (day === "today") return instantOf({ ...today, minutes }, zone);
  if (day === "tomorrow") return instantOf({ ...dayAfter(today), minutes }, zone);
  if (day.year !== undefined) return instantOf({ ...day, year: day.year, minutes }, zone);
  const thisYear = instantOf({ ...day, year: today.year, minutes }, zone);
  if (thisYear === undefined || thisYear > now) return thisYear;
  const nextYear = instantOf({ ...day, year: today.year + 1, minutes }, zone);
  return nextYear !== undefined && nextYear - now < NEAR_MS ? nextYear : undefined;
}

function nextTime(today: WallTime, zone: Zone, now: number): number | undefined {
  const at = instantOf(today, zone);
  if (at === undefined || at > now) return at;
  return now - at <= JUST_PASSED_MS ? undefined : instantOf({ ...dayAfter(today), minutes: today.minutes }, zone);
}

function dayAfter({ year, month, day }: WallTime): WallTime {
  const next = new Date(Date.UTC(year, month - 1, day + 1));
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate(), minutes: 0 };
}

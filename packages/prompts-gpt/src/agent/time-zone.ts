/** Minutes east of UTC, at an instant in milliseconds. */
export type Zone = (instant: number) => number;

/** This machine's: what writes a time without a zone runs here. */
export const localZone: Zone = (instant) => -new Date(instant).getTimezoneOffset();

/** What English dates are written with beside `GMT+2`; another short name can be several zones. */
const SHORT_NAMES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
};

/** `Europe/Berlin`, `UTC`, `GMT-3`, `+05:30`, `PST`; undefined for what this machine does not know. */
export function zoneOf(name: string): Zone | undefined {
  const minutes = SHORT_NAMES[name.toUpperCase()] ?? offsetIn(name);
  if (minutes !== undefined) return () => minutes;
  return name.includes("/") ? namedZone(name) : undefined;
}

function offsetIn(name: string): number | undefined {
  const [, sign, hours, minutes = "0"] = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d\d))?$/i.exec(name) ?? [];
  if (hours === undefined) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function namedZone(name: string): Zone | undefined {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    return (instant) => {
      const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
      return Math.round((Date.UTC(year, month - 1, day, hour, minute) - instant) / 60_000);
    };
  } catch {
    return undefined; // a zone that this machine does not know
  }
}

/** What a clock and a calendar show; months from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly minutes: number;
}

/** The instant at which they show it in `zone`, in milliseconds; undefined for a day that there is not. */
export function instantOf({ year, month, day, minutes }: WallTime, zone: Zone): number | undefined {
  const shown = Date.UTC(year, month - 1, day, 0, minutes);
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const near = shown - zone(shown) * 60_000;
  return shown - zone(near) * 60_000; // the change to summer time may lie between the two
}

/** What they show in `zone` at an instant. */
export function wallTimeOf(instant: number, zone: Zone): WallTime {
  const shown = new Date(instant + zone(instant) * 60_000);
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    minutes: shown.getUTCHours() * 60 + shown.getUTCMinutes(),
  };
}

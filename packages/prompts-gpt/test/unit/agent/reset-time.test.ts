import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { resetAtOf } from "../../../src/agent/reset-time.ts";

const now = new Date("2026-11-22T10:00:30.000Z");

describe("when a limit ends", () => {
  for (const [said, expected] of [
    // durations
    ["try again in 20s", "2026-11-22T10:00:50.000Z"],
    ["Please try again in 1m30.5s.", "2026-11-22T10:02:00.500Z"],
    ["try again in 250ms", "2026-11-22T10:00:30.250Z"],
    ["try again in 2 hours 13 minutes", "2026-11-22T12:13:30.000Z"],
    ["or try again in 3 days 5 hours 1 minute.", "2026-11-25T15:01:30.000Z"],
    ["Please try again in 2 hours. Please review our Terms of Service 2026", "2026-11-22T12:00:30.000Z"],
    ["Your quota will reset after 3h20m15s.", "2026-11-22T13:20:45.000Z"],
    ["It will reset in 5 days 10 hours. To continue", "2026-11-27T20:00:30.000Z"],
    ["Please retry in 34.074824224s.", "2026-11-22T10:01:04.075Z"],
    ["Please wait 30 seconds", "2026-11-22T10:01:00.000Z"],
    ["retry-after: 60", "2026-11-22T10:01:30.000Z"],
    ['"retry-after":"60"', "2026-11-22T10:01:30.000Z"],
    ['"retryDelay": "34s"', "2026-11-22T10:01:04.000Z"],
    // instants
    ["usage limit reached|1795400000", "2026-11-23T02:13:20.000Z"],
    ['"resets_at":1795400000', "2026-11-23T02:13:20.000Z"],
    ['"resetsAt":1795400000123', "2026-11-23T02:13:20.123Z"],
    ["resets at 2026-11-23T02:13:20Z", "2026-11-23T02:13:20.000Z"],
    ["retry after 2026-11-23 02:13:20+01:00", "2026-11-23T01:13:20.000Z"],
    ["retry-after: Sun, 22 Nov 2026 10:05:00 GMT", "2026-11-22T10:05:00.000Z"],
    ["You will regain access on 2026-12-01 at 00:00 UTC.", "2026-12-01T00:00:00.000Z"],
    // times of day
    ["resets 3pm (UTC)", "2026-11-22T15:00:00.000Z"],
    ["resets 12am (UTC)", "2026-11-23T00:00:00.000Z"],
    ["resets 12:30pm (UTC)", "2026-11-22T12:30:00.000Z"],
    ["resets at 9:30am (Europe/Berlin)", "2026-11-23T08:30:00.000Z"],
    ["You've hit your session limit · resets 8:30pm (Asia/Tokyo)", "2026-11-22T11:30:00.000Z"],
    ["Access resets at 10:57 PM GMT-3.", "2026-11-23T01:57:00.000Z"],
    ["Access resets at 10:57 PM GMT+5:30", "2026-11-22T17:27:00.000Z"],
    ["Access resets at 10:57 PM PST.", "2026-11-23T06:57:00.000Z"],
    ["resets 15:45 (UTC)", "2026-11-22T15:45:00.000Z"],
    ["resets tomorrow at 3pm (UTC)", "2026-11-23T15:00:00.000Z"],
    ["resets today at 3 p.m. UTC", "2026-11-22T15:00:00.000Z"],
    ["resets 9am (UTC)", "2026-11-23T09:00:00.000Z"],
    // dates
    ["You've hit your weekly limit · resets Nov 25 at 7pm (America/New_York)", "2026-11-26T00:00:00.000Z"],
    ["Opus weekly limit reached ∙ resets Nov 30, 9am (UTC)", "2026-11-30T09:00:00.000Z"],
    ["resets Jan 3, 9am (UTC)", "2027-01-03T09:00:00.000Z"],
    // what is no time, or one that cannot be known
    ["resets Nov 21, 9am (UTC)", undefined],
    ["resets Feb 30, 9am (UTC)", undefined],
    ["resets 10am (UTC)", undefined], // half a minute ago: this one, not tomorrow's
    ["resets at 2026-11-22T09:00:00Z", undefined],
    ["Usage limit reached for 5 hour. Your limit will reset at 2026-11-23 20:30:24", undefined],
    ["resets 3pm (Nowhere/Land)", undefined],
    ["Access resets at 10:57 PM XYZT", undefined],
    ["resets in 2 months", undefined],
    ["Expected quota reset within 24h.", undefined],
    ["You have sent 40 messages in 3 hours.", undefined],
    ["Please retry after a brief wait.", undefined],
    ["usage limit reached|1595400000", undefined],
    ["in a while", undefined],
    ["slow down", undefined],
  ] as const)
    test(said, () => assert.equal(resetAtOf(said, now), expected));

  for (const [said, local] of [
    ["or try again at Nov 23rd, 2026 2:13 AM.", new Date(2026, 10, 23, 2, 13)],
    ["or try again at Sep\n28th, 2027 2:14 AM.", new Date(2027, 8, 28, 2, 14)],
    ["Your usage limits will reset when your monthly cycle ends on 12/17/2026.", new Date(2026, 11, 17)],
    ["resets Nov 24", new Date(2026, 10, 24)],
    ["try again at 11:59 PM.", new Date(2026, 10, 22, 23, 59)],
  ] as const)
    test(`without a zone it is this machine's: ${said}`, () => assert.equal(resetAtOf(said, now), local.toISOString()));
});

describe("summer time", () => {
  for (const [said, at, expected] of [
    // Clocks in Berlin go back at 3:00 of 25 October 2026.
    ["resets 9am (Europe/Berlin)", "2026-10-24T20:00:00.000Z", "2026-10-25T08:00:00.000Z"],
    ["resets 1am (Europe/Berlin)", "2026-10-24T20:00:00.000Z", "2026-10-24T23:00:00.000Z"],
    // They go forward at 2:00 of 28 March 2027.
    ["resets 3am (Europe/Berlin)", "2027-03-27T20:00:00.000Z", "2027-03-28T01:00:00.000Z"],
  ] as const)
    test(`${said}, said at ${at}`, () => assert.equal(resetAtOf(said, new Date(at)), expected));
});

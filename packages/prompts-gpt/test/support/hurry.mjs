// Loaded with --import: a second of the limits that a process sets for requests, and of its waits for another try, takes
// HURRY milliseconds; HURRY_LOG gets each limit as it was set.
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const scaled = (ms) => (ms / 1000) * Number(process.env.HURRY ?? 10);
const { timeout } = AbortSignal;
AbortSignal.timeout = (ms) => {
  if (process.env.HURRY_LOG) appendFileSync(process.env.HURRY_LOG, `${ms}\n`);
  return timeout.call(AbortSignal, scaled(ms));
};
const { setTimeout: sleep } = timers;
timers.setTimeout = (ms, ...rest) => sleep(scaled(ms), ...rest);
syncBuiltinESMExports();

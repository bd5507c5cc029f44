#!/usr/bin/env node
import { run } from "./command/run.ts";

/** Within this time it is one signal: a terminal sends it to all of a group, and a program between us hands it on again. */
const ONE_SIGNAL_MS = 500;
const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type Stop = Parameters<Parameters<typeof run>[1]["onStop"]>[0];
let toldAt: number | undefined;
const stops: Stop[] = [];
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    const now = performance.now();
    if (toldAt !== undefined && now - toldAt < ONE_SIGNAL_MS) return;
    // Whoever says it twice, or while nobody listens yet, does not want to wait.
    if (toldAt !== undefined || stops.length === 0) process.exit(CODES[signal]);
    toldAt = now;
    for (const stop of stops) stop(signal);
  });

const { env, stdin, stdout, stderr } = process;
process.exitCode = await run(process.argv.slice(2), {
  env: { ...env },
  stdin,
  stdout,
  stderr,
  onStop: (stop) => void stops.push(stop),
});

#!/usr/bin/env node
import { run } from "./command/run.ts";

let told = 0;
const stops: ((signal: "SIGINT" | "SIGTERM") => void)[] = [];
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    // Whoever says it twice does not want to wait.
    if (++told > 1) process.exit(signal === "SIGINT" ? 130 : 143);
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

/**
 * What an own process does with a registry: `{ call, apiUrl, timeoutMs, abortMs }` as JSON in the first argument, the
 * answer as a line of JSON. Bundled by `bundled()`: Node 20 reads no TypeScript.
 */
import { readFileSync } from "node:fs";
import { PromptsGptClient } from "../../src/registry/client.ts";
import { syncPrompts } from "../../src/sdk/sync.ts";

export interface Wish {
  readonly call: "project" | "generate" | "pull" | "sync";
  readonly apiUrl?: string;
  readonly token?: string;
  readonly timeoutMs?: number;
  readonly abortMs?: number;
  readonly prune?: boolean;
  readonly force?: boolean;
}

const wish = JSON.parse(process.argv[2] ?? "{}") as Wish;
const traced: unknown[] = [];
const onRequest = (request: unknown) => traced.push(request);
const signal = wish.abortMs === undefined ? {} : { signal: AbortSignal.timeout(wish.abortMs) };

async function answer(): Promise<unknown> {
  const options = { ...wish, onRequest, env: { ...process.env } };
  switch (wish.call) {
    case "project":
      return await new PromptsGptClient(options).getProject(signal);
    case "pull":
      return (await new PromptsGptClient(options).pullPrompts({}, signal)).length;
    case "generate":
      return await new PromptsGptClient(options).generatePrompts({ goal: "g" }, signal);
    case "sync":
      return await syncPrompts({ targets: [], ...wish, ...signal });
  }
}

/** What the system counts for a process also holds what its parent had before it became this program; Linux knows better. */
function peakMb(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS / 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

const said = await answer().then(
  (value) => ({ value }),
  (error: Error & { fix?: string; exitCode?: number }) => ({
    error: { name: error.name, message: error.message, fix: error.fix, exitCode: error.exitCode, stack: error.stack },
  }),
);
console.log(JSON.stringify({ ...said, traced, peakMb: peakMb() }));

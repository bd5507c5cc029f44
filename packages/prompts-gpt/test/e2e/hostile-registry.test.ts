import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Hostile, HOSTILE } from "../support/hostile.ts";
import { pack } from "../support/registry.ts";
import { few } from "../support/samples.ts";
import { syncedProject } from "../support/synced.ts";
import { tempFolder } from "../support/temp-folder.ts";

const PEAK = fileURLToPath(new URL("../support/peak.mjs", import.meta.url));
const ALPHA = ".prompts-gpt/alpha.md";

// One for all: none of them may change it.
let here: Awaited<ReturnType<typeof syncedProject>>;
let untouched: ReturnType<typeof here.tree>;
/** Of a sync that has nothing to do. */
let floorMb: number;
beforeAll(async () => {
  here = await syncedProject([pack("alpha")]);
  await here.sync();
  await here.write(ALPHA, `${here.read(ALPHA)}mine\n`);
  floorMb = (await against(() => false, ["sync"])).peakMb;
  untouched = here.tree();
});
afterAll(async () => await here[Symbol.asyncDispose]());

/** A command whose requests `does` answers, and the most memory that its process held, in MB. */
async function against(does: Hostile, args: readonly string[]) {
  await using log = await tempFolder();
  here.registry.intercept((request, response) => does(response, request) !== false);
  const env = { ...here.env, PEAK_LOG: log.at("peak") };
  const stdin = here.env.PROMPTS_GPT_TOKEN;
  const ended = await here.start(args, { env, stdin, node: ["--import", PEAK] }).ended;
  return { ...ended, peakMb: Number(readFileSync(log.at("peak"), "utf8")) };
}

/** What each command asks first that can be answered with too much. */
const OTHERS: readonly (readonly string[])[] = [
  ["pull"],
  ["diff", "--remote"],
  ["diff", "alpha", "--remote"],
  ["push", "alpha", "--yes"],
  ["generate", "--goal", "x"],
  ["project"],
  ["init", "--token-stdin"],
];
const CASES = [
  ...few(Object.keys(HOSTILE)).map((name) => [name, ["sync", "--prune"]] as const),
  ...OTHERS.flatMap((args) => [
    ["sends a body without end", args] as const,
    ["redirects to another host", args] as const,
  ]),
];

for (const [name, args] of CASES)
  test(`${args.join(" ")}: a registry that ${name} is exit 1, named, with what to type; nothing is written, in bounded memory`, async () => {
    const [does, says] = HOSTILE[name] ?? [() => false, /^$/];
    const { exitCode, stdout, stderr, peakMb } = await against((...asked) => void does(...asked), args);
    expect([exitCode, stdout, stderr]).toEqual([1, "", expect.stringMatching(says)]);
    expect(stderr).toMatch(/error: The registry at http:\/\/127\.0\.0\.1:\d+ [^]*\n {2}try: \S/);
    expect(here.tree()).toEqual(untouched);
    // 16 MiB in pieces, in one piece and as text, and what the collector has not taken away yet. Measured: 42.
    expect(peakMb - floorMb).toBeLessThan(80);
  }, 60_000);

import { fileURLToPath } from "node:url";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { syncPrompts } from "../../src/index.ts";
import { pack } from "../support/registry.ts";
import { ALL } from "../support/samples.ts";
import { syncedProject } from "../support/synced.ts";
import { tempFolder } from "../support/temp-folder.ts";

const FAULT = fileURLToPath(new URL("../support/fault-sync.mjs", import.meta.url));
const ALPHA = ".prompts-gpt/alpha.md";
const TARGETS = "agents-md,claude-commands,agents-skills";
const LINES = "one\ntwo\nthree\nfour\nfive\n";

type Here = Awaited<ReturnType<typeof syncedProject>>;

/** A synced project where something waits that each kind of write is needed for. */
async function place(): Promise<Here> {
  const here = await syncedProject([pack("alpha", { body: LINES }), pack("beta", { body: LINES })]);
  await here.sync("--targets", TARGETS);
  writeFileSync(here.at(ALPHA), here.read(ALPHA).replace("five", "FIVE"));
  here.publish("alpha", LINES.replace("one", "ONE"));
  here.publish("beta", LINES.replace("one", "UNO"));
  here.publish("gamma", "new\n");
  return here;
}

async function killedAt(here: Here, at: number, how: string): Promise<boolean> {
  rmSync(`${here.home}/cache`, { recursive: true, force: true }); // what is kept of answers is written too
  const env = { ...here.env, FAULT_AT: String(at), FAULT_HOW: how };
  const { exitCode } = await here.start(["sync", "--json", "--targets", TARGETS], { env, node: ["--import", FAULT] })
    .ended;
  return exitCode !== 0;
}

test.each(["before", "half"])(
  "SIGKILL at every write of a sync (%s): the next one completes it, and no edit is lost",
  { timeout: 240_000 },
  async (how) => {
    await using here = await place();
    await using start = await tempFolder();
    cpSync(here.path, start.path, { recursive: true });
    let kills = 0;
    for (let at = 1; await killedAt(here, at, how); at += ALL ? 1 : how === "half" ? 7 : 6) {
      kills += 1;
      const next = await here.sync("--targets", TARGETS);
      expect([at, next.exitCode]).toEqual([at, 0]);
      expect(here.read(ALPHA)).toMatch(/version: 2\n---\nONE\n[^]*FIVE\n$/);
      expect(here.read(".prompts-gpt/beta.md")).toContain("UNO");
      expect(here.read("AGENTS.md")).toContain("gamma");
      for (const path of [".claude/commands/gamma.md", ".agents/skills/gamma/SKILL.md"])
        expect(here.read(path)).toMatch(/\nnew\n$/);
      const before = here.tree();
      expect(before.filter(([name]) => String(name).endsWith(".tmp"))).toEqual([]);
      expect((await syncPrompts({ cwd: here.path, env: here.fullEnv })).changes).toBe(0);
      expect(here.tree()).toEqual(before);
      expect(at).toBeLessThan(150);
      rmSync(here.path, { recursive: true });
      cpSync(start.path, here.path, { recursive: true });
    }
    expect(kills).toBeGreaterThan(2);
  },
);

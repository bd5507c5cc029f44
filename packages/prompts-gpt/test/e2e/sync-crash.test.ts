import { fileURLToPath } from "node:url";
import { rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pack } from "../support/registry.ts";
import { FEW } from "../support/samples.ts";
import { syncedProject } from "../support/synced.ts";

const FAULT = fileURLToPath(new URL("../support/fault-sync.mjs", import.meta.url));
const LINES = "one\ntwo\nthree\nfour\nfive\n";

test.each(["before", "half"])(
  "SIGKILL at every write of a sync (%s): the next one completes it, and no edit is lost",
  { timeout: 240_000 },
  async (how) => {
    let kills = 0;
    for (let at = 1, done = false; !done; at += FEW ? 7 : how === "half" ? 3 : 2) {
      await using here = await syncedProject([pack("alpha", { body: LINES }), pack("beta", { body: LINES })]);
      await here.sync();
      const edit = (slug: string) => {
        const path = `.prompts-gpt/${slug}.md`;
        writeFileSync(here.at(path), here.read(path).replace("five", "FIVE"));
      };
      edit("alpha");
      here.publish("alpha", LINES.replace("one", "ONE"));
      here.publish("beta", LINES.replace("one", "UNO"));
      here.publish("gamma", "new\n");
      const env = { ...here.env, FAULT_AT: String(at), FAULT_HOW: how };
      const killed = await here.start(["sync", "--json"], { env, node: ["--import", FAULT] }).ended;
      done = killed.exitCode === 0;
      kills += done ? 0 : 1;
      const next = await here.sync();
      expect([at, next.exitCode]).toEqual([at, 0]);
      expect(here.read(".prompts-gpt/alpha.md")).toMatch(/version: 2\n---\nONE\n[^]*FIVE\n$/);
      expect(here.read(".prompts-gpt/beta.md")).toContain("UNO");
      expect(here.read("AGENTS.md")).toContain("gamma");
      const before = here.tree();
      expect((await here.sync()).changes).toBe(0);
      expect(here.tree()).toEqual(before);
      rmSync(here.at(".prompts-gpt"), { recursive: true });
      expect(at).toBeLessThan(150);
    }
    expect(kills).toBeGreaterThan(FEW ? 2 : 5);
  },
);

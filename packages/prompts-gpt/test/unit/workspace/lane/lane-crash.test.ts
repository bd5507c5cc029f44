import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { applyResult, undoApply, unfinishedApplies } from "../../../../src/workspace/lane/apply/apply-result.ts";
import { keptResult } from "../../../../src/workspace/lane/keep-result.ts";
import { openLane } from "../../../../src/workspace/lane/open-lane.ts";
import { sweepLanes } from "../../../../src/workspace/lane/sweep-lanes.ts";
import { filesOf, laneProject } from "./lane-place.ts";

const CHILD = fileURLToPath(new URL("../../../support/lane-child.ts", import.meta.url));
const KILLS = 12;
/** What a lane was at when it was killed. */
const MOMENTS = ["opening", "keeping", "applying"];

test("killed at any moment, a lane leaves nothing that a sweep does not take, and no half of a result in the user's tree", async () => {
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, nth) => [`f${nth}.txt`, "by nobody\n"]));
  await using project = await laneProject(files);
  await using home = await laneProject(); // only for its folder
  const bundler = await rolldown({ input: CHILD, platform: "node", external: [/^node:/], logLevel: "silent" });
  await bundler.write({ file: home.at("child.mjs"), format: "esm", codeSplitting: false });
  await bundler.close();
  const lanes = join(project.env.XDG_STATE_HOME, "prompts-gpt/lanes");
  const [status, states] = [project.git("status", "--porcelain", "--ignored"), new Set<string>()];
  writeFileSync(home.at("say"), "0 opening");
  for (let kill = 0; kill < KILLS || (!MOMENTS.every((one) => states.has(one)) && kill < 5 * KILLS); kill++) {
    const child = spawn(process.execPath, [home.at("child.mjs"), project.path, home.at("say")], {
      env: project.env,
      stdio: "ignore",
      detached: true,
    });
    await sleep(200 + kill * 90);
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await once(child, "exit");
    states.add(readFileSync(home.at("say"), "utf8").replace(/^\d+ /, ""));

    const swept = await sweepLanes({ env: project.env, top: project.path });

    expect(swept.left).toEqual([]);
    expect(
      // It may have been killed before there was any.
      (existsSync(lanes) ? readdirSync(lanes) : []).filter((name) => !/^(kept|.*lock)$/.test(name)),
    ).toEqual([]);
    expect(project.git("worktree", "list").split("\n").length).toBe(1);
    for (const id of unfinishedApplies(project.env)) {
      const result = keptResult(id, project.env);
      if (result === undefined) throw new Error("it was kept before it was applied");
      if (kill % 2 === 0)
        expect((await applyResult({ root: project.path, result, env: project.env })).kind).toBe("applied");
      else expect(await undoApply(id, project.env)).toEqual([]);
    }
    const texts = Object.entries(filesOf(project.path)).filter(([name]) => /^f\d+\.txt$/.test(name));
    expect(new Set(texts.map(([, text]) => text)).size).toBe(1);
    expect(texts.length).toBe(20);
    project.git("checkout", "-q", "--", ".");
    project.git("clean", "-fdq");
  }
  expect([...states]).toEqual(expect.arrayContaining(MOMENTS));
  expect(project.git("status", "--porcelain", "--ignored")).toBe(status);
  const lane = await openLane({ root: project.path, name: "afterwards", env: project.env });
  expect(filesOf(lane.top)).toEqual(filesOf(project.path));
}, 120_000);

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseEvent } from "../../src/runs/journal.ts";
import { type Project, tempProject } from "../support/project.ts";
import { ALL } from "../support/samples.ts";

const FAULT = fileURLToPath(new URL("../support/fault.mjs", import.meta.url));
const RUN = ["run", "--agent", "sh", "--prompt", "echo working; echo new > new.txt", "--run-id", "victim", "--json"];

/** Kills the run at its n-th call to the disk, for every n (`SAMPLES=all`; else every sixth or seventh one) until it gets through. */
test.each(["before", "half"])(
  "SIGKILL at every write, fsync and rename (%s): the record parses and tells the truth",
  { timeout: 180_000 },
  async (how) => {
    const seen: (string | undefined)[] = [];
    for (let at = 1, done = false; !done; at += ALL ? 1 : how === "half" ? 7 : 6) {
      await using project = await tempProject();
      const ended = await project.start(RUN, {
        node: ["--import", FAULT],
        env: { FAULT_AT: String(at), FAULT_HOW: how },
      }).ended;
      done = ended.exitCode === 0;
      seen.push(await truth(project, done));
      expect(at).toBeLessThan(200);
    }
    // The run goes through all of them: not there yet, begun and then lost, finished.
    expect(new Set(seen)).toEqual(new Set([undefined, "interrupted", "succeeded"]));
    expect(seen.length).toBeGreaterThan(7);
    expect(seen.at(-1)).toBe("succeeded");
  },
);

async function truth(project: Project, done: boolean): Promise<string | undefined> {
  const runDir = project.at(".scripts/runs/victim");
  const files: string[] = await readdir(runDir).catch(() => []);
  const lines = files.includes("events.jsonl")
    ? (await readFile(join(runDir, "events.jsonl"), "utf8")).split("\n")
    : [];
  const events = lines.slice(0, -1).map(parseEvent);
  expect(events).not.toContain(undefined); // only a last line without its end may be torn
  if (files.includes("meta.json")) JSON.parse(await readFile(join(runDir, "meta.json"), "utf8"));

  const list = await project.cli("runs", "list", "--json");
  expect(list.exitCode).toBe(0);
  const shown = await project.cli("runs", "show", "victim", "--json");
  if (events.length === 0) {
    expect(shown.exitCode).toBe(2);
    return undefined;
  }
  const details = JSON.parse(shown.stdout) as { status: string; files: string[] };
  const finished = events.some((event) => event?.type === "run.finished");
  expect(details.status).toBe(finished ? "succeeded" : "interrupted");
  if (done)
    expect(details.files).toEqual([
      ".gitignore",
      "changes.patch",
      "events.jsonl",
      "meta.json",
      "output.log",
      "prompt.md",
      "summary.md",
    ]);
  return details.status;
}

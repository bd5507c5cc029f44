import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test, type TestContext } from "vitest";
import type { SweepResult } from "../../src/index.ts";
import { BIN, type Project, scriptAgent, tempProject } from "../support/project.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** A file system of its own, in a namespace of its own: it needs no root. */
function needsSmallDisk(context: TestContext): void {
  const { status } = spawnSync("unshare", ["-Urm", "mount", "-t", "tmpfs", "none", "/mnt"]);
  if (status !== 0) context.skip("no disk can be made here: it takes Linux, and user namespaces for everybody");
}

/** Fills the disk by and by; what it is asked is small. */
const fills = scriptAgent(
  'cat > /dev/null; big=$(mktemp "$DISK/big-XXXXXX"); head -c 30000000 /dev/zero > "$big"; echo x > "$(basename "$big")"',
);

const SCRIPT = `
  mount -t tmpfs -o size=140m none "$DISK"
  cli() { "$NODE" "$BIN" "$@" --artifacts-dir "$DISK/runs" --json; }
  cli sweep -n 5 --agent fills --run-id s $FLAGS > "$HOME/first"; echo $? > "$HOME/codes"
  cat "$DISK/runs/s/events.jsonl" > "$HOME/journal"
  rm "$DISK"/big*
  cli runs resume s > "$HOME/second"; echo $? >> "$HOME/codes"
`;

async function sweepOnSmallDisk(project: Project, flags: string) {
  await using disk = await tempFolder();
  const env = { ...project.env, DISK: disk.path, NODE: process.execPath, BIN, FLAGS: flags };
  const { stderr } = spawnSync("unshare", ["-Urm", "sh", "-c", SCRIPT], { cwd: project.path, env, encoding: "utf8" });
  const kept = (name: string) => readFileSync(`${project.env.HOME}/${name}`, "utf8");
  const [first, second] = ["first", "second"].map((name) => JSON.parse(kept(name)) as SweepResult);
  return { stderr, codes: kept("codes"), journal: kept("journal"), first, second };
}

const CASES = ["", "--parallel 2"];

test.for(CASES)(
  "a sweep %s ends before a write when the disk is nearly full, and goes on when there is room",
  async (flags, context) => {
    needsSmallDisk(context);
    await using project = await tempProject(
      { ".prompts-gpt/sweeps/audit.md": "# Audit\nMend.\n" },
      { agents: { fills } },
    );
    const { codes, journal, first, second } = await sweepOnSmallDisk(project, flags);
    expect(codes).toBe("1\n0\n");
    const ended = first?.files[0]?.iterations ?? [];
    expect(ended.at(-1)?.error).toMatch(/^The disk is nearly full: .* and nothing more was begun\. Try: Make room/);
    expect(journal).toMatch(/"type":"run.finished","status":"failed"[^\n]*\n$/); // whole, to its last line
    expect(second).toMatchObject({ ok: true, iterationsCompleted: 5 });
    const done = ended.flatMap(({ status, runId }) => (status === "succeeded" ? [runId] : []));
    expect(second?.files[0]?.iterations.map(({ runId }) => runId)).toEqual(expect.arrayContaining(done));
  },
);

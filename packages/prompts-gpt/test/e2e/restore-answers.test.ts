import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Project, tempProject } from "../support/project.ts";

const sh = (project: Project, script: string) =>
  execFileSync("sh", ["-ec", script], { cwd: project.path, env: project.env, encoding: "utf8" });
const quietly = (script: string, ...more: string[]) => ["run", "--agent", "sh", "--prompt", script, "--quiet", ...more];

test("--paths with what never was there: exit 2; with what was, is, or was left out: an answer", async () => {
  await using project = await tempProject({ "src/a[1].txt": "a\n", "é.txt": "e\n", ".gitignore": "node_modules\n" });
  sh(project, "mkdir -p empty node_modules/x sub; echo > node_modules/x/y; git init -q sub");
  await project.cli(...quietly("rm -rf node_modules empty sub; touch later"));
  const ask = (...paths: string[]) =>
    project.cli("restore", "--dry-run", ...paths.flatMap((path) => ["--paths", path]));
  for (const known of ["src", "src/a[1].txt", "é.txt", "empty", "later", "node_modules", "node_modules/x", ".", "sub"])
    expect([known, (await ask(known)).exitCode]).toEqual([known, 0]);
  for (const typo of ["scr", "src/a", "src/*", "README.md/x", "emp"]) {
    const { exitCode, stderr } = await ask("src", typo);
    expect([typo, exitCode, stderr]).toEqual([typo, 2, expect.stringContaining(`There is no ${typo}, neither`)]);
  }
});

test("latest is the run that is meant without a word", async () => {
  await using project = await tempProject({ "a.txt": "a\n" });
  for (const text of ["b", "c"]) await project.cli(...quietly(`echo ${text} > a.txt`));
  const preview = async (...run: string[]) =>
    JSON.parse((await project.cli("restore", ...run, "--dry-run", "--json")).stdout);
  const { snapshot } = await preview("latest");
  expect(snapshot).toEqual((await preview()).snapshot);
  expect((await project.cli("restore", "latest", "--yes")).exitCode).toBe(0);
  expect(sh(project, "cat a.txt")).toBe("b\n");
});

const canFreeze = (() => {
  const folder = mkdtempSync(join(tmpdir(), "prompts-gpt-frozen-"));
  const file = join(folder, "a");
  writeFileSync(file, "");
  const froze = spawnSync("chattr", ["+i", file]).status === 0;
  spawnSync("chattr", ["-i", file]);
  rmSync(folder, { recursive: true });
  return froze;
})();
if (!canFreeze) console.log("skipped: files that nobody may write (needs chattr +i)");

test.runIf(canFreeze)("files that nobody may write are named with the reason, and all others come back", async () => {
  await using project = await tempProject({ "a.txt": "a\n", "frozen.txt": "f\n", "z.sh": "z\n", "cold/in.txt": "i\n" });
  sh(project, "chmod 600 frozen.txt; chmod 755 z.sh; ln -s a.txt link");
  await project.cli(
    ...quietly(
      "for f in a.txt frozen.txt z.sh; do echo x > $f; done; rm -r cold link; mkdir cold; chmod 644 z.sh frozen.txt",
    ),
  );
  sh(project, "chattr +i frozen.txt cold");
  try {
    const { exitCode, stdout, stderr } = await project.cli("restore", "--yes");
    expect([exitCode, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("Not restored: frozen.txt: EPERM: operation not permitted\n");
    expect(stdout).toContain("Not restored: cold/in.txt: EPERM: operation not permitted\n");
    expect(stdout).toContain("Restored: 3 changes.");
    expect(sh(project, "cat a.txt z.sh link; stat -c %a z.sh; ls")).toBe(
      "a\nz\na\n755\nREADME.md\na.txt\ncold\nfrozen.txt\nlink\nz.sh\n",
    );
  } finally {
    sh(project, "chattr -i frozen.txt cold");
  }
  expect((await project.cli("restore", "--yes")).exitCode).toBe(0);
  expect(sh(project, "cat frozen.txt cold/in.txt; stat -c %a frozen.txt; find . -name '*tmp*'")).toBe("f\ni\n600\n");
});

test("a file of the user's own that has the name of a draft of ours stays as it is", async () => {
  await using project = await tempProject();
  sh(project, "mkdir s2; echo 'gitdir: /nowhere' > s2/.git; echo mine > s2/.git.prompts-gpt-tmp");
  await project.cli(...quietly("echo other > s2/.git"));
  expect(await project.cli("restore", "--yes")).toMatchObject({ exitCode: 0, stderr: "" });
  expect(sh(project, "cat s2/.git s2/.git.prompts-gpt-tmp; ls -A s2")).toBe(
    "gitdir: /nowhere\nmine\n.git\n.git.prompts-gpt-tmp\n",
  );
});

test("a folder that goes has no mode to be restored; one that stays has", async () => {
  await using project = await tempProject({ "stays/a": "a\n" });
  sh(project, "mkdir empty");
  await project.cli(
    ...quietly("mkdir shut; chmod 700 shut stays empty; mkdir -m 700 void; echo > shut/b; chmod 600 shut/b"),
  );
  const { stdout } = await project.cli("restore", "--yes");
  expect(stdout.match(/^  [-+~m] .+$/gm)?.toSorted()).toEqual(["  - shut/b", "  - void/", "  m empty/", "  m stays/"]);
  expect(sh(project, "ls; stat -c %a stays empty")).toBe("README.md\nempty\nstays\n755\n755\n");
});

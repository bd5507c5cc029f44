import { chmodSync } from "node:fs";
import { delimiter } from "node:path";
import { expect, test } from "vitest";
import { withAbsolutePath } from "../../../src/process/absolute-path.ts";
import { capture } from "../../../src/process/spawn.ts";
import { which } from "../../../src/process/which.ts";
import { tempFolder } from "../../support/temp-folder.ts";

for (const [path, kept] of [
  [["/usr/bin", "/bin"], "/usr/bin:/bin"],
  [[".", "/usr/bin"], "/usr/bin"],
  [["/usr/bin", "", "node_modules/.bin"], "/usr/bin"],
  [["."], undefined],
] as const)
  test(`of the PATH ${path.join(":")} stays ${kept ?? "nothing: the system's own is used"}`, () => {
    const env = withAbsolutePath({ PATH: path.join(delimiter), HOME: "/home/ada" });
    expect(env).toEqual({ PATH: kept?.replaceAll(":", delimiter), HOME: "/home/ada" });
  });

test("an environment without PATH, or with a good one, is not copied", () => {
  for (const env of [{}, { PATH: "/usr/bin" }]) expect(withAbsolutePath(env)).toBe(env);
});

for (const path of [".:/usr/bin:/bin", ":/usr/bin:/bin", "tools:/usr/bin:/bin", "."])
  test(`with the PATH ${path} no program of the folder is started in place of the system's`, async () => {
    const program = "#!/bin/sh\necho ours\n";
    await using folder = await tempFolder({ uname: program, "tools/uname": program });
    for (const name of ["uname", "tools/uname"]) chmodSync(folder.at(name), 0o755);
    const env = { PATH: path };
    const { exit, stdout } = await capture({ file: "uname", args: [] }, { cwd: folder.path, env });
    expect([exit, stdout.includes("ours")]).toEqual([{ kind: "exited", code: 0 }, false]);
    expect(which("uname", env, folder.path)?.startsWith("/") ?? true).toBe(true);
  });

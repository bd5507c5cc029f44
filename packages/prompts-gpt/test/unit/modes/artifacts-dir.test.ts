import { symlink } from "node:fs/promises";
import { expect, test } from "vitest";
import type { LoadedConfig } from "../../../src/config/config.ts";
import { checkArtifactsDir } from "../../../src/modes/artifacts-dir.ts";
import { rejection, tempFolder } from "../../support/temp-folder.ts";

async function place(layer: "project" | "user") {
  const folder = await tempFolder({ "project/x": "", "elsewhere/x": "" });
  await symlink("../elsewhere", folder.at("project/.scripts"));
  const origins = { artifactsDir: { layer, where: "test" } };
  const loaded = { root: folder.at("project"), origins } as unknown as LoadedConfig; // the rest has no say here
  return { ...folder, check: (path: string) => checkArtifactsDir({}, folder.at(path), loaded) };
}

test("a link of the repository that leads out of the project is refused, with the place to name", async () => {
  await using folder = await place("project");
  const fix = expect.stringContaining(`--artifacts-dir ${folder.at("elsewhere/runs")}`) as string;
  expect(await rejection(folder.check("project/.scripts/runs"))).toMatchObject({ exitCode: 2, fix });
});

test("the user's own choice may lead anywhere", async () => {
  await using folder = await place("user");
  await folder.check("project/.scripts/runs");
});

test("a folder whose name starts with two dots is in the project", async () => {
  await using folder = await place("project");
  await folder.check("project/..runs/of/mine");
});

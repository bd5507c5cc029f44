import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SyncResult } from "../../src/index.ts";
import type { PromptPack } from "../../src/registry/contract/types.ts";
import { tempProject } from "./project.ts";
import { pack, startRegistry, TOKEN } from "./registry.ts";

/** A project and its registry; old versions of prompts can be had, as in a real one. The token stands in the environment. */
export async function syncedProject(
  packs: readonly PromptPack[] = [],
  files: Readonly<Record<string, string>> = {},
  { git = false, cold = false } = {},
) {
  const registry = await startRegistry(packs);
  const project = await tempProject(files, { git, cold });
  mkdirSync(project.at(".prompts-gpt"), { recursive: true }); // its root, whatever stands above it
  const env = { PROMPTS_GPT_TOKEN: TOKEN, PROMPTS_GPT_API_URL: registry.url };
  const cli = (...args: readonly string[]) => project.start(args, { env }).ended;
  return {
    ...project,
    registry,
    home: project.env.HOME,
    env,
    /** The same with all that a command of the project is started with. */
    fullEnv: { ...project.env, ...env },
    cli,
    read: (path: string) => readFileSync(project.at(path), "utf8"),
    publish(slug: string, body: string, fields: Partial<PromptPack> = {}) {
      const version = (registry.prompts.get(slug)?.version ?? 0) + 1;
      registry.publish(pack(slug, { ...fields, body, version }));
    },
    /** What a sync says, and its exit code. */
    async sync(...args: readonly string[]) {
      const { exitCode, stdout, stderr } = await cli("sync", "--json", ...args);
      const result = JSON.parse(stdout) as SyncResult;
      return { ...result, exitCode, stderr, as: Object.fromEntries(result.prompts.map(({ slug, as }) => [slug, as])) };
    },
    /** Every file outside of `.git`, with its text and the time of its last writing. */
    tree: () =>
      readdirSync(project.path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes(".git"))
        .map((entry) => join(entry.parentPath, entry.name))
        .map((file) => [file, readFileSync(file, "utf8"), statSync(file).mtimeMs]),
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}

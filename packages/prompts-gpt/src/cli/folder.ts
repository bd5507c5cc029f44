import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { ConfigError } from "../errors.ts";
import type { Io } from "./cli.ts";

/** A mistyped `--cwd` must not look like an empty project, and a folder that an agent has removed can come back. */
export async function checkFolder(path: string | undefined, { env }: Pick<Io, "env">): Promise<void> {
  if (path === undefined) {
    const here = env["PWD"] ?? "";
    const message = `The folder that you are in is gone${here === "" ? "" : `: ${here}`}.`;
    throw new ConfigError(message, (await wayBack(here, env)) ?? `cd <a folder that is there>`);
  }
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new ConfigError(
    `--cwd: there is no folder ${path}.`,
    (await wayBack(path, env, "all")) ?? "--cwd <path of a folder>",
  );
}

/**
 * What brings back a folder that there are snapshots of. `all`: only where nothing of that workspace is there; in one that
 * stands, a path is mistyped rather than removed.
 */
async function wayBack(path: string, env: Io["env"], lost: "all" | "part" = "part"): Promise<string | undefined> {
  if (path === "") return undefined;
  const { snapshotFolder } = await import("../index.ts");
  const folder = snapshotFolder(path, env);
  if (folder === undefined || (lost === "all" && existsSync(folder))) return undefined;
  const name = /^[\w./@+-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
  return `mkdir -p ${name} && cd ${name} && prompts-gpt restore`;
}

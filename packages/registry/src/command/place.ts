import { join, resolve } from "node:path";
import { ConfigError } from "../../../prompts-gpt/src/errors.ts";
import { userStateFolder } from "../../../prompts-gpt/src/user-folders.ts";
import type { Place } from "../store/open.ts";
import { textOf, type Words } from "./flags.ts";
import { type Io, say } from "./io.ts";

const DATABASE_URL = "PROMPTS_GPT_REGISTRY_DATABASE_URL";

/** Where the registry is kept: the flags first, then the environment, then this user's own folder. */
export function placeOf(words: Words, { env, stderr }: Pick<Io, "env" | "stderr">): Place {
  const [folder, flag] = [textOf(words, "data"), textOf(words, "database-url")];
  if (folder !== undefined && flag !== undefined)
    throw new ConfigError("--data and --database-url are two places.", "Leave out one of them.");
  if (folder === "") throw new ConfigError("--data names no folder.", "prompts-gpt-registry --data <folder>");
  if (folder !== undefined) return { folder: resolve(folder) };
  const url = flag ?? env[DATABASE_URL];
  if (url === undefined || url === "") return { folder: join(userStateFolder(env), "registry") };
  checkUrl(url, flag === undefined ? DATABASE_URL : "--database-url");
  if (flag !== undefined && new URL(flag).password !== "")
    say(
      stderr,
      `warning: everybody on this machine can see the password in --database-url.\n  try: export ${DATABASE_URL}=…`,
    );
  return { url };
}

function checkUrl(url: string, name: string): void {
  if (URL.canParse(url) && /^postgres(?:ql)?:$/.test(new URL(url).protocol)) return;
  throw new ConfigError(
    `${name} is no URL of a PostgreSQL database.`,
    `export ${DATABASE_URL}=postgres://user@host/database`,
  );
}

import { ConfigError } from "../../../prompts-gpt/src/errors.ts";
import { answer, PLACE_FLAGS, reached } from "./ask.ts";
import { onlyFlags, type Words } from "./flags.ts";
import { type Io, say } from "./io.ts";

/** `project create <name>`, which prints a token of its administrator, and `project list`. */
export async function project(words: Words, io: Io): Promise<number> {
  const [, action, name] = words.words;
  onlyFlags(words, [...PLACE_FLAGS, "json"], "project");
  if (action !== "list" && (action !== "create" || name === undefined))
    throw new ConfigError("project takes list, or create and a name.", "prompts-gpt-registry project create website");
  await using registry = await reached(words, io);
  const path = "/api/v1/projects";
  const value = await answer(
    registry,
    action === "list" ? { method: "GET", path } : { method: "POST", path, body: { name } },
  );
  if (words.flags.json === true) say(io.stdout, JSON.stringify(value));
  else if (action === "create") say(io.stdout, (value as { token: string }).token);
  else for (const one of (value as { projects: { name: string }[] }).projects) say(io.stdout, one.name);
  return 0;
}

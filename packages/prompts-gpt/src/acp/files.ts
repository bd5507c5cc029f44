import { RequestError, type ReadTextFileRequest, type WriteTextFileRequest } from "@agentclientprotocol/sdk";
import { readConfined, writeConfined } from "../confined.ts";
import { codeOf } from "../error-code.ts";
import { type Place, realPlace, relativePath } from "./place.ts";

const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** `fs/read_text_file`: files of the workspace, and never our credentials. `line` counts from 1. */
export async function readTextFile(place: Place, { path, line, limit }: ReadTextFileRequest): Promise<string> {
  const relative = await checked(place, path, "read");
  const text = await readConfined(place.real, relative, MAX_FILE_BYTES).catch((error: unknown) => {
    // The words that agents look for when they ask whether there is such a file.
    if (codeOf(error) === "ENOENT") throw RequestError.resourceNotFound(path);
    throw refusal(error instanceof Error ? error.message : String(error));
  });
  if (line === undefined || line === null)
    return limit === undefined || limit === null ? text : firstLines(text, limit);
  const rest = text
    .split("\n")
    .slice(Math.max(line, 1) - 1)
    .join("\n");
  return limit === undefined || limit === null ? rest : firstLines(rest, limit);
}

function firstLines(text: string, limit: number): string {
  return text.split("\n").slice(0, limit).join("\n");
}

/** `fs/write_text_file`: files of the workspace, but git's own and our credentials. */
export async function writeTextFile(place: Place, { path, content }: WriteTextFileRequest): Promise<void> {
  const relative = await checked(place, path, "write");
  try {
    await writeConfined(place.real, relative, { bytes: Buffer.from(content), mode: undefined });
  } catch (error) {
    throw refusal(error instanceof Error ? error.message : String(error));
  }
}

async function checked(place: Place, path: string, what: "read" | "write"): Promise<string> {
  const relative = relativePath(place, path);
  const where = await realPlace(place, path);
  if (relative === undefined || where === "outside") throw new Refused(`${path} leads out of the workspace`);
  if (where === "credentials") throw new Refused(`nobody ${what}s the credentials of prompts-gpt`);
  if (where === "git" && what === "write") throw new Refused("files of git are changed by git alone");
  return relative;
}

/** Not for lack of a file: it is not allowed, and counts as denied. */
export class Refused extends RequestError {
  constructor(why: string) {
    super(-32602, why);
  }
}

function refusal(why: string): RequestError {
  return new RequestError(-32603, why);
}

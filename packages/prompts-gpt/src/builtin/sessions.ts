import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { LanguageModelV3Message } from "@ai-sdk/provider";
import * as v from "valibot";
import { replaceFile } from "../replace-file.ts";
import { type Env, userStateFolder } from "../user-folders.ts";

/** A conversation that can be gone on with. It holds what was said as it was, secrets among it: for this user alone. */
export interface StoredSession {
  readonly id: string;
  readonly messages: LanguageModelV3Message[];
  save(): Promise<void>;
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST = 100;

/** Of our own writing: its form is looked at, what is in a message the SDK checks. */
const schema = v.object({
  schemaVersion: v.literal(1),
  messages: v.array(
    v.looseObject({
      role: v.picklist(["user", "assistant", "tool"]),
      content: v.array(v.looseObject({ type: v.string() })),
    }),
  ),
});

/** A new session, or the one with that id. Rejects with a sentence when there is none. */
export async function openSession(env: Env, id?: string): Promise<StoredSession> {
  const folder = join(userStateFolder(env), "builtin/sessions");
  if (id !== undefined && !ID.test(id)) throw new Error(`${JSON.stringify(id)} is no session of the built-in agent.`);
  const own = id ?? randomUUID();
  const messages = id === undefined ? [] : await load(join(folder, `${id}.json`), id);
  return {
    id: own,
    messages,
    async save() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replaceFile(join(folder, `${own}.json`), JSON.stringify({ schemaVersion: 1, messages }), { mode: 0o600 });
      await prune(folder);
    },
  };
}

async function load(path: string, id: string): Promise<LanguageModelV3Message[]> {
  const json = await readFile(path, "utf8").catch(() => undefined);
  if (json === undefined)
    throw new Error(`There is no session ${id} of the built-in agent on this machine; run the prompt anew.`);
  const { messages } = v.parse(schema, JSON.parse(json));
  return messages as unknown as LanguageModelV3Message[]; // as we wrote them
}

/** The latest stay. */
async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  if (names.length <= MOST) return;
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  const old = aged.toSorted((a, b) => b.at - a.at).slice(MOST);
  for (const { name } of old) await rm(join(folder, name), { force: true });
}

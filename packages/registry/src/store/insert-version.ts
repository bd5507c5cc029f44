import { hash, randomUUID } from "node:crypto";
import type { PromptDraft } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { Queries } from "./database.ts";
import type { PackRow } from "./pack.ts";
import { wordsOf } from "./search-words.ts";
import type { Author } from "./write.ts";

export interface NewVersion {
  /** The prompt that gets it; undefined: a new one. */
  readonly promptId: string | undefined;
  readonly slug: string;
  readonly version: number;
  readonly draft: PromptDraft;
  /** Default: now. */
  readonly createdAt?: string | undefined;
}

/** Makes it the latest one of its prompt, which is archived no longer. */
export async function insertVersion(queries: Queries, author: Author, wanted: NewVersion): Promise<PackRow> {
  const { promptId, slug, version, draft, createdAt } = wanted;
  const id = promptId ?? randomUUID();
  const { title, category, outputType, supportedTools, tags, body } = draft;
  const fields = [id, version, title, category, outputType, supportedTools, tags, searchWords(slug, draft)];
  if (promptId === undefined)
    await queries.query(
      `insert into prompt (id, version, title, category, output_type, tools, tags, search, updated_at, project_id, slug)
       values ($1, $2, $3, $4, $5, $6, $7, array_to_tsvector($8::text[]), now(), $9, $10)`,
      [...fields, author.projectId, slug],
    );
  else
    await queries.query(
      `update prompt set version = $2, title = $3, category = $4, output_type = $5, tools = $6, tags = $7,
         search = array_to_tsvector($8::text[]), updated_at = now(), archived_at = null where id = $1`,
      fields,
    );
  const sha256 = hash("sha256", body);
  const text = JSON.stringify(draft);
  const [row] = await queries.query<{ updated: Date }>(
    `insert into prompt_version (prompt_id, version, draft, sha256, token_id, created_at)
     values ($1, $2, $3, $4, $5, coalesce($6::timestamptz, now())) returning created_at as updated`,
    [id, version, text, sha256, author.tokenId, createdAt ?? null],
  );
  return { id, slug, version, updated: row?.updated ?? new Date(), sha256, draft: text };
}

/** All words that a prompt is found by. */
export function searchWords(slug: string, { title, description, tags, body }: PromptDraft): string[] {
  return wordsOf([slug, title, description, ...tags, body]);
}

import type { PromptDraft, PromptVersion } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { Queries } from "./database.ts";
import { PACK_COLUMNS, type PackRow } from "./pack.ts";
import { insertVersion } from "./insert-version.ts";
import { type Author, type Base, write } from "./write.ts";

/** What a change was made from: no prompt at all, a version that is the latest, or whatever there is. */
export type Made =
  | { readonly from: "nothing" }
  | { readonly from: "version"; readonly version: number; readonly sha256?: string }
  | { readonly from: "anything" };

/** `stale`: it was made from something else than what there is; null: there is none, or it is archived. */
export type Written<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "stale"; readonly currentVersion: number | null };

export type Which = { readonly version?: number; readonly label?: string };

export interface Prompts {
  /** The latest version, also one of an archived prompt only when it is asked for by its number or a label. */
  get(project: string, slug: string, which?: Which): Promise<PackRow | undefined>;
  /** The latest first, at most 10,000; undefined: there is no such prompt. */
  versions(project: string, slug: string): Promise<PromptVersion[] | undefined>;
  /** A new version; of an archived prompt, too, which is one no longer then. */
  put(
    author: Author,
    slug: string,
    put: { readonly draft: PromptDraft; readonly made: Made },
  ): Promise<Written<PackRow>>;
  /** Takes it out of all lists. */
  archive(author: Author, slug: string, made: Made): Promise<Written<null>>;
  /** Takes an archived one back. False: there is none. */
  restore(author: Author, slug: string): Promise<boolean>;
}

export function promptsOf(base: Base): Prompts {
  return {
    get: (project, slug, which = {}) => get(base.database, { project, slug, ...which }),
    versions: (project, slug) => versions(base.database, project, slug),
    put: (author, slug, { draft, made }) =>
      write(base, author, async (queries) => {
        const found = await head(queries, author.projectId, slug);
        const stale = staleness(found, made);
        if (stale !== undefined) return stale;
        const version = (found?.version ?? 0) + 1;
        const row = await insertVersion(queries, author, { promptId: found?.id, slug, version, draft });
        await queries.note({ action: "prompt.put", slug, version: row.version });
        return { kind: "done", value: row };
      }),
    archive: (author, slug, made) =>
      write(base, author, async (queries) => {
        const found = await head(queries, author.projectId, slug);
        if (found === undefined || found.archived) return { kind: "stale", currentVersion: null };
        const stale = staleness(found, made);
        if (stale !== undefined) return stale;
        await queries.query("update prompt set archived_at = now() where id = $1", [found.id]);
        await queries.note({ action: "prompt.archive", slug, version: found.version });
        return { kind: "done", value: null };
      }),
    restore: (author, slug) =>
      write(base, author, async (queries) => {
        const found = await head(queries, author.projectId, slug);
        if (found?.archived !== true) return false;
        await queries.query("update prompt set archived_at = null where id = $1", [found.id]);
        await queries.note({ action: "prompt.restore", slug, version: found.version });
        return true;
      }),
  };
}

async function get(
  queries: Queries,
  { project, slug, version, label }: Which & { readonly project: string; readonly slug: string },
): Promise<PackRow | undefined> {
  const isNamed = version !== undefined || label !== undefined;
  const [row] = await queries.query<PackRow>(
    `select ${PACK_COLUMNS} from prompt p
     ${label === undefined ? "" : "join label l on l.prompt_id = p.id and l.name = $4"}
     join prompt_version v on v.prompt_id = p.id and v.version = ${label === undefined ? "coalesce($3, p.version)" : "l.version"}
     where p.project_id = $1 and p.slug = $2 and ($3::integer is null or v.version = $3)
       ${isNamed ? "" : "and p.archived_at is null"}`,
    label === undefined ? [project, slug, version ?? null] : [project, slug, version ?? null, label],
  );
  return row;
}

async function versions(queries: Queries, project: string, slug: string): Promise<PromptVersion[] | undefined> {
  const rows = await queries.query<{ version: number; updated: Date; sha256: string; labels: string[] | null }>(
    `select v.version, v.created_at as updated, v.sha256,
       (select array_agg(l.name order by l.name) from label l where l.prompt_id = v.prompt_id and l.version = v.version) as labels
     from prompt p join prompt_version v on v.prompt_id = p.id
     where p.project_id = $1 and p.slug = $2 order by v.version desc limit 10000`,
    [project, slug],
  );
  if (rows.length === 0) return undefined;
  return rows.map(({ updated, labels, ...row }) => ({
    ...row,
    updatedAt: updated.toISOString(),
    labels: labels ?? [],
  }));
}

interface Head {
  readonly id: string;
  readonly version: number;
  readonly archived: boolean;
  readonly sha256: string;
}

/** The latest version of a prompt, archived or not. */
export async function head(queries: Queries, project: string, slug: string): Promise<Head | undefined> {
  const [row] = await queries.query<Head>(
    `select p.id, p.version, p.archived_at is not null as archived, v.sha256 from prompt p
     join prompt_version v on v.prompt_id = p.id and v.version = p.version where p.project_id = $1 and p.slug = $2`,
    [project, slug],
  );
  return row;
}

function staleness(found: Head | undefined, made: Made): Extract<Written<never>, { kind: "stale" }> | undefined {
  const current = found === undefined || found.archived ? undefined : found;
  const stale = { kind: "stale", currentVersion: current?.version ?? null } as const;
  switch (made.from) {
    case "nothing":
      return current === undefined ? undefined : stale;
    case "anything":
      return current === undefined ? stale : undefined;
    case "version": {
      const isSame = made.sha256 === undefined || current?.sha256.startsWith(made.sha256) === true;
      return current?.version === made.version && isSame ? undefined : stale;
    }
  }
}

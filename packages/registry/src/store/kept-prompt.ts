import type { PromptDraft } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { Queries } from "./database.ts";
import { insertVersion } from "./insert-version.ts";
import { head } from "./prompts.ts";
import { type Author, type Base, write, type Writing } from "./write.ts";

/** A prompt with everything that is kept of it. */
export interface KeptPrompt {
  readonly archived: boolean;
  /** Versions by the names of their labels. */
  readonly labels: Readonly<Record<string, number>>;
  /** The first one first; numbers may be missing. */
  readonly versions: readonly KeptVersion[];
}

interface KeptVersion {
  readonly version: number;
  /** ISO 8601. */
  readonly updatedAt: string;
  readonly draft: PromptDraft;
}

/** `clash`: a version that is there already says something else; nothing was changed. */
export type Imported =
  | { readonly kind: "done"; readonly added: number }
  | { readonly kind: "clash"; readonly version: number };

/** Slugs, those of archived prompts too, in their order; at most 1,000 after one. */
export async function slugsAfter(queries: Queries, project: string, after: string): Promise<string[]> {
  const rows = await queries.query<{ slug: string }>(
    "select slug from prompt where project_id = $1 and slug > $2 order by slug limit 1000",
    [project, after],
  );
  return rows.map(({ slug }) => slug);
}

/** Undefined: there is no such prompt. */
export function exportPrompt({ database }: Base, project: string, slug: string): Promise<KeptPrompt | undefined> {
  return database.snapshot(async (queries) => {
    const found = await head(queries, project, slug);
    if (found === undefined) return undefined;
    const versions = await queries.query<{ version: number; created: Date; draft: string }>(
      "select version, created_at as created, draft from prompt_version where prompt_id = $1 order by version",
      [found.id],
    );
    const labels = await queries.query<{ name: string; version: number }>(
      "select name, version from label where prompt_id = $1 order by name",
      [found.id],
    );
    return {
      archived: found.archived,
      labels: Object.fromEntries(labels.map(({ name, version }) => [name, version])),
      versions: versions.map(({ version, created, draft }) => ({
        version,
        updatedAt: created.toISOString(),
        draft: JSON.parse(draft) as PromptDraft,
      })),
    };
  });
}

/** Adds what is not there; nothing that is there is ever replaced. Labels and archiving are as they come. */
export function importPrompt(
  base: Base,
  author: Author,
  { slug, kept }: { slug: string; kept: KeptPrompt },
): Promise<Imported> {
  return write(base, author, async (queries) => {
    const found = await head(queries, author.projectId, slug);
    const known = await knownDrafts(queries, found?.id);
    const isOther = ({ version, draft }: KeptVersion) =>
      (known.get(version) ?? JSON.stringify(draft)) !== JSON.stringify(draft);
    const versions = kept.versions.toSorted((a, b) => a.version - b.version);
    // A number below the latest one that is not there was never given out here.
    const clash = versions.find(
      (one) => isOther(one) || (!known.has(one.version) && one.version < (found?.version ?? 0)),
    );
    if (clash !== undefined) return { kind: "clash", version: clash.version };
    let promptId = found?.id;
    const added = versions.filter(({ version }) => !known.has(version));
    for (const { version, draft, updatedAt } of added)
      ({ id: promptId } = await insertVersion(queries, author, {
        promptId,
        slug,
        version,
        draft,
        createdAt: new Date(updatedAt).toISOString(), // every offset that the database would not know
      }));
    const changed = await bringUp(queries, promptId ?? "", kept);
    if (added.length > 0 || changed) await queries.note({ action: "prompt.import", slug });
    return { kind: "done", added: added.length };
  });
}

async function knownDrafts(queries: Queries, promptId: string | undefined): Promise<Map<number, string>> {
  if (promptId === undefined) return new Map();
  const rows = await queries.query<{ version: number; draft: string }>(
    "select version, draft from prompt_version where prompt_id = $1",
    [promptId],
  );
  return new Map(rows.map(({ version, draft }) => [version, draft]));
}

/** False: all of it was like this before. */
async function bringUp(queries: Writing, promptId: string, { archived, labels }: KeptPrompt): Promise<boolean> {
  const moved = await queries.query(
    `insert into label (prompt_id, name, version)
     select v.prompt_id, wanted.name, v.version from unnest($2::text[], $3::integer[]) as wanted(name, version)
     join prompt_version v on v.prompt_id = $1 and v.version = wanted.version
     on conflict (prompt_id, name) do update set version = excluded.version, set_at = now()
       where label.version <> excluded.version returning version`,
    [promptId, Object.keys(labels), Object.values(labels)],
  );
  const archive = await queries.query(
    `update prompt set archived_at = case when $2 then now() end where id = $1 and (archived_at is not null) <> $2 returning id`,
    [promptId, archived],
  );
  return moved.length + archive.length > 0;
}

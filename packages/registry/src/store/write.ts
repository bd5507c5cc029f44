import type { Database, Queries } from "./database.ts";
import type { Revision, Revisions } from "./revisions.ts";

/** Who changes something, as the history names them. */
export interface Author {
  readonly projectId: string;
  /** Null: whoever runs the server. */
  readonly tokenId: string | null;
  readonly name: string;
}

export interface Change {
  readonly action:
    | "prompt.put"
    | "prompt.archive"
    | "prompt.restore"
    | "prompt.import"
    | "label.set"
    | "label.remove"
    | "token.create"
    | "token.revoke"
    | "project.create"
    | "project.update";
  readonly slug?: string;
  readonly version?: number;
  /** Also the name of a token. */
  readonly label?: string;
}

/** What a store is made of. */
export interface Base {
  readonly database: Database;
  readonly revisions: Revisions;
  /** Told after each change. */
  readonly onChange: () => void;
}

export interface Writing extends Queries {
  /** Writes it into the history, and makes this a change that everybody has to hear of. */
  note(change: Change): Promise<void>;
}

/**
 * One transaction that changes a project. Those of one project come one after another, so that `work` sees what it decides
 * by as it is; without a `note` nothing counts as changed.
 */
export async function write<T>(
  { database, revisions, onChange }: Base,
  author: Author,
  work: (queries: Writing) => Promise<T>,
): Promise<T> {
  const { value, revision } = await database.transaction(async (queries) => {
    await queries.query("select id from project where id = $1 for update", [author.projectId]);
    let access = 0;
    let changed = false;
    const note = async (change: Change) => {
      changed = true;
      if (change.action.startsWith("token.")) access = 1;
      await insertChange(queries, author, change);
    };
    const done = await work({ query: queries.query, note });
    return { value: done, revision: changed ? await raise(queries, author.projectId, access) : undefined };
  });
  if (revision === undefined) return value;
  revisions.learn(author.projectId, revision);
  onChange();
  return value;
}

async function raise(queries: Queries, project: string, access: number): Promise<Revision | undefined> {
  const [revision] = await queries.query<Revision>(
    `update project set revision = revision + 1, access = access + $2 where id = $1
     returning revision::float8 as content, access::float8 as access`,
    [project, access],
  );
  return revision;
}

async function insertChange(queries: Queries, { projectId, tokenId, name }: Author, change: Change): Promise<void> {
  await queries.query(
    `insert into change (project_id, token_id, made_by, action, slug, version, label)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [projectId, tokenId, name, change.action, change.slug ?? null, change.version ?? null, change.label ?? null],
  );
}

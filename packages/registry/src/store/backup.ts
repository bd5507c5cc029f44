import { VERSION } from "../version.ts";
import type { Database, Queries } from "./database.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";

/*
 * All of a registry as lines of JSON: a head, a row of a table each, an end that says how many there were. It is the same from
 * both databases, and can be restored into either. What changes is read at one moment; versions and the history are only ever
 * added to, so they are read at leisure afterwards, up to what there was at that moment: nobody waits for a backup.
 */

interface BackupHead {
  readonly format: "prompts-gpt-registry-backup";
  /** Of the tables. */
  readonly tables: number;
  readonly server: string;
  /** ISO 8601. */
  readonly madeAt: string;
}

export interface BackupRow {
  readonly table: (typeof TABLES)[number];
  readonly row: Readonly<Record<string, unknown>>;
}

interface BackupEnd {
  readonly rows: number;
}

/** In an order in which each row finds what it belongs to. */
export const TABLES = ["project", "token", "prompt", "prompt_version", "label", "change"] as const;

/** What a prompt is found by is made anew when it is restored. */
const PROMPT = "id, project_id, slug, version, title, category, output_type, tools, tags, updated_at, archived_at";
/** Prompts that are looked at together, and bytes of texts that are asked for together: an answer has to come in time, and to fit into memory. */
const BATCH = 200;
const BATCH_BYTES = 4 * 1024 * 1024;

/** Lines, without their ends. */
export async function* backup(database: Database): AsyncGenerator<string> {
  const head: BackupHead = {
    format: "prompts-gpt-registry-backup",
    tables: MIGRATIONS.length,
    server: VERSION,
    madeAt: new Date().toISOString(),
  };
  yield JSON.stringify(head);
  const { project, token, prompt, label, lastChange } = await database.snapshot(moment);
  let rows = 0;
  const line = (table: BackupRow["table"], row: string) => `{"table":${JSON.stringify(table)},"row":${(rows++, row)}}`;
  for (const row of project) yield line("project", row);
  for (const row of token) yield line("token", row);
  for (const row of prompt) yield line("prompt", row);
  for await (const row of versionsOf(database, prompt)) yield line("prompt_version", row);
  for (const row of label) yield line("label", row);
  for await (const row of changesUpTo(database, lastChange)) yield line("change", row);
  const end: BackupEnd = { rows };
  yield JSON.stringify(end);
}

async function moment(queries: Queries) {
  const all = async (what: string, table: string) => {
    const rows = await queries.query<{ row: string }>(
      `select row_to_json(t)::text as row from (select ${what} from ${table}) t`,
    );
    return rows.map(({ row }) => row);
  };
  const [last] = await queries.query<{ id: number }>("select coalesce(max(id), 0)::float8 as id from change");
  return {
    project: await all("*", "project"),
    token: await all("*", "token"),
    prompt: await all(PROMPT, "prompt"),
    label: await all("*", "label"),
    lastChange: last?.id ?? 0,
  };
}

async function* versionsOf(queries: Queries, prompts: readonly string[]): AsyncGenerator<string> {
  const heads = prompts.map((row) => JSON.parse(row) as { id: string; version: number });
  for (let at = 0; at < heads.length; at += BATCH) {
    const batch = heads.slice(at, at + BATCH);
    const found = await queries.query<Found>(
      `select v.prompt_id as id, v.version, octet_length(v.draft) as size from unnest($1::text[], $2::integer[]) as head(id, version)
       join prompt_version v on v.prompt_id = head.id and v.version <= head.version`,
      [batch.map(({ id }) => id), batch.map(({ version }) => version)],
    );
    for (const some of together(found)) {
      const rows = await queries.query<{ row: string }>(
        `select row_to_json(v)::text as row from unnest($1::text[], $2::integer[]) as wanted(id, version)
         join prompt_version v on v.prompt_id = wanted.id and v.version = wanted.version`,
        [some.map(({ id }) => id), some.map(({ version }) => version)],
      );
      for (const { row } of rows) yield row;
    }
  }
}

interface Found {
  readonly id: string;
  readonly version: number;
  /** Bytes. */
  readonly size: number;
}

function* together(found: readonly Found[]): Generator<readonly Found[]> {
  let [some, size]: [Found[], number] = [[], 0];
  for (const one of found) {
    if (some.length === 1_000 || (some.length > 0 && size + one.size > BATCH_BYTES)) {
      yield some;
      [some, size] = [[], 0];
    }
    some.push(one);
    size += one.size;
  }
  if (some.length > 0) yield some;
}

async function* changesUpTo(queries: Queries, last: number): AsyncGenerator<string> {
  for (let after = 0; after < last;) {
    const rows = await queries.query<{ id: number; row: string }>(
      "select id::float8 as id, row_to_json(c)::text as row from change c where id > $1 and id <= $2 order by id limit 1000",
      [after, last],
    );
    for (const { row } of rows) yield row;
    after = rows.at(-1)?.id ?? last;
  }
}

import type { PromptDraft } from "../../../prompts-gpt/src/registry/contract/types.ts";
import { ConfigError } from "../../../prompts-gpt/src/errors.ts";
import { codeOf } from "../../../prompts-gpt/src/error-code.ts";
import { isMap } from "../../../prompts-gpt/src/is-map.ts";
import { type BackupRow, TABLES } from "./backup.ts";
import type { Database, Queries } from "./database.ts";
import { searchWords } from "./insert-version.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";

const BATCH = 200;

/** Brings a backup back into a database that has its tables and nothing in them: all of it or, when it rejects, nothing. */
export async function restore(database: Database, lines: AsyncIterable<string>): Promise<number> {
  return database.patiently(async (queries) => {
    const [some] = await queries.query("select id from project limit 1");
    if (some !== undefined)
      throw new ConfigError("There is a registry already.", "Restore into a new place: --data <an empty folder>");
    const rows = await insertAll(queries, lines);
    await queries.query(
      "select setval(pg_get_serial_sequence('change', 'id'), (select coalesce(max(id), 0) + 1 from change))",
    );
    await indexAll(queries);
    await queries.query("analyze");
    return rows;
  });
}

async function insertAll(queries: Queries, lines: AsyncIterable<string>): Promise<number> {
  let rows = 0;
  let waiting: BackupRow[] = [];
  let isEnded = false;
  const flush = async () => {
    await insert(queries, waiting);
    waiting = [];
  };
  for await (const [number, value] of parsed(lines)) {
    if (number === 1) checkHead(value);
    else if (isEnded) throw notWhole(`line ${number} stands behind its end`);
    else if (value["rows"] === rows && Object.keys(value).length === 1) isEnded = true;
    else {
      const one = rowIn(value, number);
      if (waiting.length === BATCH || (waiting[0]?.table ?? one.table) !== one.table) await flush();
      waiting.push(one);
      rows++;
    }
  }
  await flush();
  if (!isEnded) throw notWhole("it ends too early");
  return rows;
}

async function* parsed(lines: AsyncIterable<string>): AsyncGenerator<readonly [number, Record<string, unknown>]> {
  let number = 0;
  for await (const line of lines) {
    number++;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw notWhole(`line ${number} is no JSON`);
    }
    if (!isMap(value)) throw notWhole(`line ${number} is no object`);
    yield [number, value];
  }
}

function checkHead({ format, tables, server }: Record<string, unknown>): void {
  if (format !== "prompts-gpt-registry-backup") throw notWhole("it is none");
  if (tables === MIGRATIONS.length) return;
  throw new ConfigError(
    `The backup was made by version ${String(server)} of the server, with other tables.`,
    `Restore it with that one, then start this one there: npx @prompts-gpt/registry@${String(server)} restore …`,
  );
}

function rowIn({ table, row }: Record<string, unknown>, number: number): BackupRow {
  const known = TABLES.find((one) => one === table);
  if (known === undefined || !isMap(row)) throw notWhole(`line ${number} is no row of a table`);
  return { table: known, row };
}

function notWhole(why: string): ConfigError {
  return new ConfigError(
    `This is no whole backup: ${why}. Nothing was changed.`,
    "Take another file: prompts-gpt-registry restore <file>",
  );
}

async function insert(queries: Queries, rows: readonly BackupRow[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  // Nobody can be found yet, until all versions are there: then it is said by which words.
  const values =
    first.table === "prompt" ? rows.map(({ row }) => ({ ...row, search: "" })) : rows.map(({ row }) => row);
  try {
    await queries.query(
      `insert into ${first.table} overriding system value select * from json_populate_recordset(null::${first.table}, $1::json)`,
      [JSON.stringify(values)],
    );
  } catch (error) {
    // Classes 22 and 23: a value that is none of its type, or does not go with the others.
    if (/^2[23]/.test(codeOf(error) ?? "")) throw notWhole(`a row of ${first.table} does not fit`);
    throw error;
  }
}

async function indexAll(queries: Queries): Promise<void> {
  for (let after = ""; ;) {
    const rows = await queries.query<{ id: string; slug: string; draft: string }>(
      `select p.id, p.slug, v.draft from prompt p join prompt_version v on v.prompt_id = p.id and v.version = p.version
       where p.id > $1 order by p.id limit ${BATCH}`,
      [after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const { id, slug, draft } of rows)
      await queries.query("update prompt set search = array_to_tsvector($2::text[]) where id = $1", [
        id,
        searchWords(slug, JSON.parse(draft) as PromptDraft),
      ]);
  }
}

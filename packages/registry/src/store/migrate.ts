import { ConfigError } from "../../../prompts-gpt/src/errors.ts";
import { VERSION } from "../version.ts";
import type { Database, Queries } from "./database.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";

/** Any number that no other program uses for the same. */
const LOCK = 7_478_421_126;

/** Brings the tables to the version of this server, in one transaction; of several servers that start at once, one does it. */
export async function migrate(database: Database): Promise<void> {
  await database.patiently(async (queries) => {
    await checkServer(queries);
    await queries.query(`select pg_advisory_xact_lock(${LOCK})`);
    await queries.query(
      "create table if not exists migration (version integer primary key, applied_at timestamptz not null default now())",
    );
    const [row] = await queries.query<{ version: number }>(
      "select coalesce(max(version), 0)::int as version from migration",
    );
    const has = row?.version ?? 0;
    if (has > MIGRATIONS.length)
      throw new ConfigError(
        `The database has version ${has} of its tables; this server (${VERSION}) knows them up to ${MIGRATIONS.length}.`,
        "Start the newer server again: npx @prompts-gpt/registry@latest",
      );
    for (const [index, text] of MIGRATIONS.entries())
      if (index >= has) await apply(queries, { version: index + 1, text });
  });
}

const OLDEST = 15;

async function checkServer(queries: Queries): Promise<void> {
  const [server] = await queries.query<{ version: number; encoding: string }>(
    "select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding",
  );
  const { version = 0, encoding = "" } = server ?? {};
  if (version < OLDEST)
    throw new ConfigError(
      `The database is PostgreSQL ${version}; ${OLDEST} or newer is needed.`,
      "Use another server: --database-url",
    );
  if (encoding !== "UTF8")
    throw new ConfigError(
      `The database has the encoding ${encoding}.`,
      "createdb --encoding=UTF8 --template=template0 registry",
    );
}

async function apply(queries: Queries, { version, text }: { version: number; text: string }): Promise<void> {
  for (const statement of text.split(";\n").filter((one) => one.trim() !== "")) await queries.query(statement);
  await queries.query("insert into migration (version) values ($1)", [version]);
}

import pg, { type ClientBase, type PoolClient, type QueryConfig } from "pg";
import { type Database, type Queries, Unavailable } from "./database.ts";

/** A request does not wait longer for a connection, nor for one statement: together less than two seconds. */
const CONNECT_MS = 800;
const STATEMENT_MS = 1_100;
/** For its turn among the writers of one project. By then the database has just answered: it is there. */
const TURN_MS = 10_000;
/** Of them writers have their own: while those of one project wait for each other, everybody can read. */
const CONNECTIONS = { readers: 6, writers: 10 };

export interface PostgresOptions {
  readonly url: string;
  /** Told of connections that were lost while nobody used them. */
  readonly onLost?: (why: string) => void;
}

/** A PostgreSQL server. Nothing is asked of it yet. */
export function openPostgres({ url, onLost }: PostgresOptions): Database {
  const options = { url, ...(onLost === undefined ? {} : { onLost }) };
  const [readers, writers] = [poolOf(options, CONNECTIONS.readers), poolOf(options, CONNECTIONS.writers)];
  return {
    kind: "postgres",
    query: (statement, values) => using(readers, (client) => queriesOf(client).query(statement, values)),
    transaction: (work) => using(writers, (client) => within(client, "begin", work)),
    patiently: (work) => patiently(url, work),
    snapshot: (work) =>
      using(readers, (client) => within(client, "begin isolation level repeatable read read only", work)),
    close: async () => void (await Promise.all([readers.end(), writers.end()])),
  };
}

function poolOf({ url, onLost = () => {} }: PostgresOptions, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS,
    keepAlive: true,
    application_name: "prompts-gpt-registry",
  });
  pool.on("error", (error) => onLost(error.message));
  // The pool listens only while nobody has the connection. Lost between two statements it would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

async function using<T>(pool: pg.Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw unavailable(error);
  });
  return runOn(client, work);
}

async function runOn<T>(client: PoolClient, work: (client: PoolClient) => Promise<T>): Promise<T> {
  let broken = true;
  try {
    const value = await work(client);
    broken = false;
    return value;
  } catch (error) {
    // An error that the server told of leaves the connection as it was; of any other nobody knows.
    broken = error instanceof Error && isBroken(error);
    throw unavailable(error);
  } finally {
    client.release(broken);
  }
}

async function within<T>(client: ClientBase, begin: string, work: (queries: Queries) => Promise<T>): Promise<T> {
  const queries = queriesOf(client);
  await queries.query(begin);
  try {
    const value = await work(queries);
    await queries.query("commit");
    return value;
  } catch (error) {
    // Of a connection that does not answer nothing more is asked: it is closed, and the server rolls back.
    if (!(error instanceof Error) || !isBroken(error)) await queries.query("rollback");
    throw error;
  }
}

/** On a connection of its own, without limits of time. */
async function patiently<T>(url: string, work: (queries: Queries) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on("error", () => {}); // the statement that runs rejects as well
  try {
    await client.connect();
    return await within(client, "begin", work);
  } catch (error) {
    throw unavailable(error);
  } finally {
    await client.end().catch(() => {}); // it is gone already
  }
}

function queriesOf(client: ClientBase): Queries {
  return {
    query: async <Row extends object>(statement: string, values: readonly unknown[] = []) =>
      (await client.query<Row>(queryOf(statement, values))).rows,
  };
}

function queryOf(text: string, values: readonly unknown[]): QueryConfig & { readonly query_timeout?: number } {
  const patience = text.endsWith(" for update") ? { query_timeout: TURN_MS } : {};
  return { text, values: [...values], ...patience };
}

/** Of the connection or of the whole server. What pg reports besides errors of the server is refused, lost, or took too long. */
function isBroken(error: Error): boolean {
  if (error instanceof pg.DatabaseError) return isGoing(error.code ?? "");
  return "code" in error || /timeout|terminat|not queryable|closed/i.test(error.message);
}

/** The server ends, starts, has no room for another connection, or has become one that only reads: a new connection may find another. */
function isGoing(code: string): boolean {
  return code.startsWith("08") || code.startsWith("57P") || code.startsWith("53") || code === "25006";
}

function unavailable(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Unavailable || !isBroken(error)) return error;
  return new Unavailable(error.message, { cause: error });
}

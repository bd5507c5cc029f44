import { existsSync } from "node:fs";
import { PGlite, type Transaction } from "@electric-sql/pglite";
import type { Database, Queries } from "./database.ts";
import { DURABLE, DurableFolder } from "./durable-folder.ts";
import { unpackEmptyDatabase } from "./empty-database.ts";
import { checkRoom, roomIn } from "./room.ts";

const SETTINGS = [
  // Pages that it keeps itself, beside the cache of the system. The default of 128 MB is resident from the first second.
  "shared_buffers=32MB",
  "jit=off",
  // Of its journal, which is shortened when we tidy up.
  "max_wal_size=64MB",
  "min_wal_size=32MB",
].flatMap((setting) => ["-c", setting]);

const READS = /^\s*(?:select|with)\b/;

/** PostgreSQL within this process, in a folder. One process alone may have it open: see the lock. */
export async function openEmbedded(folder: string): Promise<Database> {
  if (!existsSync(folder)) await unpackEmptyDatabase(folder);
  const engine = new PGlite({ fs: new DurableFolder(folder), startParams: [...DURABLE, ...SETTINGS] });
  await engine.waitReady;
  const transaction: Database["transaction"] = (work) => engine.transaction((inner) => work(queriesOf(inner, folder)));
  return {
    kind: "embedded",
    ...queriesOf(engine, folder),
    transaction,
    patiently: transaction,
    // There is one connection: nothing else happens meanwhile.
    snapshot: transaction,
    close: () => engine.close(),
  };
}

function queriesOf(engine: Pick<PGlite | Transaction, "query">, folder: string): Queries {
  return {
    query: async <Row extends object>(statement: string, values: readonly unknown[] = []) => {
      if (READS.test(statement)) roomIn(folder);
      else checkRoom(folder);
      return (await engine.query<Row>(statement, [...values])).rows;
    },
  };
}

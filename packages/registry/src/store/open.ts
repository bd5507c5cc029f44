import { join } from "node:path";
import { type Lock, lockFolder } from "../lock/lock.ts";
import type { Database } from "./database.ts";

/** Where everything is kept: a folder of this machine's, or a PostgreSQL server. */
export type Place = { readonly folder: string } | { readonly url: string };

export interface Opened {
  readonly database: Database;
  /** Of an embedded database. */
  readonly lock?: Lock;
  close(): Promise<void>;
}

/** Loads what this place needs and no more: the embedded database is large. */
export async function openDatabase(place: Place, onLost?: (why: string) => void): Promise<Opened> {
  if ("url" in place) {
    const { openPostgres } = await import("./postgres.ts");
    const database = openPostgres({ url: place.url, ...(onLost === undefined ? {} : { onLost }) });
    return { database, close: () => database.close() };
  }
  const lock = await lockFolder(place.folder);
  try {
    const { openEmbedded } = await import("./embedded.ts");
    const database = await openEmbedded(join(place.folder, "database"));
    const close = async () => {
      await database.close();
      await lock.release();
    };
    return { database, lock, close };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

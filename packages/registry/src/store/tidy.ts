import type { Database } from "./database.ts";

/**
 * What PostgreSQL's own helper does for a server: room of rows that were replaced is used again, and the planner knows what is
 * there, and its journal does not grow for ever. An embedded database has no such helper.
 */
export async function tidy(database: Database): Promise<void> {
  for (const table of ["project", "token", "prompt", "prompt_version", "label", "change"])
    await database.query(`vacuum (analyze) ${table}`);
  await database.query("checkpoint");
}

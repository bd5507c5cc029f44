import { start } from "./001-start.ts";

/** In the order in which they are applied; the version of a database is how many of them it has. Never change one that was released. */
export const MIGRATIONS: readonly string[] = [start];

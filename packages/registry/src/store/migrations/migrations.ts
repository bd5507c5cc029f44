import { start } from "./001-start.ts";
import { sessions } from "./002-sessions.ts";

/** In the order in which they are applied; the version of a database is how many of them it has. Never change one that was released. */
export const MIGRATIONS: readonly string[] = [start, sessions];

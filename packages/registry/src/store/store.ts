import { type ChangeRow, changes, type ChangesWanted } from "./changes.ts";
import type { Database } from "./database.ts";
import { type Labels, labelsOf } from "./labels.ts";
import { list, type Page, type Wanted } from "./list.ts";
import { migrate } from "./migrate.ts";
import { type Projects, projectsOf } from "./projects.ts";
import { type Prompts, promptsOf } from "./prompts.ts";
import { type Facets, facetsOf } from "./facets.ts";
import { type Lines, lines } from "./lines.ts";
import { type Sessions, sessionsOf } from "./sessions.ts";
import { type Revision, revisionsOf } from "./revisions.ts";
import { type Tokens, tokensOf } from "./tokens.ts";

/** Everything that is kept, for the API, the page and the commands. Every call names the project, or an author who belongs to one. */
export interface Store {
  readonly database: Database;
  readonly projects: Projects;
  readonly prompts: Prompts;
  readonly labels: Labels;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  /** The same as {@link list}, without the texts. */
  lines(project: string, wanted: Wanted): Promise<Lines>;
  facets(project: string): Promise<Facets>;
  list(project: string, wanted: Wanted): Promise<Page>;
  changes(project: string, wanted: ChangesWanted): Promise<ChangeRow[]>;
  /** How often the project was changed: see {@link Revision}. */
  revision(project: string): Revision | Promise<Revision | undefined>;
}

/** Brings the tables up to date. */
export async function openStore(database: Database): Promise<Store> {
  await migrate(database);
  const revisions = revisionsOf(database);
  const base = { database, revisions };
  return {
    database,
    projects: projectsOf(base),
    prompts: promptsOf(base),
    labels: labelsOf(base),
    tokens: tokensOf(base),
    sessions: sessionsOf(database),
    lines: (project, wanted) => lines(database, project, wanted),
    facets: facetsOf(base),
    list: (project, wanted) => list(database, project, wanted),
    changes: (project, wanted) => changes(database, project, wanted),
    revision: (project) => revisions.current(project),
  };
}

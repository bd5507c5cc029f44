import { type ChangeRow, changes, type ChangesWanted } from "./changes.ts";
import type { Database } from "./database.ts";
import { exportPrompt, type Imported, importPrompt, type KeptPrompt, slugsAfter } from "./kept-prompt.ts";
import { type Labels, labelsOf } from "./labels.ts";
import { list, type Page, type Wanted } from "./list.ts";
import { migrate } from "./migrate.ts";
import { type Projects, projectsOf } from "./projects.ts";
import { type Prompts, promptsOf } from "./prompts.ts";
import { type Facets, facetsOf } from "./facets.ts";
import { type Lines, lines } from "./lines.ts";
import { type Sessions, sessionsOf } from "./sessions.ts";
import { type Revision, revisionsOf } from "./revisions.ts";
import { tidy } from "./tidy.ts";
import { type Tokens, tokensOf } from "./tokens.ts";
import type { Author } from "./write.ts";

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
  /** Slugs, those of archived prompts too, in their order; at most 1,000 after one. */
  slugsAfter(project: string, after: string): Promise<string[]>;
  exportPrompt(project: string, slug: string): Promise<KeptPrompt | undefined>;
  importPrompt(author: Author, prompt: { readonly slug: string; readonly kept: KeptPrompt }): Promise<Imported>;
  /** For an embedded database, from time to time: does nothing as long as little has changed. */
  tidy(): Promise<void>;
  /** How often the project was changed: see {@link Revision}. */
  revision(project: string): Revision | Promise<Revision | undefined>;
}

/** Changes after which there is something to tidy up. */
const MANY = 200;

/** Brings the tables up to date. */
export async function openStore(database: Database): Promise<Store> {
  await migrate(database);
  const revisions = revisionsOf(database);
  let changed = 0;
  const base = { database, revisions, onChange: () => changed++ };
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
    slugsAfter: (project, after) => slugsAfter(database, project, after),
    exportPrompt: (project, slug) => exportPrompt(base, project, slug),
    importPrompt: (author, prompt) => importPrompt(base, author, prompt),
    tidy: async () => {
      if (database.kind !== "embedded" || changed < MANY) return;
      changed = 0;
      await tidy(database);
    },
    revision: (project) => revisions.current(project),
  };
}

import { setImmediate, setTimeout as wait } from "node:timers/promises";
import type { Database } from "./database.ts";

/** How often a project was changed: what is kept of it in memory holds as long as these are the same. */
export interface Revision {
  /** Of prompts, labels and the project itself. */
  readonly content: number;
  /** Of its tokens. */
  readonly access: number;
}

export interface Revisions {
  /**
   * As it is now: a change that was committed before the call is in it. Undefined: there is no such project.
   * With PostgreSQL, where other servers write too, the database is asked, once for everybody who came before the question
   * was sent; nobody is answered by a question that was sent before he came.
   */
  current(project: string): Revision | Promise<Revision | undefined>;
  /** Told by the store after a commit of this process, before anybody hears of it. */
  learn(project: string, revision: Revision): void;
}

export function revisionsOf(database: Database): Revisions {
  return database.kind === "embedded" ? known(database) : asked(database);
}

/** Nobody else writes: what was committed is known. */
function known(database: Database): Revisions {
  const all = new Map<string, Revision>();
  const ask = async (project: string) => {
    const found = (await read(database, [project])).get(project);
    // A commit may have told a later one meanwhile.
    if (found !== undefined && !all.has(project)) all.set(project, found);
    return all.get(project);
  };
  return {
    current: (project) => all.get(project) ?? ask(project),
    learn: (project, revision) => {
      const before = all.get(project);
      if (before === undefined || before.content <= revision.content) all.set(project, revision);
    },
  };
}

/** A question that is not answered by then does not hold up those who came after it. */
const LONGEST_TURN_MS = 50;

interface Batch {
  readonly projects: Set<string>;
  readonly answer: Promise<Map<string, Revision>>;
}

function asked(database: Database): Revisions {
  let waiting: Batch | undefined;
  let running: Promise<unknown> | undefined;
  const send = async (projects: ReadonlySet<string>) => {
    if (running !== undefined) await Promise.race([running, wait(LONGEST_TURN_MS, undefined, { ref: false })]);
    await setImmediate(); // all that has come in by now is in it
    waiting = undefined; // who comes from here on needs the next one
    const answer = read(database, [...projects]);
    const settled = answer.then(
      () => {},
      () => {},
    );
    running = settled;
    void settled.then(() => {
      if (running === settled) running = undefined;
    });
    return answer;
  };
  return {
    current: (project) => {
      const projects = waiting?.projects ?? new Set<string>();
      projects.add(project);
      waiting ??= { projects, answer: send(projects) };
      return waiting.answer.then((all) => all.get(project));
    },
    learn: () => {},
  };
}

async function read(database: Database, projects: readonly string[]): Promise<Map<string, Revision>> {
  const rows = await database.query<Revision & { id: string }>(
    "select id, revision::float8 as content, access::float8 as access from project where id = any($1)",
    [projects],
  );
  return new Map(rows.map(({ id, ...revision }) => [id, revision]));
}

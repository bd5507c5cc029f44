import { randomUUID } from "node:crypto";
import type { ProjectContext } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { Database } from "./database.ts";
import { type Base, type Author, write } from "./write.ts";

export interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

/** What a project says about the brand that its prompts are for. */
export type ProjectFields = Omit<ProjectContext, "id">;

export interface Projects {
  /** Undefined: there is one of this name. */
  create(name: string): Promise<ProjectRow | undefined>;
  /** The first one, made when there is none. */
  first(): Promise<ProjectRow>;
  list(): Promise<ProjectRow[]>;
  find(name: string): Promise<ProjectRow | undefined>;
  get(id: string): Promise<ProjectContext | undefined>;
  update(author: Author, fields: ProjectFields): Promise<void>;
}

/** The first one; administrators of it may make others. */
export const FIRST_PROJECT = "default";

const COLUMNS = `id, name, created_at as "createdAt"`;

export function projectsOf(base: Base): Projects {
  const { database } = base;
  return {
    create: (name) => create(database, name),
    first: async () => {
      const project = (await create(database, FIRST_PROJECT)) ?? (await find(database, FIRST_PROJECT));
      if (project === undefined) throw new Error("the first project is gone");
      return project;
    },
    list: () => database.query<ProjectRow>(`select ${COLUMNS} from project order by name limit 1000`),
    find: (name) => find(database, name),
    get: async (id) => {
      const [row] = await database.query<{ context: string }>("select context from project where id = $1", [id]);
      return row === undefined ? undefined : { id, ...(JSON.parse(row.context) as ProjectFields) };
    },
    update: (author, fields) =>
      write(base, author, async (queries) => {
        await queries.query("update project set context = $2 where id = $1", [
          author.projectId,
          JSON.stringify(fields),
        ]);
        await queries.note({ action: "project.update" });
      }),
  };
}

async function find(database: Database, name: string): Promise<ProjectRow | undefined> {
  const [row] = await database.query<ProjectRow>(`select ${COLUMNS} from project where name = $1`, [name]);
  return row;
}

async function create(database: Database, name: string): Promise<ProjectRow | undefined> {
  const fields: ProjectFields = {
    brandName: name,
    websiteUrl: "",
    industryCategory: "",
    targetCountries: [],
    targetLanguage: "",
    brandAliases: [],
    productKeywords: [],
    targetPersonas: [],
    competitors: [],
  };
  const [row] = await database.query<ProjectRow>(
    `insert into project (id, name, context) values ($1, $2, $3) on conflict (name) do nothing returning ${COLUMNS}`,
    [randomUUID(), name, JSON.stringify(fields)],
  );
  return row;
}

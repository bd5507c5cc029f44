import type { PromptQuery } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { Queries } from "./database.ts";
import type { PackRow } from "./pack.ts";
import { searchQuery } from "./search-words.ts";

/** What is asked for, and after which slug. With a label: the versions that have it. */
export interface Wanted extends Omit<PromptQuery, "cursor"> {
  readonly after?: string;
}

export interface Page {
  readonly rows: readonly PackRow[];
  /** There are others after these. */
  readonly isMore: boolean;
}

const USUAL_LIMIT = 100;
/** A page ends early when its texts together have more; the next one goes on. */
const LARGEST_PAGE_BYTES = 4 * 1024 * 1024;

/** Prompts by slug, with their texts. A search without a single word in it finds nothing. */
export async function list(queries: Queries, project: string, wanted: Wanted): Promise<Page> {
  const chosen = choose({ ...wanted, project });
  if (chosen === undefined) return NOTHING;
  const rows = await queries.query<PackRow & { readonly found: number }>(
    `select page.id, page.slug, page.version, page.updated, page.sha256, page.found, v.draft from (
       select page.*, sum(size) over (order by slug) - size as before, (count(*) over ())::int as found from (
         select p.id, p.slug, v.version, v.created_at as updated, v.sha256, octet_length(v.draft) as size
         from ${chosen.from}
       ) page
     ) page join prompt_version v on v.prompt_id = page.id and v.version = page.version
     where page.before < ${LARGEST_PAGE_BYTES} order by page.slug limit $2`,
    chosen.values,
  );
  const isCut = rows.length < (rows[0]?.found ?? 0);
  return { rows: rows.slice(0, chosen.limit), isMore: isCut || rows.length > chosen.limit };
}

/** `columns`: of `p`, a prompt, and `v`, the version that is wanted. */
export async function select<Row extends object>(
  queries: Queries,
  columns: string,
  wanted: WantedOf,
): Promise<{ readonly rows: readonly Row[]; readonly isMore: boolean }> {
  const chosen = choose(wanted);
  if (chosen === undefined) return NOTHING;
  const rows = await queries.query<Row>(`select ${columns} from ${chosen.from}`, chosen.values);
  return { rows: rows.slice(0, chosen.limit), isMore: rows.length > chosen.limit };
}

const NOTHING = { rows: [], isMore: false };

type WantedOf = Wanted & { readonly project: string };

/** What follows `from`: at most one more than `limit`, which is `$2`. Undefined: nothing can be found. */
function choose({ project, ...wanted }: WantedOf) {
  const search = wanted.q === undefined ? undefined : searchQuery(wanted.q);
  if (wanted.q !== undefined && search === undefined) return undefined;
  const limit = wanted.limit ?? USUAL_LIMIT;
  const values: unknown[] = [project, limit + 1];
  const holds = (value: unknown, condition: (at: string) => string) =>
    value === undefined ? [] : [condition(`$${values.push(value)}`)];
  const label = holds(wanted.label, (at) => `join label l on l.prompt_id = p.id and l.name = ${at}`).join("");
  const conditions = [
    "p.project_id = $1",
    `p.archived_at is ${wanted.archived === true ? "not null" : "null"}`,
    ...holds(wanted.after, (at) => `p.slug > ${at}`),
    ...holds(wanted.slug, (at) => `p.slug = ${at}`),
    ...holds(wanted.category, (at) => `p.category = ${at}`),
    ...holds(wanted.outputType, (at) => `p.output_type = ${at}`),
    ...holds(wanted.tool, (at) => `${at} = any(p.tools)`),
    ...holds(search, (at) => `p.search @@ ${at}::tsquery`),
  ];
  const from = `prompt p ${label}
    join prompt_version v on v.prompt_id = p.id and v.version = ${label === "" ? "p.version" : "l.version"}
    where ${conditions.join(" and ")} order by p.slug limit $2`;
  return { from, values, limit };
}

import type { Base } from "./write.ts";

export const FACETS = ["category", "tool", "outputType", "label"] as const;
export type Facet = (typeof FACETS)[number];

/** By what prompts can be filtered, with how many there are of each; the archived ones do not count. */
export type Facets = Readonly<Record<Facet, readonly { readonly value: string; readonly count: number }[]>>;

/** Values of one kind: a list of choices that is longer helps nobody. */
const MOST = 200;
/** Projects whose facets are remembered. */
const MOST_PROJECTS = 100;

/** Where counting takes longer than this, the counts may be some moments old: so many times as long as they took. In milliseconds. */
const QUICK = 50;
const MANY_TIMES = 20;

interface Kept {
  readonly content: number;
  readonly facets: Facets;
  /** Until then they are good enough, whatever was changed. */
  readonly until: number;
}

/** Counted anew only after the project was changed. */
export function facetsOf({ database, revisions }: Base): (project: string) => Promise<Facets> {
  const kept = new Map<string, Kept>();
  return async (project) => {
    const content = (await revisions.current(project))?.content;
    const found = kept.get(project);
    const started = performance.now();
    if (found !== undefined && (found.content === content || started < found.until)) return found.facets;
    const rows = await database.query<{ facet: Facet; value: string; count: number }>(STATEMENT, [project, MOST]);
    const of = (facet: Facet) =>
      rows.filter((row) => row.facet === facet).map(({ value, count }) => ({ value, count }));
    const facets = { category: of("category"), tool: of("tool"), outputType: of("outputType"), label: of("label") };
    if (kept.size >= MOST_PROJECTS) kept.clear();
    const took = performance.now() - started;
    const until = took > QUICK ? performance.now() + took * MANY_TIMES : 0;
    if (content !== undefined) kept.set(project, { content, facets, until });
    return facets;
  };
}

const STATEMENT = `
  with live as (select id, category, output_type, tools from prompt where project_id = $1 and archived_at is null),
    counted as (
      select 'category' as facet, category as value, count(*)::int as count from live group by 2
      union all select 'outputType', output_type, count(*)::int from live group by 2
      union all select 'tool', tool, count(distinct id)::int from live, unnest(tools) as tool group by 2
      union all select 'label', l.name, count(*)::int from live join label l on l.prompt_id = live.id group by 2
    ),
    ranked as (select *, row_number() over (partition by facet order by count desc, value) as rank from counted where value <> '')
  select facet, value, count from ranked where rank <= $2 order by facet, value`;

import type { Queries } from "./database.ts";
import { select, type Wanted } from "./list.ts";

/** A prompt in a list for people. */
export interface Line {
  readonly slug: string;
  /** Of the latest version, also where another one has the label that was asked for. */
  readonly title: string;
  readonly category: string;
  readonly outputType: string;
  readonly tools: readonly string[];
  readonly version: number;
  readonly updated: Date;
  /** Cut to what a line can show. */
  readonly description: string;
  /** Of any of its versions. */
  readonly labels: readonly string[];
}

export interface Lines {
  readonly rows: readonly Line[];
  readonly isMore: boolean;
}

const COLUMNS = `p.slug, p.title, p.category, p.output_type as "outputType", p.tools, v.version, v.created_at as updated,
  left(v.draft::json ->> 'description', 300) as description,
  array(select l.name from label l where l.prompt_id = p.id order by l.name limit 10) as labels`;

export function lines(queries: Queries, project: string, wanted: Wanted): Promise<Lines> {
  return select<Line>(queries, COLUMNS, { ...wanted, project });
}

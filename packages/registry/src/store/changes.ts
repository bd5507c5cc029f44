import type { Queries } from "./database.ts";
import type { Change } from "./write.ts";

/** One line of the history. */
export interface ChangeRow extends Pick<Change, "action"> {
  readonly id: number;
  readonly madeAt: Date;
  /** The name of the token that it was done with. */
  readonly madeBy: string;
  readonly slug: string | null;
  readonly version: number | null;
  /** A label of the prompt, or the name of a token. */
  readonly label: string | null;
}

export interface ChangesWanted {
  readonly slug?: string;
  /** Older than this one. */
  readonly before?: number;
  readonly limit: number;
}

/** The latest first. */
export function changes(
  queries: Queries,
  project: string,
  { slug, before, limit }: ChangesWanted,
): Promise<ChangeRow[]> {
  return queries.query<ChangeRow>(
    `select id::float8 as id, made_at as "madeAt", made_by as "madeBy", action, slug, version, label from change
     where project_id = $1 and ($2::text is null or slug = $2) and ($3::bigint is null or id < $3)
     order by id desc limit $4`,
    [project, slug ?? null, before ?? null, limit],
  );
}

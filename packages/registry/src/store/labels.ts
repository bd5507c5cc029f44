import { head } from "./prompts.ts";
import { type Author, type Base, write } from "./write.ts";

export interface Labels {
  /** Puts it on a version, and takes it from the one that had it. False: there is no such version. */
  set(author: Author, slug: string, label: { readonly name: string; readonly version: number }): Promise<boolean>;
  /** False: no version had it. */
  remove(author: Author, slug: string, name: string): Promise<boolean>;
}

export function labelsOf(base: Base): Labels {
  return {
    set: (author, slug, { name, version }) =>
      write(base, author, async (queries) => {
        const set = await queries.query(
          `insert into label (prompt_id, name, version)
           select v.prompt_id, $3, v.version from prompt p join prompt_version v on v.prompt_id = p.id
           where p.project_id = $1 and p.slug = $2 and v.version = $4
           on conflict (prompt_id, name) do update set version = excluded.version, set_at = now() returning version`,
          [author.projectId, slug, name, version],
        );
        if (set.length === 0) return false;
        await queries.note({ action: "label.set", slug, version, label: name });
        return true;
      }),
    remove: (author, slug, name) =>
      write(base, author, async (queries) => {
        const found = await head(queries, author.projectId, slug);
        const removed = await queries.query<{ version: number }>(
          "delete from label where prompt_id = $1 and name = $2 returning version",
          [found?.id ?? "", name],
        );
        const [row] = removed;
        if (row === undefined) return false;
        await queries.note({ action: "label.remove", slug, version: row.version, label: name });
        return true;
      }),
  };
}

import { noPrompt } from "../api/prompt-routes.ts";
import { packOf } from "../store/pack.ts";
import type { Ask, Move, Page } from "./page.ts";
import { promptPath } from "./paths.ts";
import { Name } from "./visible.tsx";

export async function confirmArchive({ caller, parts, param }: Ask): Promise<Page> {
  const row = await parts.store.prompts.get(caller.projectId, param("slug"));
  if (row === undefined) throw noPrompt();
  const { title, slug } = packOf(row);
  return {
    title: `Archive ${title}`,
    section: "prompts",
    main: (
      <div class="narrow">
        <h1>Archive this prompt?</h1>
        <p>
          <strong>
            <Name text={title} />
          </strong>{" "}
          (<code>{slug}</code>) goes out of all lists, and programs that ask for it are told that there is none. Its
          versions are kept, and it can be taken back.
        </p>
        <form method="post" action={promptPath(slug, "archive")} class="inline">
          <button type="submit" class="danger">
            Archive it
          </button>
          <a class="button" href={promptPath(slug)}>
            Leave it
          </a>
        </form>
      </div>
    ),
  };
}

export async function archivePrompt({ caller, parts, param }: Ask): Promise<Move> {
  const { kind } = await parts.store.prompts.archive(caller, param("slug"), { from: "anything" });
  if (kind === "stale") throw noPrompt();
  return { to: "/", said: "archived" };
}

export async function restorePrompt({ caller, parts, param }: Ask): Promise<Move> {
  if (!(await parts.store.prompts.restore(caller, param("slug")))) throw noPrompt();
  return { to: promptPath(param("slug")), said: "restored" };
}

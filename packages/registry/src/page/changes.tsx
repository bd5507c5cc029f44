import type { ChangeRow } from "../store/changes.ts";
import type { Html } from "./html.ts";
import type { Ask, Page } from "./page.ts";
import { promptPath } from "./paths.ts";
import { readCount } from "./read-count.ts";
import { Name } from "./visible.tsx";
import { When } from "./when.tsx";

const LIMIT = 50;

/** The history of the project. */
export async function changesPage({ caller, parts, query }: Ask): Promise<Page> {
  const before = readCount(query.get("before"), "before");
  const changes = await parts.store.changes(caller.projectId, {
    limit: LIMIT,
    ...(before === undefined ? {} : { before }),
  });
  const last = changes.length === LIMIT ? changes.at(-1) : undefined;
  return {
    title: "Changes",
    section: "changes",
    main: (
      <>
        <h1>Changes</h1>
        {changes.length === 0 ? <p class="quiet">Nothing was changed.</p> : null}
        <ol class="history">
          {changes.map((change) => (
            <li>
              <When at={change.madeAt} />
              <span>
                <Name text={change.madeBy} /> <What {...change} />
              </span>
            </li>
          ))}
        </ol>
        {before === undefined && last === undefined ? null : (
          <nav aria-label="Pages" class="pages">
            {before === undefined ? null : <a href="/changes">Latest</a>}
            {last === undefined ? null : <a href={`/changes?before=${last.id}`}>Older</a>}
          </nav>
        )}
      </>
    ),
  };
}

function What({ action, slug, version, label }: ChangeRow): Html {
  switch (action) {
    case "prompt.put":
      return (
        <>
          saved {version === 1 ? "the new prompt" : `version ${version} of`} <Prompt slug={slug} version={version} />
        </>
      );
    case "prompt.import":
      return (
        <>
          brought in <Prompt slug={slug} version={version} />
        </>
      );
    case "prompt.archive":
      return (
        <>
          archived <Prompt slug={slug} version={version} />
        </>
      );
    case "prompt.restore":
      return (
        <>
          took back <Prompt slug={slug} version={version} />
        </>
      );
    case "label.set":
      return (
        <>
          set the label <Label name={label} /> on version {version} of <Prompt slug={slug} version={version} />
        </>
      );
    case "label.remove":
      return (
        <>
          removed the label <Label name={label} /> from version {version} of <Prompt slug={slug} version={version} />
        </>
      );
    case "token.create":
      return (
        <>
          made the token <Name text={label ?? ""} />
        </>
      );
    case "token.revoke":
      return (
        <>
          revoked the token <Name text={label ?? ""} />
        </>
      );
    case "project.create":
      return <>made the project</>;
    case "project.update":
      return <>changed what the project is</>;
  }
}

function Prompt({ slug, version }: Pick<ChangeRow, "slug" | "version">): Html {
  if (slug === null) return <></>;
  return <a href={`${promptPath(slug)}${version === null || version === 0 ? "" : `?version=${version}`}`}>{slug}</a>;
}

function Label({ name }: { readonly name: string | null }): Html {
  return <span class="label">{name}</span>;
}

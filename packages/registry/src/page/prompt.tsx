import type { PromptPack } from "../../../prompts-gpt/src/registry/contract/types.ts";
import { may } from "../api/access.ts";
import { noPrompt } from "../api/prompt-routes.ts";
import { packOf, type PackRow } from "../store/pack.ts";
import { Body, isTooLong, type View } from "./body.tsx";
import { readCount } from "./read-count.ts";
import type { Html } from "./html.ts";
import type { Ask, Page, Plain } from "./page.ts";
import { promptPath } from "./paths.ts";
import { Variables } from "./variables.tsx";
import { Versions } from "./versions.tsx";
import { Name } from "./visible.tsx";
import { When } from "./when.tsx";

/** One prompt: the version that is asked for, or the latest. */
export async function promptPage(ask: Ask): Promise<Page> {
  const { caller, parts, param, query } = ask;
  const slug = param("slug");
  const row = await wanted(ask);
  const [versions, changes, archived] = await Promise.all([
    parts.store.prompts.versions(caller.projectId, slug),
    parts.store.changes(caller.projectId, { slug, limit: 100 }),
    parts.store.prompts.get(caller.projectId, slug).then((latest) => latest === undefined),
  ]);
  const pack = packOf(row);
  const latest = versions?.[0]?.version ?? pack.version;
  const authors = new Map(
    changes.flatMap(({ action, version, madeBy }) => (action === "prompt.put" ? [[version, madeBy] as const] : [])),
  );
  const mayWrite = may(caller, "write");
  const view = query.get("view") === "source" || isTooLong(pack.body) ? "source" : "rendered";
  return {
    title: pack.title,
    section: "prompts",
    main: (
      <>
        <Heading pack={pack} latest={latest} archived={archived} mayWrite={mayWrite} />
        <div class="columns">
          <div class="text">
            <Text pack={pack} view={view} />
            <Variables variables={pack.variables} />
          </div>
          <aside aria-label="About this prompt">
            <Facts pack={pack} author={authors.get(pack.version)} />
            <Versions
              slug={slug}
              shown={pack.version}
              versions={versions ?? []}
              authors={authors}
              mayWrite={mayWrite}
              all={query.get("versions") === "all"}
            />
          </aside>
        </div>
      </>
    ),
  };
}

export async function rawPrompt(ask: Ask): Promise<Plain> {
  return { plain: packOf(await wanted(ask)).body };
}

async function wanted({ caller, parts, param, query }: Ask): Promise<PackRow> {
  const version = readCount(query.get("version"), "version");
  const row = await parts.store.prompts.get(caller.projectId, param("slug"), version === undefined ? {} : { version });
  if (row !== undefined) return row;
  // Archived, it is not among the others; links to it, and what is done on its page, still lead there.
  const last =
    version === undefined ? (await parts.store.prompts.versions(caller.projectId, param("slug")))?.[0] : undefined;
  const archived = last && (await parts.store.prompts.get(caller.projectId, param("slug"), { version: last.version }));
  if (archived === undefined) throw noPrompt();
  return archived;
}

interface HeadingProps {
  readonly pack: PromptPack;
  readonly latest: number;
  readonly archived: boolean;
  readonly mayWrite: boolean;
}

function Heading({ pack, latest, archived, mayWrite }: HeadingProps): Html {
  const { slug, version, title, description } = pack;
  return (
    <>
      <div class="head">
        <h1>
          <Name text={title} />
        </h1>
        <Actions {...{ pack, latest, archived, mayWrite }} />
      </div>
      {description === "" ? null : (
        <p class="lead">
          <Name text={description} />
        </p>
      )}
      {archived ? (
        <p class="notice">This prompt is archived: programs are told that there is none. Its versions are kept.</p>
      ) : null}
      {version === latest ? null : (
        <p class="notice">
          This is version {version}; the latest is <a href={promptPath(slug)}>version {latest}</a>.{" "}
          <a href={`${promptPath(slug, "diff")}?from=${version}&to=${latest}`}>What changed since</a>
        </p>
      )}
    </>
  );
}

function Actions({ pack: { slug, version }, latest, archived, mayWrite }: HeadingProps): Html {
  const older = version === latest ? "" : `?version=${version}`;
  return (
    <div class="actions">
      <button type="button" data-copy={`${promptPath(slug, "raw")}?version=${version}`} hidden>
        Copy
      </button>
      <a class="button" href={`${promptPath(slug, "raw")}?version=${version}`}>
        Plain text
      </a>
      {mayWrite && !archived ? (
        <>
          <a class="button primary" href={promptPath(slug, "edit") + older}>
            {older === "" ? "Edit" : "Edit from this version"}
          </a>
          <a class="button" href={promptPath(slug, "archive")}>
            Archive
          </a>
        </>
      ) : null}
      {mayWrite && archived ? (
        <form method="post" action={promptPath(slug, "restore")}>
          <button type="submit" class="primary">
            Take it back
          </button>
        </form>
      ) : null}
    </div>
  );
}

function Text({ pack, view }: { readonly pack: PromptPack; readonly view: View }): Html {
  const at = `${promptPath(pack.slug)}?version=${pack.version}`;
  const long = isTooLong(pack.body);
  return (
    <section aria-labelledby="text">
      <div class="bar">
        <h2 id="text">Text</h2>
        {long ? (
          <span class="quiet">{pack.body.length.toLocaleString("en")} characters: too long to be rendered</span>
        ) : (
          <nav aria-label="View" class="switch">
            <a href={at} aria-current={view === "rendered" ? "true" : undefined}>
              Rendered
            </a>
            <a href={`${at}&view=source`} aria-current={view === "source" ? "true" : undefined}>
              Source
            </a>
          </nav>
        )}
      </div>
      <Body text={pack.body} sha256={pack.sha256} view={view} />
    </section>
  );
}

function Facts({ pack, author }: { readonly pack: PromptPack; readonly author: string | undefined }): Html {
  const facts: readonly (readonly [string, string])[] = [
    ["Category", pack.category],
    ["Output", pack.outputType],
    ["Difficulty", pack.difficulty ?? ""],
    ["Tools", pack.supportedTools.join(", ")],
    ["Tags", pack.tags.join(", ")],
  ];
  return (
    <dl class="facts-list">
      <dt>Name</dt>
      <dd>
        <code>{pack.slug}</code>
      </dd>
      {facts
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>
              <Name text={value} />
            </dd>
          </>
        ))}
      <dt>Version</dt>
      <dd>
        {pack.version}, <When at={new Date(pack.updatedAt)} />
        {author === undefined ? null : (
          <>
            {" "}
            by <Name text={author} />
          </>
        )}
      </dd>
    </dl>
  );
}

import type { Facet, Facets } from "../store/facets.ts";
import { FACETS } from "../store/facets.ts";
import type { Line } from "../store/lines.ts";
import { may } from "../api/access.ts";
import { cursorAfter, readCursor } from "../api/cursor.ts";
import type { Html } from "./html.ts";
import type { Ask, Page } from "./page.ts";
import { promptPath } from "./paths.ts";
import { Name, visibleText } from "./visible.tsx";
import { When } from "./when.tsx";

/** Prompts of one page. */
const LIMIT = 50;

/** What is looked for; only what was filled in. */
type Question = Partial<Record<Facet | "q", string>> & { readonly archived?: true };

export async function listPage({ caller, parts: { store }, query }: Ask): Promise<Page> {
  const question = questionOf(query);
  const cursor = query.get("cursor");
  const after = cursor === null ? {} : { after: readCursor(cursor, question) };
  const [facets, found] = await Promise.all([
    store.facets(caller.projectId),
    store.lines(caller.projectId, { ...question, ...after, limit: LIMIT }),
  ]);
  const last = found.rows.at(-1);
  const next = found.isMore && last !== undefined ? cursorAfter(last.slug, question) : undefined;
  return {
    title: question.archived === true ? "Archived prompts" : "Prompts",
    section: "prompts",
    main: (
      <>
        <div class="head">
          <h1>{question.archived === true ? "Archived prompts" : "Prompts"}</h1>
          {may(caller, "write") ? (
            <a class="button primary" href="/new">
              New prompt
            </a>
          ) : null}
        </div>
        <Filters question={question} facets={facets} />
        <div id="results">
          <Results rows={found.rows} question={question} isFirst={cursor === null} next={next} />
        </div>
      </>
    ),
  };
}

function questionOf(query: URLSearchParams): Question {
  const given = (["q", ...FACETS] as const).flatMap((name) => {
    const value = query.get(name)?.replaceAll("\0", "").trim().slice(0, 200) ?? "";
    return value === "" ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(given), ...(query.get("archived") === "1" ? { archived: true } : {}) };
}

const FILTERS: readonly { facet: Facet; label: string }[] = [
  { facet: "category", label: "Category" },
  { facet: "tool", label: "Tool" },
  { facet: "outputType", label: "Output" },
  { facet: "label", label: "Label" },
];

function Filters({ question, facets }: { readonly question: Question; readonly facets: Facets }): Html {
  return (
    <form method="get" action="/" role="search" class="filters" data-live="results">
      <div class="field grow">
        <label for="q">Search</label>
        <input
          id="q"
          name="q"
          type="search"
          value={question.q ?? ""}
          autocomplete="off"
          placeholder="Words of title, tags or text"
        />
      </div>
      {FILTERS.map(({ facet, label }) => (
        <Choice facet={facet} label={label} chosen={question[facet]} values={facets[facet]} />
      ))}
      <label class="check">
        <input type="checkbox" name="archived" value="1" checked={question.archived === true} /> Archived
      </label>
      <button type="submit">Search</button>
    </form>
  );
}

interface Choices {
  readonly facet: Facet;
  readonly label: string;
  readonly chosen: string | undefined;
  readonly values: Facets[Facet];
}

function Choice({ facet, label, chosen, values }: Choices): Html {
  const isKnown = chosen === undefined || values.some(({ value }) => value === chosen);
  return (
    <div class="field">
      <label for={facet}>{label}</label>
      <select id={facet} name={facet}>
        <option value="">Any</option>
        {isKnown ? null : (
          <option value={chosen} selected>
            {visibleText(chosen)}
          </option>
        )}
        {values.map(({ value, count }) => (
          <option value={value} selected={value === chosen}>
            {`${visibleText(value)} (${count})`}
          </option>
        ))}
      </select>
    </div>
  );
}

interface Found {
  readonly rows: readonly Line[];
  readonly question: Question;
  readonly isFirst: boolean;
  readonly next: string | undefined;
}

function Results({ rows, question, isFirst, next }: Found): Html {
  const pathOf = (more: Record<string, string>) => {
    const { archived, ...words } = question;
    const all = { ...words, ...(archived === true ? { archived: "1" } : {}), ...more };
    return `/?${new URLSearchParams(all).toString()}`;
  };
  const count = `${rows.length}${next === undefined ? "" : "+"} ${rows.length === 1 ? "prompt" : "prompts"}`;
  return (
    <>
      <p class="count" role="status">
        {rows.length === 0 ? (
          <Nothing question={question} isFirst={isFirst} />
        ) : (
          `${count}${isFirst ? "" : " on this page"}`
        )}
      </p>
      <ul class="list">
        {rows.map((row) => (
          <Row row={row} isArchived={question.archived === true} />
        ))}
      </ul>
      {isFirst && next === undefined ? null : (
        <nav aria-label="Pages" class="pages">
          {isFirst ? null : <a href={pathOf({})}>First page</a>}
          {next === undefined ? null : <a href={pathOf({ cursor: next })}>Next page</a>}
        </nav>
      )}
    </>
  );
}

function Nothing({ question, isFirst }: Pick<Found, "question" | "isFirst">): Html {
  if (Object.keys(question).length > 0 || !isFirst)
    return (
      <>
        Nothing fits. <a href="/">Show all prompts</a>
      </>
    );
  return <>There are no prompts yet. Make one here, or run: prompts-gpt push</>;
}

function Row({ row, isArchived }: { readonly row: Line; readonly isArchived: boolean }): Html {
  const path = isArchived ? `${promptPath(row.slug)}?version=${row.version}` : promptPath(row.slug);
  return (
    <li>
      <div class="what">
        <a href={path} class="title">
          <Name text={row.title} />
        </a>
        <code class="slug">{row.slug}</code>
        {row.labels.map((label) => (
          <span class="label">{label}</span>
        ))}
        {row.description === "" ? null : (
          <p class="description">
            <Name text={row.description} />
          </p>
        )}
      </div>
      <div class="facts">
        {row.category === "" ? null : (
          <span>
            <Name text={row.category} />
          </span>
        )}
        {row.outputType === "" ? null : (
          <span>
            <Name text={row.outputType} />
          </span>
        )}
        {row.tools.length === 0 ? null : (
          <span>
            <Name text={row.tools.slice(0, 3).join(", ")} />
          </span>
        )}
      </div>
      <div class="state">
        <span class="version">v{row.version}</span> <When at={row.updated} />
      </div>
    </li>
  );
}

import type { PromptPack } from "../../../prompts-gpt/src/registry/contract/types.ts";
import { noPrompt } from "../api/prompt-routes.ts";
import { ProblemError } from "../api/problem.ts";
import { packOf } from "../store/pack.ts";
import { DiffSection } from "./diff-table.tsx";
import { fieldText } from "./field-text.ts";
import type { Html } from "./html.ts";
import type { Ask, Page } from "./page.ts";
import { promptPath } from "./paths.ts";
import { readCount } from "./read-count.ts";
import { Name } from "./visible.tsx";
import { When } from "./when.tsx";

/** What is different between two versions of a prompt. */
export async function diffPage(ask: Ask): Promise<Page> {
  const [before, after] = await Promise.all([version(ask, "from"), version(ask, "to")]);
  return {
    title: `Changes of ${after.title}`,
    section: "prompts",
    main: (
      <>
        <div class="head">
          <h1>
            <Name text={after.title} />
          </h1>
          <a class="button" href={promptPath(after.slug)}>
            To the prompt
          </a>
        </div>
        <p class="lead">
          From <Version of={before} /> to <Version of={after} />.{" "}
          <a href={`${promptPath(after.slug, "diff")}?from=${after.version}&to=${before.version}`}>
            The other way round
          </a>
        </p>
        <Differences before={before} after={after} />
      </>
    ),
  };
}

function Differences({ before, after }: { readonly before: PromptPack; readonly after: PromptPack }): Html {
  const fields = [fieldText(before), fieldText(after)] as const;
  if (before.body === after.body && fields[0] === fields[1]) return <p class="notice">They are the same.</p>;
  return (
    <>
      <DiffSection title="Fields" id="fields-diff" before={fields[0]} after={fields[1]} />
      <DiffSection title="Text" id="text-diff" before={before.body} after={after.body} />
    </>
  );
}

function Version({ of }: { readonly of: PromptPack }): Html {
  return (
    <>
      <a href={`${promptPath(of.slug)}?version=${of.version}`}>version {of.version}</a> (
      <When at={new Date(of.updatedAt)} />)
    </>
  );
}

async function version({ caller, parts, param, query }: Ask, field: "from" | "to"): Promise<PromptPack> {
  const number = readCount(query.get(field), field);
  if (number === undefined) throw new ProblemError(422, { errors: [{ field, reason: "it is missing" }] });
  const row = await parts.store.prompts.get(caller.projectId, param("slug"), { version: number });
  if (row === undefined) throw noPrompt();
  return packOf(row);
}

import type { PromptDraft, PromptPack } from "../../../prompts-gpt/src/registry/contract/types.ts";
import { noPrompt } from "../api/prompt-routes.ts";
import { packOf } from "../store/pack.ts";
import { Conflict } from "./conflict.tsx";
import { DraftForm, type DraftFormProps } from "./draft-form.tsx";
import { isSameDraft } from "./field-text.ts";
import type { Html } from "./html.ts";
import type { Ask, Move, Page } from "./page.ts";
import { promptPath } from "./paths.ts";
import { readCount } from "./read-count.ts";
import { isEmpty, readDraft } from "./read-draft.ts";
import { typedOf } from "./typed.ts";
import { Name } from "./visible.tsx";

/** The form, filled with the latest version or with the one that is asked for. */
export async function editPrompt(ask: Ask): Promise<Page> {
  const latest = await packAt(ask, undefined);
  const number = readCount(ask.query.get("version"), "version");
  const base = number === undefined ? latest : await packAt(ask, number);
  if (latest === undefined || base === undefined) throw noPrompt();
  return editPage({ base, latest, form: typedOf(base), errors: {} });
}

/**
 * Saves what was typed as a new version. The form says which version was the latest when it was made (`version`; empty: there
 * was none) and which one it was filled with (`base`).
 */
export async function savePrompt(ask: Ask): Promise<Page | Move> {
  const { caller, parts, form, param } = ask;
  const slug = param("slug");
  const seen = readCount(form.get("version"), "version");
  const base = await packAt(ask, readCount(form.get("base"), "base") ?? seen);
  if (base === undefined) throw noPrompt();
  const read = readDraft(form, base);
  const latest = await packAt(ask, undefined);
  if ("errors" in read) return { ...editPage({ base, latest, form, errors: read.errors }), status: 422 };
  const { draft } = read;
  if (latest !== undefined && latest.version === seen && isSameDraft(latest, draft))
    return { to: promptPath(slug), said: "same" };
  const made = seen === undefined ? ({ from: "nothing" } as const) : ({ from: "version", version: seen } as const);
  const written = await parts.store.prompts.put(caller, slug, { draft, made });
  if (written.kind === "done") return { to: promptPath(slug), said: "saved" };
  return stale(ask, { base, seen, draft });
}

interface Stale {
  readonly base: PromptPack;
  readonly seen: number | undefined;
  readonly draft: PromptDraft;
}

/** Somebody else was faster. Everything that was typed is in the form again; saved from there, it is made from their version. */
async function stale(ask: Ask, { base, seen, draft }: Stale): Promise<Page | Move> {
  const latest = await packAt(ask, undefined);
  // The same form sent twice, or two who had the same idea.
  if (latest !== undefined && isSameDraft(latest, draft)) return { to: promptPath(base.slug), said: "saved" };
  const before = (await packAt(ask, seen)) ?? base;
  const conflict = <Conflict before={before} latest={latest} draft={draft} />;
  const page = editPage({ base, latest, form: ask.form, errors: {}, above: conflict });
  return { ...page, title: `Saved meanwhile: ${base.title}`, status: 409 };
}

interface Editing extends Pick<DraftFormProps, "form" | "errors"> {
  readonly base: PromptPack;
  /** Undefined: it is archived. */
  readonly latest: PromptPack | undefined;
  /** Told above the form, in place of what it was filled with. */
  readonly above?: Html;
}

function editPage({ base, latest, form, errors, above }: Editing): Page {
  const hidden = { version: String(latest?.version ?? ""), base: String(base.version) };
  const next = (latest ?? base).version + 1;
  return {
    title: `${isEmpty(errors) ? "" : "Not saved: "}Edit ${base.title}`,
    section: "prompts",
    main: (
      <>
        <h1>
          Edit <Name text={base.title} />
        </h1>
        {above ?? <Older base={base} latest={latest} />}
        <DraftForm
          action={promptPath(base.slug, "edit")}
          form={form}
          errors={errors}
          hidden={hidden}
          submit={`Save as version ${next}`}
          back={promptPath(base.slug)}
          isNew={false}
        />
      </>
    ),
  };
}

function Older({ base, latest }: Pick<Editing, "base" | "latest">): Html {
  if (latest === undefined || base.version === latest.version) return <></>;
  return (
    <p class="notice">
      Filled with version {base.version}. Saved, it is version {latest.version + 1}; all others stay as they are.
    </p>
  );
}

async function packAt({ caller, parts, param }: Ask, version: number | undefined): Promise<PromptPack | undefined> {
  const which = version === undefined ? {} : { version };
  const row = await parts.store.prompts.get(caller.projectId, param("slug"), which);
  return row === undefined ? undefined : packOf(row);
}

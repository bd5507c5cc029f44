import { safeParse } from "valibot";
import { slugSchema } from "../../../prompts-gpt/src/registry/contract/shapes.ts";
import { packOf } from "../store/pack.ts";
import { DraftForm } from "./draft-form.tsx";
import type { Ask, Move, Page } from "./page.ts";
import { promptPath } from "./paths.ts";
import { isSameDraft } from "./field-text.ts";
import { type FieldErrors, isEmpty, readDraft } from "./read-draft.ts";

export async function newPrompt(): Promise<Page> {
  return newPage(new URLSearchParams({ outputType: "Text" }), {});
}

export async function createPrompt({ caller, parts, form }: Ask): Promise<Page | Move> {
  const slug = form.get("slug")?.trim() ?? "";
  const reason = "lower-case letters, digits and single hyphens, at most 100 characters";
  const errors: FieldErrors = safeParse(slugSchema, slug).success ? {} : { slug: [reason] };
  const read = readDraft(form, undefined);
  if ("errors" in read || errors["slug"] !== undefined)
    return { ...newPage(form, { ...errors, ...("errors" in read ? read.errors : {}) }), status: 422 };
  const { kind } = await parts.store.prompts.put(caller, slug, { draft: read.draft, made: { from: "nothing" } });
  if (kind === "done") return { to: promptPath(slug), said: "made" };
  const there = await parts.store.prompts.get(caller.projectId, slug);
  // The same form sent twice.
  if (there !== undefined && isSameDraft(packOf(there), read.draft)) return { to: promptPath(slug), said: "made" };
  return { ...newPage(form, { slug: ["there is a prompt of this name"] }), status: 409 };
}

function newPage(form: URLSearchParams, errors: FieldErrors): Page {
  return {
    title: isEmpty(errors) ? "New prompt" : "Not saved: New prompt",
    section: "new",
    main: (
      <>
        <h1>New prompt</h1>
        <DraftForm action="/new" form={form} errors={errors} hidden={{}} submit="Make it" back="/" isNew />
      </>
    ),
  };
}

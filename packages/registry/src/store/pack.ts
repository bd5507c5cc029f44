import type { PromptDraft, PromptPack } from "../../../prompts-gpt/src/registry/contract/types.ts";

/** A version as the statements read it. */
export interface PackRow {
  readonly id: string;
  readonly slug: string;
  readonly version: number;
  readonly updated: Date;
  readonly sha256: string;
  readonly draft: string;
}

/** What a statement selects for a {@link PackRow}: of `p`, a prompt, and `v`, one of its versions. */
export const PACK_COLUMNS = "p.id, p.slug, v.version, v.created_at as updated, v.sha256, v.draft";

/** The pack as JSON. The draft was checked and made text when it was written: it is not read and made text again. */
export function packText({ id, slug, version, updated, sha256, draft }: PackRow): string {
  const head = JSON.stringify({ id, slug, version, updatedAt: updated.toISOString(), sha256 });
  return `${head.slice(0, -1)},${draft.slice(1)}`;
}

/** The same as an object. */
export function packOf({ id, slug, version, updated, sha256, draft }: PackRow): PromptPack {
  return { ...(JSON.parse(draft) as PromptDraft), id, slug, version, updatedAt: updated.toISOString(), sha256 };
}

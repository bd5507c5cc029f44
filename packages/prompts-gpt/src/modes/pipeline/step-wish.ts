import { isWider, PERMISSION_MODE_ACCESS, SANDBOX_ACCESS } from "../../providers/access-words.ts";
import type { Access } from "../../providers/provider.ts";
import type { Wish } from "../group/open.ts";
import type { SharedInput } from "../group/shared-input.ts";

/** What a step says of its agent, in the fields of its prompt file. */
export interface StepSays {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly access?: Access | undefined;
}

/**
 * What all steps have in common, without what this one says for itself: its own provider and model are more particular than
 * those of the command line, and its access counts where it allows less than that.
 */
export function askedFor(step: StepSays, common: SharedInput): Wish {
  const { provider, model, access, sandbox, permissionMode } = common;
  const given = access ?? meaningOf(SANDBOX_ACCESS, sandbox) ?? meaningOf(PERMISSION_MODE_ACCESS, permissionMode);
  const isNarrowed = step.access !== undefined && given !== undefined && isWider(given, step.access);
  const isOwn = step.provider !== undefined;
  return {
    ...common,
    provider: isOwn ? undefined : provider,
    model: isOwn || step.model !== undefined ? undefined : model,
    ...(isNarrowed ? { access: step.access, sandbox: undefined, permissionMode: undefined } : {}),
  };
}

function meaningOf(words: Readonly<Record<string, Access>>, word: string | undefined): Access | undefined {
  return word !== undefined && Object.hasOwn(words, word) ? words[word] : undefined;
}

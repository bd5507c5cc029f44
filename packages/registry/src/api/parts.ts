import type { RegistryModel } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { Ask } from "../generate/model.ts";
import type { Store } from "../store/store.ts";
import type { Access } from "./access.ts";
import type { Answers } from "./answers.ts";
import type { RequestContext } from "./request-context.ts";

/** What handlers work with. */
export interface Parts {
  readonly store: Store;
  readonly access: Access;
  readonly answers: Answers;
  /** The model that `generate` asks; undefined: none is set up. */
  readonly ask: Ask | undefined;
  readonly models: readonly RegistryModel[];
  readonly addressOf: (c: RequestContext) => string;
}

import type { Store } from "../store/store.ts";
import type { Access } from "./access.ts";
import type { Answers } from "./answers.ts";
import type { RequestContext } from "./request-context.ts";

/** What handlers work with. */
export interface Parts {
  readonly store: Store;
  readonly access: Access;
  readonly answers: Answers;
  readonly addressOf: (c: RequestContext) => string;
}

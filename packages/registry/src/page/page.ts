import type { Logger } from "pino";
import type { Caller } from "../api/access.ts";
import type { Parts } from "../api/parts.ts";
import type { Html } from "./html.ts";

export interface PageParts extends Parts {
  readonly log: Logger;
  /** Users come by https: the cookie is for that alone. */
  readonly isSecure: boolean;
}

/** A request of somebody who is signed in and may make it. */
export interface Ask {
  readonly caller: Caller;
  readonly parts: PageParts;
  /** Of the path. */
  readonly param: (name: string) => string;
  readonly query: URLSearchParams;
  /** What was sent; empty for a GET. */
  readonly form: URLSearchParams;
}

/** What is shown. `section`: the item of the menu that it belongs to. */
export interface Page {
  readonly title: string;
  readonly section?: Section;
  /** Default: 200. */
  readonly status?: number;
  readonly main: Html;
}

export type Section = "prompts" | "new" | "changes" | "tokens";

/** Where to go after something was done; `said` names the sentence that is shown there. */
export interface Move {
  readonly to: string;
  readonly said?: Said;
}

/** What a page says after something was done. */
export const SAYINGS = {
  saved: "Saved as a new version.",
  same: "Nothing was different: no new version was made.",
  made: "The prompt was made.",
  archived: "The prompt was archived. Its versions are kept.",
  restored: "The prompt is back.",
  labelled: "The label was set.",
  unlabelled: "The label was removed.",
  revoked: "The token was revoked.",
} as const;
type Said = keyof typeof SAYINGS;

/** A text that is sent as it is. */
export interface Plain {
  readonly plain: string;
}

export type PageHandler = (ask: Ask) => Promise<Page | Move | Plain>;

import type { Scope } from "../store/tokens.ts";
import * as archive from "./archive.tsx";
import { changesPage } from "./changes.tsx";
import { diffPage } from "./diff-page.tsx";
import { createPrompt, newPrompt } from "./new-prompt.tsx";
import * as edit from "./edit.tsx";
import * as label from "./label.ts";
import { listPage } from "./list.tsx";
import type { PageHandler } from "./page.ts";
import { promptPage, rawPrompt } from "./prompt.tsx";
import * as token from "./tokens.tsx";

export interface PageRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** What a token has to allow. */
  readonly scope: Scope;
  readonly handle: PageHandler;
}

export const PAGE_ROUTES: readonly PageRoute[] = [
  { method: "GET", path: "/", scope: "read", handle: listPage },
  { method: "GET", path: "/changes", scope: "read", handle: changesPage },
  { method: "GET", path: "/new", scope: "write", handle: newPrompt },
  { method: "POST", path: "/new", scope: "write", handle: createPrompt },
  { method: "GET", path: "/prompts/:slug", scope: "read", handle: promptPage },
  { method: "GET", path: "/prompts/:slug/raw", scope: "read", handle: rawPrompt },
  { method: "GET", path: "/prompts/:slug/diff", scope: "read", handle: diffPage },
  { method: "GET", path: "/prompts/:slug/edit", scope: "write", handle: edit.editPrompt },
  { method: "POST", path: "/prompts/:slug/edit", scope: "write", handle: edit.savePrompt },
  { method: "POST", path: "/prompts/:slug/labels", scope: "write", handle: label.setLabel },
  { method: "POST", path: "/prompts/:slug/labels/remove", scope: "write", handle: label.removeLabel },
  { method: "GET", path: "/prompts/:slug/archive", scope: "write", handle: archive.confirmArchive },
  { method: "POST", path: "/prompts/:slug/archive", scope: "write", handle: archive.archivePrompt },
  { method: "POST", path: "/prompts/:slug/restore", scope: "write", handle: archive.restorePrompt },
  { method: "GET", path: "/tokens", scope: "admin", handle: token.tokensPage },
  { method: "POST", path: "/tokens", scope: "admin", handle: token.createToken },
  { method: "GET", path: "/tokens/:id/revoke", scope: "admin", handle: token.confirmRevoke },
  { method: "POST", path: "/tokens/:id/revoke", scope: "admin", handle: token.revokeToken },
];

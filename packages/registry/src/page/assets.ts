import { createHash } from "node:crypto";
import css from "./assets/page.css?raw";
import icon from "./assets/icon.svg?raw";
import script from "./assets/page.js?raw";

export interface Asset {
  /** With a digest of the content: what a browser has under it never changes. */
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

function asset(name: string, type: string, text: string): Asset {
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return { path: `/assets/${digest}-${name}`, type, text };
}

export const CSS = asset("page.css", "text/css; charset=utf-8", css);
export const SCRIPT = asset("page.js", "text/javascript; charset=utf-8", script);
export const ICON = asset("icon.svg", "image/svg+xml", icon);

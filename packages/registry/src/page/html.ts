import type { JSX } from "hono/jsx/jsx-runtime";

/** What a component returns. Everything in it was escaped, but for what went through `raw`, which only Markdown does. */
export type Html = JSX.Element;

import MarkdownIt from "markdown-it";
import type { Token } from "markdown-it";
import { visibleHtml } from "./visible.tsx";

/** Characters of a text that is rendered; what is longer is shown as it is. */
export const LONGEST_RENDERED = 100_000;

/**
 * A prompt's text as HTML. Nothing of it is taken over: HTML in the text is text, links lead to http, https and mail
 * addresses alone, pictures are links to them, and every class is ours.
 */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
const escape = markdown.utils.escapeHtml;

markdown.validateLink = (url) => /^(?:https?|mailto):/i.test(url.trim());

const { rules } = markdown.renderer;
rules["text"] = (tokens, at) => withVariables(visibleHtml(escape(contentOf(tokens, at))));
rules["code_inline"] = (tokens, at) => `<code>${inner(tokens, at)}</code>`;
rules["code_block"] = (tokens, at) => `<pre><code>${inner(tokens, at)}</code></pre>\n`;
rules["fence"] = (tokens, at) => `<pre><code>${inner(tokens, at)}</code></pre>\n`;
rules["image"] = (tokens, at) => {
  const { attrs, content } = token(tokens, at);
  const href = String(attrs?.find(([name]) => name === "src")?.[1] ?? "");
  const name = visibleHtml(escape(content === "" ? href : content));
  return `<a href="${escape(href)}" rel="${REL}">[picture: ${name}]</a>`;
};
rules["link_open"] = (tokens, at) => {
  const href = String(token(tokens, at).attrs?.find(([name]) => name === "href")?.[1] ?? "");
  return `<a href="${escape(href)}" rel="${REL}">`;
};
rules["table_open"] = () => '<div class="wide" dir="auto" tabindex="0" role="group" aria-label="Table"><table>\n';
rules["table_close"] = () => "</table></div>\n";
for (const cell of ["th_open", "td_open"]) rules[cell] = (tokens, at) => cellOf(token(tokens, at));

/** Each heading is one below the last that is above it in the text's own counting: a text may leave out levels, a page may not. */
markdown.core.ruler.push("heading-levels", ({ tokens }) => {
  let above: number[] = [];
  for (const heading of tokens) {
    if (heading.type === "heading_open") {
      const level = Number(heading.tag.slice(1));
      above = [...above.filter((one) => one < level), level].slice(0, 6 - BASE);
      heading.attrs = [["class", `heading-${level}`]];
    }
    if (heading.type.startsWith("heading_")) heading.tag = `h${BASE + above.length}`;
  }
});

/** Each block runs in the direction of its own first letter; what is within it, lists and quotations too, follows. */
markdown.core.ruler.push("directions", ({ tokens }) => {
  for (const one of tokens) if (one.level === 0 && one.nesting === 1) one.attrPush(["dir", "auto"]);
});

const REL = "noopener noreferrer nofollow";
/** The text's own headings stand below that of its section. */
const BASE = 2;

/** How the text aligns a column is a style in the library's own words, which our policy does not let through. */
function cellOf({ tag, attrs }: Token): string {
  const align = /^text-align:(left|center|right)$/.exec(String(attrs?.find(([name]) => name === "style")?.[1] ?? ""));
  const name = tag === "th" ? "th" : "td";
  return align === null ? `<${name}>` : `<${name} class="${align[1] ?? ""}">`;
}

function inner(tokens: readonly Token[], at: number): string {
  return withVariables(visibleHtml(escape(contentOf(tokens, at))));
}

/** Marks `{{name}}`. */
function withVariables(html: string): string {
  return html.replaceAll(/\{\{\s{0,5}[A-Za-z_][\w.-]{0,63}\s{0,5}\}\}/g, '<span class="variable">$&</span>');
}

function contentOf(tokens: readonly Token[], at: number): string {
  return token(tokens, at).content;
}

function token(tokens: readonly Token[], at: number): Token {
  const found = tokens[at];
  if (found === undefined) throw new Error(`there is no token ${at}`);
  return found;
}

/** The text as it was written. */
export function sourceHtml(text: string): string {
  return withVariables(visibleHtml(escape(text)));
}

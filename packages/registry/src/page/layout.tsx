import { may } from "../api/access.ts";
import type { Caller } from "../api/access.ts";
import { CSS, ICON, SCRIPT } from "./assets.ts";
import type { Html } from "./html.ts";
import type { Page, Section } from "./page.ts";
import { Name, visibleText } from "./visible.tsx";

export interface Framed extends Pick<Page, "title" | "main"> {
  readonly section?: Section | undefined;
  /** Nobody: before signing in. */
  readonly visitor?: Visitor | undefined;
  /** What was just done. */
  readonly notice?: string | undefined;
}

export interface Visitor {
  readonly caller: Caller;
  readonly project: string;
}

/** The whole document. */
export function Layout({ title, section, visitor, notice, main }: Framed): Html {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${visibleText(title)} · prompts-gpt registry`}</title>
        <link rel="icon" href={ICON.path} />
        <link rel="stylesheet" href={CSS.path} />
        <script src={SCRIPT.path} defer />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <Header visitor={visitor} section={section} />
        <main id="main" tabindex={-1}>
          {notice === undefined ? null : (
            <p class="notice" role="status">
              {notice}
            </p>
          )}
          {main}
        </main>
      </body>
    </html>
  );
}

function Header({ visitor, section }: Pick<Framed, "visitor" | "section">): Html {
  return (
    <header class="top">
      <a class="brand" href="/">
        <span aria-hidden="true">{"{}"}</span> Prompts
      </a>
      {visitor === undefined ? null : <Menu visitor={visitor} section={section} />}
    </header>
  );
}

const MENU: readonly { section: Section; path: string; text: string; scope: "read" | "admin" }[] = [
  { section: "prompts", path: "/", text: "All prompts", scope: "read" },
  { section: "changes", path: "/changes", text: "Changes", scope: "read" },
  { section: "tokens", path: "/tokens", text: "Tokens", scope: "admin" },
];

function Menu({ visitor, section }: { readonly visitor: Visitor; readonly section: Section | undefined }): Html {
  const { caller, project } = visitor;
  return (
    <>
      <nav aria-label="Registry">
        <ul>
          {MENU.filter(({ scope }) => may(caller, scope)).map((item) => (
            <li>
              <a href={item.path} aria-current={item.section === section ? "page" : undefined}>
                {item.text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="who">
        <span class="names">
          <Name text={project} /> <span class="quiet">as</span> <Name text={caller.name} />{" "}
          <span class="chip">{caller.scope}</span>
        </span>
        <form method="post" action="/sign-out">
          <button type="submit" class="plain">
            Sign out
          </button>
        </form>
      </div>
    </>
  );
}

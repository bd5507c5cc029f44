import { type Diff, diffTexts } from "./diff.ts";
import type { DiffRow } from "./diff-row.ts";
import type { Html } from "./html.ts";
import { Visible } from "./visible.tsx";

export interface DiffProps {
  /** What was compared: "Text", "Fields". */
  readonly title: string;
  readonly id: string;
  readonly before: string;
  readonly after: string;
}

/** The difference of two texts, or nothing when there is none. */
export function DiffSection({ title, id, before, after }: DiffProps): Html {
  if (before === after) return <></>;
  const diff = diffTexts(before, after);
  return (
    <section aria-labelledby={id}>
      <div class="bar">
        <h2 id={id}>{title}</h2>
        <Counts {...diff} />
      </div>
      <table class="diff">
        <caption class="unsaid">Changes of: {title}</caption>
        <thead class="unsaid">
          <tr>
            <th scope="col">Line before</th>
            <th scope="col">Line after</th>
            <th scope="col">Change</th>
            <th scope="col">Content</th>
          </tr>
        </thead>
        {diff.hunks.map((rows) => (
          <tbody>
            {rows.map((row) => (
              <Row {...row} />
            ))}
          </tbody>
        ))}
      </table>
      {diff.omitted === 0 ? null : <p class="notice">{diff.omitted} more lines differ; they are not shown.</p>}
    </section>
  );
}

function Counts({ added, removed }: Pick<Diff, "added" | "removed">): Html {
  return (
    <span class="quiet counts">
      <span class="plus">+{added}</span> <span class="minus">−{removed}</span> lines
    </span>
  );
}

const SIGNS = { same: "", added: "+", removed: "−", note: "" } as const;
const WORDS = { same: "", added: "added", removed: "removed", note: "" } as const;

function Row({ kind, before, after, parts }: DiffRow): Html {
  return (
    <tr class={kind}>
      <td class="number">{before}</td>
      <td class="number">{after}</td>
      <td class="sign">
        <span aria-hidden="true">{SIGNS[kind]}</span>
        <span class="unsaid">{WORDS[kind]}</span>
      </td>
      <td class="line" dir="auto">
        {parts.map(({ text, changed }) => (changed ? <Changed kind={kind} text={text} /> : <Line text={text} />))}
      </td>
    </tr>
  );
}

function Changed({ kind, text }: { readonly kind: DiffRow["kind"]; readonly text: string }): Html {
  return kind === "added" ? (
    <ins>
      <Line text={text} />
    </ins>
  ) : (
    <del>
      <Line text={text} />
    </del>
  );
}

/** A carriage return would not be seen, and be the whole difference. */
function Line({ text }: { readonly text: string }): Html {
  const [line = "", ...rest] = text.split("\r");
  return (
    <>
      <Visible text={line} />
      {rest.map((part) => (
        <>
          <span class="unseen">CR</span>
          <Visible text={part} />
        </>
      ))}
    </>
  );
}

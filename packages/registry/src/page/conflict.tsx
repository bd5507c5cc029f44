import type { PromptDraft, PromptPack } from "../../../prompts-gpt/src/registry/contract/types.ts";
import { DiffSection } from "./diff-table.tsx";
import { fieldText } from "./field-text.ts";
import type { Html } from "./html.ts";
import { When } from "./when.tsx";

export interface ConflictProps {
  /** The version that was the latest when the form was made. */
  readonly before: PromptPack;
  /** Undefined: it was archived. */
  readonly latest: PromptPack | undefined;
  /** What was typed. */
  readonly draft: PromptDraft;
}

export function Conflict({ before, latest, draft }: ConflictProps): Html {
  if (latest === undefined)
    return (
      <p class="notice bad" role="alert" tabindex={-1} autofocus>
        This prompt was archived meanwhile. What you typed is below; saved, it brings the prompt back.
      </p>
    );
  return (
    <>
      <div class="notice bad" role="alert" tabindex={-1} autofocus>
        <p>
          Somebody saved version {latest.version} meanwhile (<When at={new Date(latest.updatedAt)} />
          ). Nothing of yours was saved yet, and nothing is lost: it is in the form below. Take over what you want from
          the changes here, and save again.
        </p>
      </div>
      <Changes
        whose="their"
        titles={["Their changes of the fields", "Their changes of the text"]}
        before={before}
        after={latest}
      />
      <details>
        <summary>What saving yours would change of theirs</summary>
        <Changes
          whose="your"
          titles={["Fields: theirs to yours", "Text: theirs to yours"]}
          before={latest}
          after={draft}
        />
      </details>
    </>
  );
}

interface ChangesProps {
  readonly whose: "their" | "your";
  /** Of the fields, and of the text. */
  readonly titles: readonly [string, string];
  readonly before: PromptDraft;
  readonly after: PromptDraft;
}

function Changes({ whose, titles: [fields, text], before, after }: ChangesProps): Html {
  return (
    <>
      <DiffSection title={fields} id={`${whose}-fields`} before={fieldText(before)} after={fieldText(after)} />
      <DiffSection title={text} id={`${whose}-text`} before={before.body} after={after.body} />
    </>
  );
}

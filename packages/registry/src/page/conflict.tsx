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
      <p class="notice bad" role="alert">
        This prompt was archived meanwhile. What you typed is below; saved, it brings the prompt back.
      </p>
    );
  return (
    <>
      <div class="notice bad" role="alert">
        <p>
          Somebody saved version {latest.version} meanwhile (<When at={new Date(latest.updatedAt)} />
          ). Nothing of yours was saved yet, and nothing is lost: it is in the form below. Take over what you want from
          the changes here, and save again.
        </p>
      </div>
      <DiffSection
        title="Their changes of the fields"
        id="their-fields"
        before={fieldText(before)}
        after={fieldText(latest)}
      />
      <DiffSection title="Their changes of the text" id="their-text" before={before.body} after={latest.body} />
      <details>
        <summary>What saving yours would change of theirs</summary>
        <DiffSection
          title="Fields: theirs to yours"
          id="your-fields"
          before={fieldText(latest)}
          after={fieldText(draft)}
        />
        <DiffSection title="Text: theirs to yours" id="your-text" before={latest.body} after={draft.body} />
      </details>
    </>
  );
}

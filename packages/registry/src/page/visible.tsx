import { visibleParts } from "../../../prompts-gpt/src/prompts/invisible.ts";
import type { Html } from "./html.ts";

/** A text in which nothing hides: characters that nobody sees, or that turn the direction of others, stand there by name. */
export function Visible({ text }: { readonly text: string }): Html {
  return <>{visibleParts(text).map((part, at) => (at % 2 === 0 ? part : <Unseen name={part} />))}</>;
}

/** The same where nothing but text can stand. */
export function visibleText(text: string): string {
  return visibleParts(text).join("");
}

/** A name or a sentence of somebody's: it does not change the order of what stands around it. */
export function Name({ text }: { readonly text: string }): Html {
  return (
    <bdi>
      <Visible text={text} />
    </bdi>
  );
}

function Unseen({ name }: { readonly name: string }): Html {
  return <span class="unseen">{name}</span>;
}

/** The same for text of HTML that was escaped. */
export function visibleHtml(escaped: string): string {
  const parts = visibleParts(escaped);
  return parts.map((part, at) => (at % 2 === 0 ? part : `<span class="unseen">${part}</span>`)).join("");
}

import type { RedactingTexts } from "../process/redact/patterns.ts";
import type { Redactor } from "../process/redact/redactor.ts";
import type { Json } from "../providers/json.ts";
import { type Delta, scopeOf } from "./deltas.ts";

/** One line of output that holds pieces of texts. */
export interface DeltaLine {
  readonly bytes: Buffer;
  readonly json: Json;
  readonly deltas: readonly Delta[];
}

/** Lines that wait: the end of a text in the last one may be the beginning of a secret that the next one goes on with. */
interface Waiting {
  readonly scope: string | undefined;
  readonly texts: readonly RedactingTexts[];
  readonly lines: { readonly line: DeltaLine; readonly said: readonly string[] }[];
}

/** Texts that come at the same time; of an agent that starts ever more, the oldest is taken as ended. */
const MOST_AT_ONCE = 100;

/** Takes texts in pieces, and gives the lines on as they were as long as there is nothing to hide in them. */
export class DeltaRedactor {
  readonly #redactor: Redactor;
  readonly #waiting = new Map<string, Waiting>();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  waits(): boolean {
    return this.#waiting.size > 0;
  }

  take(line: DeltaLine): Buffer[] {
    const { deltas, json } = line;
    const name = deltas.map(({ channel }) => channel).join("|");
    const one = this.#waiting.get(name) ?? {
      scope: scopeOf(json),
      texts: deltas.map(() => this.#redactor.texts()),
      lines: [],
    };
    const said = deltas.map(({ holder, key }) => String(holder[key]));
    one.lines.push({ line, said });
    for (const [index, { holder, key }] of deltas.entries()) holder[key] = one.texts[index]?.push(said[index] ?? "");
    this.#waiting.delete(name);
    if (!one.texts.some((texts) => texts.holds())) return settle(one);
    this.#waiting.set(name, one);
    const [oldest] = this.#waiting.values();
    return this.#waiting.size > MOST_AT_ONCE && oldest !== undefined ? this.end((other) => other === oldest) : [];
  }

  /** The agent goes on with something else: its texts are whole. A subagent's lines do not end what its parent says. */
  endScope(json: Json): Buffer[] {
    return this.end(({ scope }) => scope === scopeOf(json));
  }

  end(which: (one: Waiting) => boolean = () => true): Buffer[] {
    return [...this.#waiting].flatMap(([name, one]) => {
      if (!which(one)) return [];
      this.#waiting.delete(name);
      for (const [index, { holder, key }] of (one.lines.at(-1)?.line.deltas ?? []).entries())
        holder[key] = `${String(holder[key])}${one.texts[index]?.end() ?? ""}`;
      return settle(one);
    });
  }
}

/** What was held back moved from line to line: where nothing was hidden, the lines as they were say the same. */
function settle({ texts, lines }: Waiting): Buffer[] {
  const isSame = texts.every((_, index) => {
    const clean = lines.map(({ line: { deltas } }) => deltas.map(({ holder, key }) => holder[key])[index]);
    return lines.map(({ said }) => said[index]).join("") === clean.join("");
  });
  return lines.map(({ line: { bytes, json } }) => (isSame ? bytes : lineOf(json)));
}

export function lineOf(json: Json): Buffer {
  return Buffer.from(`${JSON.stringify(json)}\n`);
}

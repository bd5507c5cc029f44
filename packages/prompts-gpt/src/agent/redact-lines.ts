import type { Block } from "../process/line-blocks.ts";
import type { Redactor } from "../process/redact/redactor.ts";
import { objectIn } from "../providers/json.ts";
import { type Delta, deltasIn, tellingIn } from "./deltas.ts";
import { DeltaRedactor, lineOf } from "./redact-deltas.ts";

/** Takes the lines of one stream, and gives them on without the secrets that only show once they are read. */
export interface LineRedactor {
  take(block: Block): Block[];
  /** What was held back. */
  end(): Block[];
}

/** What a line holds that has to be read; of others the bytes were enough. */
const TO_READ =
  /"delta(?:Content)?"|"inputDelta"|"tool\.(?:shell_output|execution_partial_result)"|"agent\.(?:text|reasoning)"|\\[u/]/g;
/** As our own recordings and JSON.stringify write it: what is said in it can be looked at without reading it. */
const PLAIN_TEXT = { start: Buffer.from('{"type":"agent.text","text":"'), end: Buffer.from('"}\n') };

/**
 * The bytes of a stream have been redacted before. What is left: secrets that come in pieces, a few letters in each line
 * of JSON, or that JSON writes in a way of its own; and what the user's patterns match.
 */
export function redactLines(redactor: Redactor, { isJson }: { readonly isJson: boolean }): LineRedactor {
  const { hasPatterns } = redactor;
  const deltas = new DeltaRedactor(redactor);
  const raw = redactor.texts();

  function takeLine(bytes: Buffer): Buffer[] {
    if (!mustReadAll() && isWholeText(bytes, redactor)) return [bytes];
    const json = isJson ? objectIn(bytes.toString("utf8")) : undefined;
    if (json === undefined)
      return [unlessSame(bytes, redactor, () => Buffer.from(redactor.text(bytes.toString("utf8"))))];
    const telling = tellingIn(json);
    if (telling !== undefined && cutShort(telling, redactor)) return [lineOf(redactor.deep(json))];
    const found = deltasIn(json);
    if (found.length > 0) return deltas.take({ bytes, json, deltas: found });
    // These come at any time; any other line means that the texts before it are whole.
    const ended = json["type"] === "system" ? [] : deltas.endScope(json);
    return [...ended, unlessSame(bytes, redactor, () => lineOf(redactor.deep(json)))];
  }

  function mustReadAll(): boolean {
    return hasPatterns || deltas.waits();
  }

  /** Reads the lines that have to be read; what lies between them goes on as it is. */
  function takeLines(block: Buffer): Buffer[] {
    if (!isJson && !hasPatterns) return [block];
    const text = block.toString("latin1");
    const clean: Buffer[] = [];
    for (let at = 0; at < block.length;) {
      TO_READ.lastIndex = at;
      const found = mustReadAll() ? at : (TO_READ.exec(text)?.index ?? block.length);
      const start = found === block.length ? found : Math.max(at, text.lastIndexOf("\n", found - 1) + 1);
      const end = text.indexOf("\n", found) + 1 || block.length;
      clean.push(block.subarray(at, start), ...(start < end ? takeLine(block.subarray(start, end)) : []));
      at = end;
    }
    return clean;
  }

  /** Of a line over the bound, piece by piece; latin1 gives every byte back as it was. */
  function takeRaw(block: Block): Block[] {
    return hasPatterns ? blockOf("raw", [Buffer.from(raw.push(block.bytes.toString("latin1")), "latin1")]) : [block];
  }

  const endRaw = () => (raw.holds() ? blockOf("raw", [Buffer.from(raw.end(), "latin1")]) : []);

  return {
    take(block) {
      if (block.kind === "raw") return takeRaw(block);
      return [...endRaw(), ...blockOf("lines", takeLines(block.bytes))];
    },
    end: () => [...endRaw(), ...blockOf("lines", deltas.end())],
  };
}

function blockOf(kind: Block["kind"], pieces: readonly Buffer[]): Block[] {
  const [only = Buffer.alloc(0), ...more] = pieces;
  const bytes = more.length === 0 ? only : Buffer.concat(pieces);
  return bytes.length === 0 ? [] : [{ kind, bytes }];
}

/** The usual case, told from the bytes: nothing in this text may go on in the next one. */
function isWholeText(bytes: Buffer, redactor: Redactor): boolean {
  const { start, end } = PLAIN_TEXT;
  if (!bytes.subarray(0, start.length).equals(start) || !bytes.subarray(-end.length).equals(end)) return false;
  const said = bytes.subarray(start.length, -end.length);
  const isPlain = ["\\u", "\\/", '",'].every((sign) => !said.includes(sign));
  return isPlain && !redactor.mayGoOn(said);
}

/** What may be the beginning of a secret is left to the next telling, which has all of it. Whether anything was. */
function cutShort({ holder, key }: Pick<Delta, "holder" | "key">, redactor: Redactor): boolean {
  const told = holder[key];
  holder[key] = redactor.texts().push(String(told));
  return holder[key] !== told;
}

/** Changed only where something was hidden: JSON can be written in many ways, and a log should say what was said. */
function unlessSame(bytes: Buffer, redactor: Redactor, change: () => Buffer): Buffer {
  const before = redactor.counts().total;
  const changed = change();
  return redactor.counts().total === before ? bytes : changed;
}

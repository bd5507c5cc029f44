import { isUtf8 } from "node:buffer";
import { ValidationError } from "../errors.ts";

/** Far above any context window; below it a mistake (a log, a dump) is caught before an agent is paid to read it. */
export const MAX_PROMPT_BYTES = 16 * 1024 * 1024;

/** The text of a prompt given inline or on standard input: the same checks as for a file. `name` starts the messages. */
export function checkPromptText(bytes: Uint8Array, name: string): string {
  const text = decodePromptText(bytes, name);
  if (text.trim() === "") {
    throw new ValidationError(
      `${name}: the prompt is empty.`,
      'Say what the agent is to do: prompts-gpt run --prompt "…"',
    );
  }
  return text;
}

/** Bytes to text, without a byte order mark. What is no text is refused: never repaired, never cut. */
export function decodePromptText(bytes: Uint8Array, name: string): string {
  if (bytes.length > MAX_PROMPT_BYTES) throw tooLarge(name);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const nul = buffer.indexOf(0);
  const broken = isUtf8(buffer) ? -1 : firstInvalidByte(buffer);
  if (nul >= 0 || broken >= 0) throw notText(buffer, name, { nul, broken });
  const text = buffer.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

export function tooLarge(name: string): ValidationError {
  return new ValidationError(
    `${name}: a prompt is at most ${MAX_PROMPT_BYTES / 1024 ** 2} MiB; this one is larger.`,
    "Leave big data in files of the workspace and name them in the prompt.",
  );
}

function notText(buffer: Buffer, name: string, found: { nul: number; broken: number }): ValidationError {
  const utf16 = buffer[0] === 0xff ? buffer[1] === 0xfe : buffer[0] === 0xfe && buffer[1] === 0xff;
  const isNul = found.nul >= 0 && (found.broken < 0 || found.nul < found.broken);
  const offset = isNul ? found.nul : found.broken;
  const what = isNul ? "is NUL (00)" : "is not valid UTF-8";
  return new ValidationError(
    `${name}: byte ${offset} (line ${lineOfByte(buffer, offset)}) ${what}.`,
    utf16 ? "It looks like UTF-16: save it as UTF-8." : "Save it as plain text in UTF-8.",
  );
}

/** The decoder puts U+FFFD where it cannot go on; the first one that is not in the bytes themselves is the place. */
function firstInvalidByte(buffer: Buffer): number {
  const text = buffer.toString("utf8");
  let offset = 0;
  let from = 0;
  for (;;) {
    const mark = text.indexOf("\uFFFD", from);
    offset += Buffer.byteLength(text.slice(from, mark));
    const isReal = buffer[offset] === 0xef && buffer[offset + 1] === 0xbf && buffer[offset + 2] === 0xbd;
    if (!isReal) return offset;
    offset += 3;
    from = mark + 1;
  }
}

function lineOfByte(buffer: Buffer, offset: number): number {
  let line = 1;
  for (let at = buffer.indexOf(10); at >= 0 && at < offset; at = buffer.indexOf(10, at + 1)) line++;
  return line;
}

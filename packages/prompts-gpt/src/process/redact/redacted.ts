import type { Redactor } from "./redactor.ts";

/** A stream as it may be written or shown, as far as bytes tell; as it is without a redactor. */
export async function* redacted(stream: AsyncIterable<Buffer>, redactor: Redactor | undefined): AsyncGenerator<Buffer> {
  const redacting = redactor?.bytes();
  for await (const chunk of stream) {
    const clean = redacting === undefined ? chunk : redacting.push(chunk);
    if (clean.length > 0) yield clean;
  }
  if (redacting !== undefined) yield redacting.end();
}

/** A piece of what a process printed. */
export interface Block {
  /** `lines`: whole lines (only the last line of a stream may lack its "\n"). `raw`: part of a line over the bound. */
  readonly kind: "lines" | "raw";
  readonly bytes: Buffer;
}

/** A longer line is no event of any agent; it is passed on in pieces, so that memory stays bounded. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const LF = 0x0a;

/**
 * Cuts a byte stream into blocks of whole lines. Splits on "\n" and nothing else (JSON strings may hold other line
 * separators), on bytes (a character may be split over chunks), and looks at every byte once.
 */
export async function* lineBlocks(stream: AsyncIterable<Buffer>, maxLine = MAX_LINE_BYTES): AsyncGenerator<Block> {
  const held = growingBuffer();
  let overlong = false;
  for await (const chunk of stream) {
    const first = chunk.indexOf(LF);
    if (first === -1) {
      if (!overlong) held.add(chunk);
      if (overlong) yield { kind: "raw", bytes: chunk };
      else if (held.size() > maxLine) {
        overlong = true;
        yield { kind: "raw", bytes: held.take() };
      }
      continue;
    }
    const last = chunk.lastIndexOf(LF);
    let from = 0;
    if (overlong || held.size() > 0) {
      held.add(chunk.subarray(0, first + 1));
      yield { kind: overlong ? "raw" : "lines", bytes: held.take() };
      overlong = false;
      from = first + 1;
    }
    if (last >= from) yield { kind: "lines", bytes: chunk.subarray(from, last + 1) };
    held.add(chunk.subarray(last + 1));
  }
  if (held.size() > 0) yield { kind: "lines", bytes: held.take() };
}

/** The lines of a block, without their "\n", and where each one starts in it. */
export function* linesOf(block: Buffer): Generator<{ readonly bytes: Buffer; readonly offset: number }> {
  let offset = 0;
  while (offset < block.length) {
    const end = block.indexOf(LF, offset);
    const stop = end === -1 ? block.length : end;
    yield { bytes: block.subarray(offset, stop), offset };
    offset = stop + 1;
  }
}

/** Doubles as it grows: a line that arrives in many small pieces costs linear time and no list of pieces. */
function growingBuffer() {
  let buffer = Buffer.alloc(0);
  let used = 0;
  return {
    size: () => used,
    add(bytes: Buffer): void {
      if (bytes.length === 0) return;
      if (used + bytes.length > buffer.length) {
        const bigger = Buffer.allocUnsafe(Math.max(used + bytes.length, buffer.length * 2, 4096));
        buffer.copy(bigger, 0, 0, used);
        buffer = bigger;
      }
      used += bytes.copy(buffer, used);
    },
    take(): Buffer {
      const taken = buffer.subarray(0, used);
      buffer = Buffer.alloc(0);
      used = 0;
      return taken;
    },
  };
}

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
  const held = growingBuffer(maxLine); // the line that has not ended yet
  let overlong = false;
  for await (const chunk of stream) {
    const end = chunk.indexOf(LF) + 1; // where the open line ends; 0: not in this chunk
    let rest = chunk;
    if (end === 0 || overlong || held.size() > 0) {
      const piece = end === 0 ? chunk : chunk.subarray(0, end);
      if (!overlong && held.size() + piece.length > maxLine) {
        overlong = true;
        if (held.size() > 0) yield { kind: "raw", bytes: held.take() };
      }
      if (overlong) yield { kind: "raw", bytes: piece };
      else held.add(piece);
      if (end === 0) continue;
      if (!overlong) yield { kind: "lines", bytes: held.take() };
      overlong = false;
      rest = chunk.subarray(end);
    }
    const last = rest.lastIndexOf(LF) + 1;
    if (last > 0) yield { kind: "lines", bytes: rest.subarray(0, last) };
    held.add(rest.subarray(last));
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
function growingBuffer(most: number) {
  let buffer = Buffer.alloc(0);
  let used = 0;
  return {
    size: () => used,
    add(bytes: Buffer): void {
      if (bytes.length === 0) return;
      if (used + bytes.length > buffer.length) {
        const doubled = Math.min(Math.max(buffer.length * 2, 4096), most);
        const bigger = Buffer.allocUnsafe(Math.max(used + bytes.length, doubled));
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

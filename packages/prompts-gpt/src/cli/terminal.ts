import { ExecutionError } from "../errors.ts";
import { createStyle, wantsColour, type Style } from "./style.ts";

/** What we need of `process.stdout`. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(chunk: string | Uint8Array, written: (error?: Error | null) => void): boolean;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** One of the two output streams, with what there is to know about it. */
export interface Terminal {
  readonly isTerminal: boolean;
  /** Whether what was drawn can be drawn over. */
  readonly canRedraw: boolean;
  readonly style: Style;
  columns(): number;
  /** Resolves when it is written: awaiting it is the backpressure. With nobody reading any more it does nothing. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Aborted when nobody reads any more: `prompts-gpt runs logs -f … | head`. */
  readonly gone: AbortSignal;
}

interface TerminalOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly noColor: boolean;
}

/** The other end closed the pipe, or the terminal window is gone. Windows calls a broken pipe EOF. */
const goneCodes = ["EPIPE", "EIO", "EOF", "ERR_STREAM_DESTROYED"];

export function openTerminal(stream: OutputStream, { env, noColor }: TerminalOptions): Terminal {
  const isTerminal = stream.isTTY === true;
  const gone = new AbortController();
  // Every failure reaches the callback of its write; a stream without a listener would end the process.
  stream.on("error", () => {});
  const write = (chunk: string | Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      if (gone.signal.aborted) return resolve();
      stream.write(chunk, (error) => {
        if (!error) return resolve();
        if (!("code" in error) || !goneCodes.includes(String(error.code))) return reject(outputError(error));
        gone.abort();
        resolve();
      });
    });
  const style = createStyle(wantsColour({ env, isTerminal, refused: noColor }));
  const canRedraw = isTerminal && env["TERM"] !== "dumb";
  return { isTerminal, canRedraw, style, columns: () => stream.columns || 80, write, gone: gone.signal };
}

function outputError(error: Error): ExecutionError {
  return new ExecutionError(`The output cannot be written: ${error.message}`, "Check where it is redirected to.", {
    cause: error,
  });
}

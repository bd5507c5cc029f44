import type { Terminal } from "../terminal.ts";
import { fit } from "../text.ts";

/** The last line of a terminal, drawn again and again under what is printed. */
export interface LiveLine {
  /** Prints lines above it. */
  print(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const redrawMs = 250;
const clear = "\r\u001b[K";

/** Draws what `text` says; where there is no terminal it only prints. */
export function openLiveLine(terminal: Terminal, text: () => string): LiveLine {
  if (!terminal.isTerminal) return { print: (lines) => terminal.write(block(lines)), close: async () => {} };
  let drawn = "";
  const draw = () => {
    const line = fit(text(), terminal.columns() - 1);
    if (line === drawn) return;
    drawn = line;
    // Decoration: when it cannot be written, the next line that matters says so.
    terminal.write(clear + terminal.style.dim(line)).catch(() => {});
  };
  const timer = setInterval(draw, redrawMs);
  timer.unref();
  const erase = () => {
    const before = drawn === "" ? "" : clear;
    drawn = "";
    return before;
  };
  return {
    print: async (lines) => {
      if (lines.length > 0) await terminal.write(erase() + block(lines));
    },
    close: async () => {
      clearInterval(timer);
      await terminal.write(erase());
    },
  };
}

function block(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

import type { Terminal } from "../terminal.ts";
import { widthOf } from "../text.ts";

/** The last line of a terminal, or the last few, drawn again and again under what is printed. */
export interface LiveLine {
  /** Prints lines above it. */
  print(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

interface LiveLineOptions {
  /** One line or several, each in at most so many columns; empty: there is nothing to say yet. */
  readonly text: (columns: number) => string;
  /** How long nothing may be printed where no line can be drawn: then the line is printed. */
  readonly silenceMs?: number;
}

const redrawMs = 250;
/** The terminal itself writes `^C` behind the line, perhaps twice; in the last column that would begin a new row. */
const FREE = 5;
/** Whoever watches a log, or ends jobs that say nothing, sees that it goes on. */
const SILENCE_MS = 60_000;
const PRINTED_COLUMNS = 120;

/** Draws what `text` says; where that cannot be drawn over, it is printed after a long silence. */
export function openLiveLine(terminal: Terminal, options: LiveLineOptions): LiveLine {
  return terminal.canRedraw ? drawnLine(terminal, options) : printedLine(terminal, options);
}

function drawnLine(terminal: Terminal, { text }: LiveLineOptions): LiveLine {
  let drawn = "";
  let isClosed = false;
  const redraw = () => {
    const before = erasing(drawn, terminal.columns());
    drawn = isClosed ? "" : text(terminal.columns() - FREE);
    return { before, after: terminal.style.dim(drawn) };
  };
  const timer = setInterval(() => {
    if (text(terminal.columns() - FREE) === drawn) return;
    const { before, after } = redraw();
    // Decoration: when it cannot be written, the next line that matters says so.
    terminal.write(before + after).catch(() => {});
  }, redrawMs);
  timer.unref();
  return {
    async print(lines) {
      if (lines.length === 0) return;
      const { before, after } = redraw();
      // In one piece: the line is never seen to be away.
      await terminal.write(before + block(lines) + after);
    },
    async close() {
      clearInterval(timer);
      isClosed = true;
      await terminal.write(redraw().before);
    },
  };
}

/** Back to where it began: in a window that became narrower a line may take several rows by now. */
function erasing(drawn: string, columns: number): string {
  if (drawn === "") return "";
  const rows = drawn.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  return `\r${rows > 1 ? `\u001b[${rows - 1}A` : ""}\u001b[J`;
}

function printedLine(terminal: Terminal, { text, silenceMs = SILENCE_MS }: LiveLineOptions): LiveLine {
  const timer = setInterval(() => {
    const lines = text(PRINTED_COLUMNS).split("\n").filter(Boolean);
    if (lines.length > 0) terminal.write(block(lines.map((line) => `  ${line}`))).catch(() => {});
  }, silenceMs);
  timer.unref();
  return {
    async print(lines) {
      if (lines.length === 0) return;
      timer.refresh();
      await terminal.write(block(lines));
    },
    close: async () => clearInterval(timer),
  };
}

function block(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

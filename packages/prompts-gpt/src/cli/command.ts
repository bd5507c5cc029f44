import { closeSync } from "node:fs";
import { main } from "./main.ts";

// Only when nothing is left that could end it: else this would be silence, and 0.
process.once("beforeExit", () => {
  process.stderr.write(
    "error: What it waits for cannot come any more; not all of it was done. That is a mistake of prompts-gpt.\n" +
      "  try: Run it again with --verbose, and report what it prints.\n",
  );
  process.exit(1);
});

// No top-level await: this file is built as CommonJS, which Node 20 starts faster.
void main(process.argv.slice(2), process).then((exitCode) => {
  // Node aborts (134) when it cannot reset a terminal that is gone; what is closed it leaves alone.
  if (exitCode === 129) [0, 1, 2].forEach((descriptor) => closeSync(descriptor));
  // Everything is written by now, and nothing that is left open may keep the process alive.
  process.exit(exitCode);
});

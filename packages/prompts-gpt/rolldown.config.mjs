import { existsSync } from "node:fs";
import { defineConfig } from "rolldown";

/**
 * Every file of the bundle stands two levels below the package root, as every module in src/<folder>/ does: so
 * `new URL("../../recordings/", import.meta.url)` means the same in the sources and in the bundle.
 */
const entries = {
  "sdk/index": "src/index.ts",
  "cli/bin": "src/cli/bin.ts",
  "cli/main": "src/cli/main.ts",
  "replay/player": "src/replay/player.ts",
};

/**
 * What every command line needs, and `--help` and `--version` need alone, in one file: opening a file costs more than
 * reading it. None of these may import the SDK's index.
 */
const everyCommand =
  /src\/(errors|nearest|version)\.ts$|src\/cli\/(main|cli|terminal|style|flags|flag-index|parse|values|present|help|layout|text|report-error)\.ts$|src\/cli\/commands\/(help|version)\.ts$|prompts-gpt\/package\.json$/;

/** What every run needs, in one file too; what a run may never need (checks of configuration, recordings) stays lazy. */
const everyRun =
  /src\/(agent|process|workspace|runs|modes|sdk|prompts|providers|config|finding|user-folders|index)[/.]|\/valibot\/|usingCtx/;
const seldom = /src\/(config\/(check-shape|schema)|modes\/recording|agent\/event-schema)\.ts$/;
const runCommand =
  /src\/cli\/(commands\/run|interactive|interrupts|run-input|run-place|quantities|plan-lines|reporters\/[a-z-]+)\.ts$/;

const exists = ([, source]) => existsSync(new URL(source, import.meta.url));

export default defineConfig({
  cwd: import.meta.dirname,
  input: Object.fromEntries(Object.entries(entries).filter(exists)),
  platform: "node",
  external: [/^node:/],
  treeshake: { moduleSideEffects: false },
  transform: { target: "node20" },
  // An entry may export more than its source does: needed to move its modules into the shared file.
  preserveEntrySignatures: "allow-extension",
  output: {
    dir: "dist",
    format: "esm",
    // Error.name is the class name, and a stack trace should say something.
    minify: { mangle: { keepNames: true }, compress: { keepNames: { function: true, class: true } } },
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { name: "cli", test: everyCommand },
        { name: "run", test: runCommand },
        { name: "sdk", test: (id) => everyRun.test(id) && !seldom.test(id) },
      ],
    },
  },
});

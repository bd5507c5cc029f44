import { fileURLToPath } from "node:url";
import { defineConfig } from "rolldown";

/**
 * Every file of the bundle stands two levels below the package root, as every module in src/<folder>/ does: so
 * `new URL("../../recordings/", import.meta.url)` means the same in the sources and in the bundle.
 */
const modules = {
  "sdk/index": "src/index.ts",
  "cli/main": "src/cli/main.ts",
  "replay/player": "src/replay/player.ts",
  "builtin/agent": "src/builtin/agent.ts",
};
/** The command alone is CommonJS: Node 20 starts it some 5 ms faster (docs/decisions/005). */
const command = { "cli/command": "src/cli/command.ts" };
/** What loads it, alone in its file: its own loader cannot load what it needs itself (docs/decisions/006). */
const loader = { "cli/bin": "src/cli/bin.ts" };

/**
 * What every command line needs, and `--help` and `--version` need alone, in one file: opening a file costs more than
 * reading it. None of these may import the SDK's index.
 */
const everyCommand =
  /src\/(errors|nearest|version)\.ts$|src\/cli\/(main|cli|terminal|style|flag|flags|group-flags|serve-flags|command-table|flag-index|parse|values|present|help|layout|text|report-error|place)\.ts$|src\/cli\/commands\/(help|version)\.ts$|prompts-gpt\/package\.json$/;

/** What every run loads, in one file too, the smallest of it as well: a file of ten lines takes a run 0.2 ms. What a run may never need (recordings, snapshots) stays lazy. */
const everyRun =
  /src\/(agent|process|workspace|runs|modes|sdk|prompts|providers|config|finding|real-place|user-folders|variable-names|byte-size|candidate-name|criteria|defined|error-code|is-map|kept-answer|path-outside|replace-file|run-mode|server-url|sha256|shell-word|version-range|write-whole|agent-files\/(?:choose-targets|targets)|pipeline\/executing-item)[/.]|\/valibot\/|usingCtx/;
const seldom =
  /src\/(modes\/(recording|run-snapshot|continued|resume|verify-run|limits-input|run-budget|accounts|(group|sweep|batch|eval|parallel|pipeline|judged|auto|rank)\/[a-z-]+)|agent\/(summary|handed-on|quoted)|workspace\/(commit-iteration|keep-branch|required-git|unfinished)|workspace\/lane\/(?!(?:lane-record|lanes-folder)\.)[a-z/-]+|workspace\/snapshot\/(?!(?:active-note|gap|git-dirs|store|store-path)\.)[a-z-]+|agent\/event-schema|process\/(execute|shell-line)|sdk\/(apply|batch-files|diff-runs|kept-results|lane-results|local-keys|agent-files|lost-folder|library-lock|generate|generate-locally|import|init|project|push|usage|registry-models|run-config|registry|serve|sync|diff|prompts-after|prompt-files|status|models|provider-command|library|runs|sweep-lock|restore|trust|detach|credentials|doctor)|runs\/(follow|interrupted|run-guard|run-list|read-meta|usage-report|since|ledger|ledger-entry|budget|limit|verify|run-line|on-finish|sweep-lock|preflight|group-log|group-record|earlier-run|find-run|stop-run|detach)|prompts\/(validate|new-prompt|variable-input|secrets|secretlint|known-secrets))\.ts$/;
/** What telling of a run takes. Without the command itself: it would need this file, and this file it. */
const telling =
  /src\/cli\/(bar|detached-args|interactive|interrupts|run-input|place|quantities|plan-lines|told|reporters\/[a-z-]+)\.ts$/;

/** What every sync loads; other commands that speak to a registry load it whole. What only some of them do stays lazy. */
const everySync =
  /src\/(agent-files\/(?!import)[a-z-]+|registry\/(?!push|unified-diff|drafts)[a-z/-]+|sdk\/(agent-files|library-lock|registry|sync|synced-prompt|prompts-after)|cli\/(sync-command|registry-place|finding-lines|sync-lines)|unfit-name|left-drafts)\.ts$|\/node-diff3\//;

/** What the guard's shim asks; alone in its file, because it starts for one question. */
const check = { "guard/check": "src/guard/check-main.ts" };

/** What speaks the Agent Client Protocol: alone in its file, because its library is as large as all of a run. */
const bridge = { "acp/bridge": "src/acp/bridge.ts" };
/** What OpenCode loads for one run; alone in its file too. */
const plugin = { "guard/opencode-plugin": "src/guard/opencode-plugin.ts" };

const yamlModules = fileURLToPath(new URL("../../node_modules/yaml/browser/dist/index.js", import.meta.url));

const common = {
  cwd: import.meta.dirname,
  platform: "node",
  external: [/^node:/],
  treeshake: { moduleSideEffects: false },
  // The same library as ES modules: less of it, and no helper to load CommonJS with.
  resolve: { alias: { yaml: yamlModules } },
  transform: { target: "node20" },
  // An entry may export more than its source does: needed to move its modules into the shared file.
  preserveEntrySignatures: "allow-extension",
};

const output = {
  dir: "dist",
  // One sign beyond Latin-1, and V8 keeps all of the file in two bytes each.
  charset: "ascii",
  // Error.name is the class name, and a stack trace should say something.
  minify: { mangle: { keepNames: true }, compress: { keepNames: { function: true, class: true } } },
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      { name: "cli", test: everyCommand },
      { name: "telling", test: telling },
      { name: "registry", test: (id) => everySync.test(id) && !(everyRun.test(id) && !seldom.test(id)) },
      { name: "sdk", test: (id) => everyRun.test(id) && !seldom.test(id) },
    ],
  },
};

const { codeSplitting: _none, ...whole } = output;

/** One bundle each. Names of chunks differ, so that all stand in the same folder. */
export default defineConfig([
  {
    ...common,
    input: modules,
    output: { ...output, format: "esm", entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
  },
  {
    ...common,
    input: command,
    output: {
      ...output,
      format: "cjs",
      dynamicImportInCjs: false, // our loader of compiled code knows only `require`
      entryFileNames: "[name].cjs",
      chunkFileNames: "chunks/[name]-[hash].cjs",
    },
  },
  { ...common, input: loader, output: { ...whole, format: "cjs", entryFileNames: "[name].cjs" } },
  { ...common, input: bridge, output: { dir: "dist", minify: true, format: "esm", entryFileNames: "[name].js" } },
  { ...common, input: check, output: { ...whole, format: "cjs", entryFileNames: "[name].cjs" } },
  { ...common, input: plugin, output: { ...whole, format: "esm", entryFileNames: "[name].js" } },
]);

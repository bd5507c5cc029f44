/** Writes packages/prompts-gpt/schemas/*.json from the valibot schemas; with `--check` only says whether they are up to date. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { toJsonSchema } from "@valibot/to-json-schema";
import { rolldown } from "rolldown";
import { packageRoot, registryRoot } from "./ensure.mjs";
import { openApi } from "./openapi.mjs";

const published = [
  {
    file: "config.schema.json",
    source: "src/config/schema.ts",
    name: "configSchema",
    title: "prompts-gpt: .prompts-gpt/config.json",
  },
  {
    file: "events.schema.json",
    source: "src/agent/event-schema.ts",
    name: "recordedEventSchema",
    title: "prompts-gpt: one line of events.jsonl",
  },
  {
    file: "eval-scores.schema.json",
    source: "src/modes/eval/scores-file.ts",
    name: "evalScoresSchema",
    title: "prompts-gpt: eval-scores.json of a run directory",
  },
  {
    file: "sweep-manifest.schema.json",
    source: "src/runs/group-schema.ts",
    name: "sweepManifestSchema",
    title: "prompts-gpt: sweep-manifest.json of a run directory",
  },
  {
    file: "batch-summary.schema.json",
    source: "src/runs/group-schema.ts",
    name: "batchSummarySchema",
    title: "prompts-gpt: batch-summary.json of a run directory",
  },
  {
    file: "orchestrate-summary.schema.json",
    source: "src/modes/orchestrate-schema.ts",
    name: "orchestrateSummarySchema",
    title: "prompts-gpt: orchestrate-summary.json of a run directory",
  },
  {
    file: "pipeline.schema.json",
    source: "src/pipeline/schema.ts",
    name: "pipelineSchema",
    title: "prompts-gpt: .prompts-gpt/pipelines/*.yaml",
  },
];

const texts = new Map();
for (const { file, source, name, title } of published) {
  const schema = toJsonSchema((await load(source))[name], { target: "draft-2020-12", ignoreActions: ["check"] });
  texts.set(file, { $schema: schema.$schema, title, ...schema });
}
const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
const [shapes, contract] = await load("src/registry/contract/shapes.ts", "src/registry/contract/routes.ts");
const { ROUTES: routes, API_PATH: apiPath } = contract;
const servers = [{ url: "https://prompts-gpt.com" }];
texts.set("openapi.json", openApi({ shapes, routes, apiPath, version, servers }));

// The registry has the routes of the contract, and some of its own.
const registry = relative(packageRoot, registryRoot);
const sources = ["src/registry/contract/shapes.ts", `${registry}/src/api/shapes.ts`, `${registry}/src/api/routes.ts`];
const [common, own, { ALL_ROUTES }] = await load(...sources);
const described = openApi({ shapes: { ...common, ...own }, routes: ALL_ROUTES, apiPath, version });
texts.set(`${registry}/schemas/openapi.json`, described);

const stale = [];
for (const [file, content] of texts) {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  const path = file.includes("/") ? join(packageRoot, file) : join(packageRoot, "schemas", file);
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  stale.push(file);
  if (process.argv.includes("--check")) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`Not up to date: ${stale.join(", ")}. Run: npm run schemas`);
  process.exitCode = 1;
} else console.log(`schemas: ${stale.length} written, ${texts.size - stale.length} up to date`);

/** A module of the sources; of several, those that they share are the same. Node 20 does not read TypeScript, so it is bundled first. */
async function load(...sources) {
  const input = Object.fromEntries(sources.map((source, index) => [`module-${index}`, join(packageRoot, source)]));
  const bundler = await rolldown({ input, platform: "node" });
  mkdirSync(join(packageRoot, "dist"), { recursive: true });
  const target = mkdtempSync(join(packageRoot, "dist/schema-"));
  try {
    await bundler.write({ dir: target, format: "esm", entryFileNames: "[name].mjs" });
    const modules = Object.keys(input).map((name) => import(pathToFileURL(join(target, `${name}.mjs`)).href));
    const loaded = await Promise.all(modules);
    return loaded.length === 1 ? loaded[0] : loaded;
  } finally {
    await bundler.close();
    rmSync(target, { recursive: true });
  }
}

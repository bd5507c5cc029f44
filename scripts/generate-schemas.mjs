/** Writes packages/prompts-gpt/schemas/*.json from the valibot schemas; with `--check` only says whether they are up to date. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { toJsonSchema } from "@valibot/to-json-schema";
import { rolldown } from "rolldown";
import { packageRoot } from "./ensure.mjs";

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
];

const folder = join(packageRoot, "schemas");
const stale = [];
for (const { file, source, name, title } of published) {
  const schema = toJsonSchema((await load(source))[name], { target: "draft-2020-12", ignoreActions: ["check"] });
  const text = `${JSON.stringify({ $schema: schema.$schema, title, ...schema }, null, 2)}\n`;
  const path = join(folder, file);
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  stale.push(file);
  if (process.argv.includes("--check")) continue;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, text);
}
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`Not up to date: ${stale.join(", ")}. Run: npm run schemas`);
  process.exitCode = 1;
} else console.log(`schemas: ${stale.length} written, ${published.length - stale.length} up to date`);

/** A module of the sources. Node 20 does not read TypeScript, so it is bundled first. */
async function load(source) {
  const bundler = await rolldown({ input: join(packageRoot, source), platform: "node" });
  mkdirSync(join(packageRoot, "dist"), { recursive: true });
  const target = mkdtempSync(join(packageRoot, "dist/schema-"));
  try {
    await bundler.write({ file: join(target, "module.mjs"), format: "esm" });
    return await import(pathToFileURL(join(target, "module.mjs")).href);
  } finally {
    await bundler.close();
    rmSync(target, { recursive: true });
  }
}

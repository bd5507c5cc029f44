/** Which folder of `src` may import which, and that no imports go round in a circle. */
import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { packageRoot, registryRoot } from "./ensure.mjs";
import { readSources, report, walk } from "./sources.mjs";

/**
 * `name` in a list: any import. `name (types)`: only `import type`. A file with a line of its own may do what that
 * line says instead; a file in a list may be imported, though its folder may not. A file at the top of `src`, save `index`, imports nothing, and everyone may import it.
 */
const table = {
  process: [],
  prompts: ["providers (types)"],
  "prompts/known-secrets.ts": ["process"],
  pipeline: ["prompts", "providers (types)", "providers/acp-name.ts", "config (types)"],
  config: [
    "providers (types)",
    "providers/access-words.ts",
    "providers/keys.ts",
    "providers/acp-name.ts",
    "providers/outputs.ts",
    "providers/index.ts",
    "agent-files/choose-targets.ts",
  ],
  "agent-files": ["prompts"],
  providers: ["process (types)"],
  "providers/detect.ts": ["process"],
  "providers/ask.ts": ["process"],
  prices: ["providers (types)"],
  replay: ["process", "providers", "agent (types)"],
  acp: ["process", "providers", "config/environment.ts"],
  builtin: ["process", "providers", "workspace", "agent/failure-patterns.ts", "config/environment.ts"],
  workspace: ["process", "agent (types)"],
  guard: ["process", "providers (types)"],
  agent: ["providers", "process"],
  "agent/quoted.ts": ["prompts/invisible.ts"],
  registry: ["prompts", "agent-files", "config/environment.ts"],
  runs: ["agent", "providers", "prices", "workspace", "guard", "process", "config", "doctor"],
  modes: ["runs", "prices", "agent", "providers", "prompts", "pipeline", "config", "workspace", "process", "replay"],
  doctor: ["providers", "workspace", "guard", "process", "prompts", "registry", "config"],
  sdk: ["*"],
  index: ["*"],
  cli: ["index"],
};

const registryTable = {
  lock: [],
  store: ["lock"],
  generate: [],
  api: ["store", "generate"],
  page: ["store", "api"],
  server: ["api", "store", "lock", "generate", "page"],
  command: ["server", "store", "api", "lock", "generate"],
  main: ["command"],
};

/**
 * What the registry takes out of the sources of prompts-gpt: the contract that both sides check with, and what stands alone
 * and would otherwise stand here twice.
 */
const shared =
  /^prompts-gpt\/src\/(?:registry\/(?:contract\/\w+|drafts|unified-diff)|prompts\/(?:invisible|variable-refusal)|providers\/builtin-endpoint|builtin\/fetch|create-whole|errors|error-code|is-map|server-url|user-folders)\.ts$/;

const folderOf = (name) => (name.includes(sep) ? name.split(sep)[0] : name.replace(/\.tsx?$/, ""));
const slashed = (name) => name.split(sep).join("/");

report("imports", [
  ...check({ name: "prompts-gpt", root: packageRoot, table, entries: ["index"] }),
  ...check({ name: "registry", root: registryRoot, table: registryTable, entries: ["main"] }),
]);

function check({ name, root, table, entries }) {
  const sources = readSources(name);
  const isLeaf = (file) => !entries.includes(folderOf(file)) && !file.includes(sep);
  const edges = new Map(sources.map((source) => [source.name, importsOf(source, root)]));
  const known = { edges, sources, table, isLeaf, isShared: (path) => name === "registry" && shared.test(path) };
  return [...sources.flatMap((source) => checkFolder(source, known)), ...findCycles(known)];
}

/** Everything a file imports from its own package, as `{ target, line, typeOnly }`. */
function importsOf({ program, name, absolute, line }, root) {
  const found = [];
  const add = (node, typeOnly) => {
    if (!node?.value?.startsWith?.(".")) return;
    const file = join(dirname(absolute), node.value.replace(/\?raw$/, ""));
    const target = relative(join(root, "src"), file);
    found.push({ target, line: line(node.start), typeOnly, exists: existsSync(file), name });
  };
  walk(program, (node) => {
    if (node.type === "ImportDeclaration") add(node.source, isTypeOnly(node, "importKind"));
    if (node.type === "ExportNamedDeclaration") add(node.source, isTypeOnly(node, "exportKind"));
    if (node.type === "ExportAllDeclaration") add(node.source, node.exportKind === "type");
    if (node.type === "ImportExpression") add(node.source, false);
    if (node.type === "TSImportType") add(node.source ?? node.argument, true);
  });
  return found;
}

function isTypeOnly(node, kind) {
  return node[kind] === "type" || (node.specifiers.length > 0 && node.specifiers.every((one) => one[kind] === "type"));
}

function checkFolder({ name, path }, { edges, table, isLeaf, isShared }) {
  const from = folderOf(name);
  const allowed = isLeaf(name) ? [] : (table[slashed(name)] ?? table[from]);
  if (!allowed) return [`${path}:1: "${from}" is not in the import table of scripts/check-imports.mjs`];
  return edges.get(name).flatMap(({ target, line, typeOnly, exists }) => {
    const to = folderOf(target);
    const at = `${path}:${line}:`;
    if (!exists) return [`${at} ${target} does not exist`];
    if (to.startsWith("..")) {
      const isKnown =
        /package\.json$|^\.\.\/schemas\/openapi\.json$/.test(slashed(target)) ||
        isShared(slashed(target).replace(/^(\.\.\/)+/, ""));
      return isKnown ? [] : [`${at} ${target} is outside src`];
    }
    if (to === from || isLeaf(target) || allowed.includes(to) || allowed.includes(slashed(target))) return [];
    if (allowed.includes("*") && to !== "cli" && to !== "index") return [];
    if (!allowed.includes(`${to} (types)`)) return [`${at} ${from} may not import ${to} (${target})`];
    return typeOnly ? [] : [`${at} ${from} may import only types from ${to} (${target})`];
  });
}

/** Each cycle once, told from its first file; `import type` counts: two files that need each other are one file. */
function findCycles({ edges, sources }) {
  const problems = [];
  const done = new Set();
  const visit = (name, trail) => {
    if (trail.includes(name)) {
      const cycle = [...trail.slice(trail.indexOf(name)), name];
      const { line } = edges.get(cycle[0]).find(({ target }) => target === cycle[1]);
      problems.push(`${sources.find((one) => one.name === cycle[0]).path}:${line}: cycle ${cycle.join(" → ")}`);
    }
    if (done.has(name) || trail.includes(name)) return;
    for (const { target } of edges.get(name) ?? []) visit(target, [...trail, name]);
    done.add(name);
  };
  for (const { name } of sources) visit(name, []);
  return problems;
}

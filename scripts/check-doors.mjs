/**
 * One door for each kind of I/O: what the linter's rules cannot see. No shell strings anywhere, and no way round the
 * rules for `process` and `node:child_process` in the sources.
 */
import { packageNames, readSources, report, walk } from "./sources.mjs";

const property = ({ property: name, computed }) => (computed ? name.value : name.name);

const startsProcess = /\b(spawn|spawnSync|execFile|execFileSync|fork)$/;
const noShell = "a process is started from an argument list, never through a shell: no `shell` option";

function isShellOption(node) {
  return node.type === "Property" && (node.key.name ?? node.key.value) === "shell" && node.value.value !== false;
}

/** It opens no door, and takes so long to load that a digest loads it when it is needed. */
function isCrypto({ type, arguments: args }) {
  return type === "CallExpression" && args.length === 1 && args[0].value === "node:crypto";
}

function check({ program, path, text, line }) {
  const problems = [];
  const harmless = new Set();
  const found = (node, message) => problems.push(`${path}:${line(node.start)}: ${message}`);
  walk(program, (node) => {
    if (node.type === "CallExpression" && startsProcess.test(text.slice(node.callee.start, node.callee.end)))
      walk({ type: "Program", body: node.arguments }, (inner) => isShellOption(inner) && found(inner, noShell));
    else if (isShellOption(node) && node.value.value === true) found(node, noShell);
    if (!path.includes("/src/")) return;
    if (node.type === "MemberExpression" && node.object.name === "globalThis" && property(node) === "process")
      found(node, "use the global `process`, where the door rules can see it");
    if (isCrypto(node)) harmless.add(node.callee);
    if (node.type === "MemberExpression" && property(node) === "getBuiltinModule" && !harmless.has(node))
      found(node, "import built-in modules by name, where the door rules can see them");
    if (node.type === "ImportExpression" && node.source.type !== "Literal")
      found(node, "an import names its module, so that the rules and the bundler can see it");
  });
  return problems;
}

const files = packageNames().flatMap((name) => ["src", "test"].flatMap((folder) => readSources(name, folder)));
report("doors", files.flatMap(check));

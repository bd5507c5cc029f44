/** From what a script wants ("run this", "write that") to the tool that the request advertises for it. */

const SHELL = [
  "exec_command",
  "shell_command",
  "shell",
  "local_shell",
  "bash",
  "shell_run",
  "run_shell_command",
  "execute",
  "run_command",
  "execute_command",
  "run_terminal_cmd",
  "developer__shell",
];
const WRITE = [
  "write",
  "write_file",
  "create",
  "create_file",
  "write_to_file",
  "apply_patch",
  "developer__text_editor",
];
const PATH_KEYS = ["file_path", "filePath", "path", "filename", "absolute_path"];
const CONTENT_KEYS = ["content", "file_text", "contents", "text"];

/** A turn as `{ text, reasoning, calls, usage, chunk }`; a call is `{ name, args }`, or `{ name, input }` for a freeform tool. */
export function answerOf(turn, { tools }) {
  const isCall = turn.shell !== undefined || turn.write || turn.call;
  const wanted = turn.calls ?? (isCall ? [turn] : []);
  return {
    text: turn.text,
    reasoning: turn.reasoning,
    calls: wanted.map((one) => callOf(one, tools)),
    usage: { input: 100, output: 20, cached: 0, reasoning: 0, ...turn.usage },
    chunk: turn.chunk ?? 0,
  };
}

function callOf(wanted, tools) {
  if (wanted.call) return wanted.call;
  return wanted.shell === undefined ? writeCall(wanted, tools) : shellCall(wanted, tools);
}

function shellCall({ shell, args }, tools) {
  const tool = find(tools, SHELL, "shell");
  const key = keyIn(tool.schema, ["cmd", "command", "script"]);
  const isList = tool.schema?.properties?.[key]?.type === "array";
  return { name: tool.name, args: fill(tool.schema, { [key]: isList ? ["bash", "-lc", shell] : shell, ...args }) };
}

function writeCall({ write: { path, content }, args }, tools) {
  const tool = find(tools, WRITE, "file-writing");
  if (tool.name !== "apply_patch") {
    const given = { [keyIn(tool.schema, PATH_KEYS)]: path, [keyIn(tool.schema, CONTENT_KEYS)]: content, ...args };
    return { name: tool.name, args: fill(tool.schema, given) };
  }
  const added = content
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `+${line}`);
  const patch = ["*** Begin Patch", `*** Add File: ${path}`, ...added, "*** End Patch", ""].join("\n");
  if (tool.type === "custom") return { name: tool.name, input: patch };
  return { name: tool.name, args: fill(tool.schema, { [keyIn(tool.schema, ["input", "patch"])]: patch }) };
}

/** A script that asks for what nobody offers is a mistake, and has to be seen. */
function find(tools, names, what) {
  const found = names.map((name) => tools.find((tool) => tool.name?.toLowerCase() === name)).find(Boolean);
  if (found) return found;
  throw new Error(`no ${what} tool advertised; tools: ${tools.map((tool) => tool.name).join(", ")}`);
}

function keyIn(schema, names) {
  return names.find((name) => schema?.properties && name in schema.properties) ?? names[0];
}

/** Required properties that the script does not give get a plausible value. */
function fill(schema, given) {
  const missing = (schema?.required ?? []).filter((key) => !(key in given));
  return { ...given, ...Object.fromEntries(missing.map((key) => [key, plausible(schema.properties?.[key] ?? {})])) };
}

function plausible(property) {
  if (property.enum) return property.enum[0];
  if (property.default !== undefined) return property.default;
  const type = String(Array.isArray(property.type) ? property.type[0] : (property.type ?? "string")).toLowerCase();
  const values = { number: 10000, integer: 10000, boolean: false, array: [], object: {} };
  return values[type] ?? "scripted by the fake model";
}

/** The shape of the code in figures: `npm run shape`. With `--check` it fails when a hard budget is missed. */
import { packageNames, readSources, walk } from "./sources.mjs";

const functionTypes = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const duplicateLines = 6;

const misses = packageNames().flatMap((name) => describePackage(name, readSources(name)));
if (process.argv.includes("--check")) {
  for (const miss of misses) console.error(miss);
  process.exitCode = misses.length === 0 ? 0 : 1;
}

/** Prints the table of one package; returns the hard budgets it misses, as lines to print. */
function describePackage(packageName, sources) {
  const files = sources.map(({ path, text }) => ({ at: path, size: lineCount(text) }));
  const functions = sources.flatMap(functionsOf);
  const sizes = functions.map(({ at, size }) => ({ at, size }));
  const params = functions.map(({ at, params: size, excused }) => ({ at, size, excused }));
  const anys = sources.flatMap(anysOf);
  const duplicates = findDuplicates(sources);
  const lines = files.reduce((sum, { size }) => sum + size, 0);
  const comments = (100 * sources.reduce((sum, source) => sum + commentLines(source), 0)) / Math.max(1, lines);

  console.log(`${packageName}: ${files.length} files, ${lines} lines, ${functions.length} functions\n`);
  console.log(row(["", "median", "p90", "max", "budget (median, p90, max)"]));
  console.log(row(["lines of a file", ...spread(files), "70, 180, 300"]));
  console.log(row(["lines of a function", ...spread(sizes), "10, 30, 60"]));
  console.log(row(["parameters", ...spread(params), "max 3"]));
  console.log(row(["comment lines", "", "", `${comments.toFixed(1)} %`, "8-15 %"]));
  console.log(row(["any", "", "", anys.length, "0"]));
  console.log(row([`same ${duplicateLines} lines`, "", "", duplicates.length, "0"]));
  console.log("");

  return [
    ...files.filter(({ size }) => size > 300).map(({ at, size }) => `${at}: ${size} lines, at most 300`),
    ...sizes.filter(({ size }) => size > 60).map(({ at, size }) => `${at}: a function of ${size} lines, at most 60`),
    ...params
      .filter(({ size, excused }) => size > 3 && !excused)
      .map(({ at, size }) => `${at}: ${size} parameters, at most 3`),
    ...anys.map((at) => `${at}: any`),
    ...duplicates,
  ];
}

function functionsOf({ program, path, text, line }) {
  const found = [];
  const lines = text.split("\n");
  walk(program, (node) => {
    if (!functionTypes.has(node.type)) return;
    const first = line(node.start);
    // The linter takes the same exception, and wants a reason with it.
    const excused = lines[first - 2]?.includes("max-params --") ?? false;
    found.push({ at: `${path}:${first}`, size: line(node.end) - first + 1, params: node.params.length, excused });
  });
  return found;
}

function anysOf({ program, path, line }) {
  const found = [];
  walk(program, (node) => {
    if (node.type === "TSAnyKeyword") found.push(`${path}:${line(node.start)}`);
  });
  return found;
}

/** Lines that hold a comment and no code. */
function commentLines({ text, comments, line }) {
  const alone = comments.filter(({ start }) => /(^|\n)\s*$/.test(text.slice(0, start)));
  return alone.reduce((sum, { start, end }) => sum + line(end) - line(start) + 1, 0);
}

/** Places where six lines stand that stood before, imports and lines without words left out; each run of them once. */
function findDuplicates(sources) {
  const seen = new Map();
  const found = [];
  for (const source of sources) {
    const code = codeLines(source);
    let reportedUntil = -1;
    for (let i = 0; i + duplicateLines <= code.length; i++) {
      const key = code
        .slice(i, i + duplicateLines)
        .map(({ content }) => content)
        .join("\n");
      const at = `${source.path}:${code[i].number}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, at);
      else if (i > reportedUntil) {
        found.push(`${at}: the same ${duplicateLines} lines as ${first}`);
        reportedUntil = i + duplicateLines;
      }
    }
  }
  return found;
}

function codeLines({ text, program, line }) {
  const skipped = new Set();
  for (const node of program.body) {
    if (node.type !== "ImportDeclaration") continue;
    for (let number = line(node.start); number <= line(node.end); number++) skipped.add(number);
  }
  return text
    .split("\n")
    .map((content, index) => ({ content: content.trim(), number: index + 1 }))
    .filter(({ content, number }) => /\w/.test(content) && !skipped.has(number));
}

function lineCount(text) {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

function spread(items) {
  const sorted = items.map(({ size }) => size).sort((a, b) => a - b);
  return [0.5, 0.9, 1].map((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}

function row([name, ...cells]) {
  const [median, p90, max, budget] = cells.map(String);
  return `  ${name.padEnd(22)}${median.padStart(8)}${p90.padStart(8)}${max.padStart(8)}   ${budget}`;
}

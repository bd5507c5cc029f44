/** An agent that prints as fast as it is read, in whole blocks: `flood.mjs <lines|line|events|secrets> <bytes>`. */
import { writeSync } from "node:fs";

const BLOCK = 64 * 1024;
const WORDS = 'src/app.ts:12 the "quick" brown fox jumps over the lazy dog, caf\u00E9 \u2013 and again; ';
const FINAL = `${JSON.stringify({ type: "agent.final", ok: true, text: "done" })}\n`;
const [kind, bytes] = process.argv.slice(2);

const block = { lines: linesBlock, line: lineBlock, events: eventsBlock, secrets: secretsBlock }[kind]();
for (let left = Number(bytes); left > 0; left -= block.length) print(block);
print(Buffer.from(kind === "events" ? FINAL : "\n"));

/** Lines of some 90 characters, with quotes to be escaped and letters of two and three bytes. */
function linesBlock() {
  return repeated(`${WORDS}\n`);
}

/** One line in ten holds a secret. */
function secretsBlock() {
  return repeated(`${`${WORDS}\n`.repeat(9)}${WORDS}${process.env.BENCH_0_TOKEN}\n`);
}

function lineBlock() {
  return repeated(WORDS);
}

/** What an agent says in a working day: text, a command, its output, the count. */
function eventsBlock() {
  const tool = { kind: "shell", command: "npm test -- --reporter=dot" };
  const usage = {
    inputTokens: 4210,
    cachedInputTokens: 3072,
    outputTokens: 388,
    reasoningTokens: 64,
    totalTokens: 4598,
  };
  const events = [
    { type: "agent.text", text: WORDS },
    { type: "agent.tool.started", id: "call_1", tool },
    { type: "agent.tool.finished", id: "call_1", status: "ok", tool, exitCode: 0, output: `${WORDS}\n`.repeat(8) },
    { type: "agent.usage", usage, cumulative: false },
  ];
  return repeated(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

/** Whole copies only, so that blocks can follow one another. */
function repeated(text) {
  const unit = Buffer.from(text);
  return Buffer.concat(Array.from({ length: Math.floor(BLOCK / unit.length) }, () => unit));
}

function print(bytes) {
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
}

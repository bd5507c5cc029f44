import * as fc from "fast-check";
import { expect, test } from "vitest";
import { redactLines } from "../../../src/agent/redact-lines.ts";
import { createRedactor } from "../../../src/process/redact/redactor.ts";

const SECRET = "hunter2-hunter2";
const redactor = (patterns: string[] = []) => createRedactor([{ name: "S", value: SECRET }], patterns);

/** Lines as an agent prints them, through the redaction of bytes and of lines, in blocks of `perBlock` lines. */
function through(
  lines: readonly unknown[],
  { patterns = [], perBlock = 1 }: { patterns?: string[]; perBlock?: number } = {},
) {
  const used = redactor(patterns);
  const redacting = redactLines(used, { isJson: true });
  const blocks = [];
  for (let at = 0; at < lines.length; at += perBlock) {
    const text = lines.slice(at, at + perBlock).map((line) => `${JSON.stringify(line)}\n`);
    const bytes = used.bytes();
    blocks.push(
      ...redacting.take({ kind: "lines", bytes: Buffer.concat([bytes.push(Buffer.from(text.join(""))), bytes.end()]) }),
    );
  }
  const clean = Buffer.concat([...blocks, ...redacting.end()].map(({ bytes }) => bytes)).toString();
  return {
    clean,
    lines: clean
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>),
    used,
  };
}

const claude = (text: string, index = 0, parent: string | null = null) => ({
  type: "stream_event",
  event: { type: "content_block_delta", index, delta: { type: "text_delta", text } },
  parent_tool_use_id: parent,
  uuid: String(Math.random()),
});
const saidBy = (line: Record<string, unknown>) =>
  (line["event"] as { delta?: { text?: string } } | undefined)?.delta?.text ??
  (line["text"] as string | undefined) ??
  "";

const shapes: Record<string, (text: string) => object> = {
  "Claude Code": (text: string) => claude(text),
  "chat completions": (text: string) => ({ choices: [{ index: 0, delta: { content: text } }] }),
  "Gemini CLI": (text: string) => ({ type: "message", role: "assistant", content: text, delta: true }),
  "Copilot CLI": (text: string) => ({ type: "assistant.message_delta", data: { deltaContent: text, messageId: "" } }),
  "Copilot CLI's shell": (text: string) => ({ type: "tool.shell_output", data: { text, sequence: 0 }, id: "" }),
  "our own words": (text: string) => ({ type: "agent.text", text }),
};

/** All texts of the lines, one after the other. */
function wordsOf(lines: readonly unknown[]): string {
  const inside = (value: unknown): string =>
    typeof value === "string"
      ? value
      : typeof value === "object" && value !== null
        ? Object.entries(value)
            .map(([key, part]) => (["type", "uuid", "role"].includes(key) ? "" : inside(part)))
            .join("")
        : "";
  return lines.map(inside).join("");
}

for (const [name, line] of Object.entries(shapes)) {
  test(`${name}: a secret in pieces, one letter each or any other way`, () => {
    const cut = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 40 });
    fc.assert(
      fc.property(cut, fc.integer({ min: 1, max: 5 }), (places, perBlock) => {
        const text = `the key is ${SECRET}, and that was it`;
        const sorted = [...new Set(places)].sort((a, b) => a - b);
        const parts = [0, ...sorted].map((from, index) => text.slice(from, sorted[index] ?? text.length));
        const { lines } = through(parts.map(line), { perBlock });
        expect(wordsOf(lines)).toBe("the key is [redacted:S], and that was it");
      }),
    );
  });

  test(`${name}: pieces without a secret are printed as they were`, () => {
    const part = fc.string({ unit: fc.constantFrom(...Array.from('hunter2-sk-eyJ \n"é')), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const said = parts.map(line);
        fc.pre(!parts.join("").includes(SECRET));
        expect(through(said).clean).toBe(said.map((one) => `${JSON.stringify(one)}\n`).join(""));
      }),
    );
  });
}

test("texts that come at the same time are kept apart", () => {
  const [a, b] = [SECRET.slice(0, 6), SECRET.slice(6)];
  const { lines } = through([claude(a), claude("x", 1), claude(b), claude("y", 0, "sub"), claude("z", 1)]);
  expect(lines.map(saidBy).join("")).not.toContain(SECRET);
  expect(lines.map(saidBy).sort().join(" ").trim()).toBe("[redacted:S] x y z");
});

test("a text that ends with the beginning of a secret is whole when the agent goes on with something else", () => {
  const tool = { type: "agent.tool.started", id: "1", tool: { kind: "shell", command: "ls" } };
  const said = [{ type: "agent.text", text: "hunter" }, tool, { type: "agent.text", text: "2-hunter2" }];
  expect(through(said).lines).toEqual(said);
});

test("Copilot CLI's other lines end none of its texts, and the last line about one does", () => {
  const piece = (text: string) => ({ type: "tool.shell_output", data: { toolCallId: "1", stream: "stdout", text } });
  const other = { type: "session.background_tasks_changed", data: {} };
  const done = { type: "tool.execution_complete", data: { toolCallId: "1", success: true } };
  const { clean } = through([piece("a hunter2"), other, piece("-hunter2 b"), done]);
  expect(clean).toContain("[redacted:S]");
  expect(clean).not.toMatch(/hunter2/);
  const begun = [piece("a hunter2"), done, piece("-hunter2 b")];
  expect(through(begun).lines).toEqual(begun);
});

test("what a shell has printed so far, told again and again, shows no beginning of a secret", () => {
  const telling = (text: string) => ({
    type: "tool.execution_partial_result",
    data: { toolCallId: "1", partialOutput: text },
  });
  const piece = (text: string) => ({ type: "tool.shell_output", data: { toolCallId: "1", stream: "stdout", text } });
  const done = { type: "tool.execution_complete", data: { toolCallId: "1", result: { content: `a ${SECRET} b` } } };
  for (let at = 1; at < SECRET.length; at++) {
    const [first, second] = [`a ${SECRET.slice(0, at)}`, `${SECRET.slice(at)} b`];
    const said = [piece(first), telling(first), piece(second), telling(first + second), done];
    const { clean, lines } = through(said);
    expect(clean).not.toMatch(/hunter2|-hun/);
    expect(lines).toContainEqual(telling("a [redacted:S] b"));
    expect(through([telling(first)]).lines).toEqual([telling("a ")]);
  }
  const harmless = [telling("one?"), telling("one?\n2 "), telling("")];
  expect(through(harmless).clean).toBe(harmless.map((one) => `${JSON.stringify(one)}\n`).join(""));
});

test("what the agent says about itself meanwhile ends no text", () => {
  const [a, b] = [SECRET.slice(0, 6), SECRET.slice(6)];
  const { lines } = through([claude(a), { type: "system", subtype: "status" }, claude(b)]);
  expect(wordsOf(lines)).toContain("[redacted:S]");
});

test("JSON that spells letters as escapes is read", () => {
  const spelled = Array.from(SECRET, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`).join("");
  const redacting = redactLines(redactor(), { isJson: true });
  const [block] = redacting.take({ kind: "lines", bytes: Buffer.from(`{"type":"x","text":"${spelled}"}\n`) });
  expect(block?.bytes.toString()).toBe('{"type":"x","text":"[redacted:S]"}\n');
});

test("configured patterns see what JSON hides, and leave its frame alone", () => {
  const { lines } = through([{ type: "result", text: 'id "4711" and more' }], { patterns: ['"\\d+".*'] });
  expect(lines).toEqual([{ type: "result", text: "id [redacted:pattern-1]" }]);
});

test("configured patterns in plain text and in lines over the bound", () => {
  const redacting = redactLines(redactor(["CUST-\\d+"]), { isJson: false });
  const blocks = [
    ...redacting.take({ kind: "lines", bytes: Buffer.from("for CUST-12\nand \xff") }),
    ...redacting.take({ kind: "raw", bytes: Buffer.from("long CUST") }),
    ...redacting.take({ kind: "raw", bytes: Buffer.from("-34 line\n") }),
    ...redacting.end(),
  ];
  const text = Buffer.concat(blocks.map(({ bytes }) => bytes)).toString();
  expect(text).toBe("for [redacted:pattern-1]\nand \xfflong [redacted:pattern-1] line\n");
});

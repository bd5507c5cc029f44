import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { providerOf } from "../../../src/providers/index.ts";
import { customProvider } from "../../../src/providers/custom.ts";

const jsonl = customProvider("mine", { command: "x", args: [], prompt: "stdin", output: "jsonl" });
const providers = [
  providerOf("codex"),
  providerOf("claude"),
  providerOf("gemini"),
  providerOf("qwen"),
  providerOf("copilot"),
  providerOf("opencode"),
  providerOf("builtin"),
  providerOf("replay"),
  jsonl,
];

/** Numbers that come out the same on every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS = [
  "type",
  "item",
  "message",
  "content",
  "id",
  "text",
  "subtype",
  "usage",
  "tool_use_id",
  "status",
  "changes",
  "name",
  "input",
  "modelUsage",
  "permission_denials",
  "tool_result_meta",
  "kind",
  "ok",
];
const VALUES = [
  "item.completed",
  "turn.completed",
  "turn.failed",
  "error",
  "assistant",
  "user",
  "result",
  "system",
  "init",
  "api_retry",
  "tool_use",
  "tool_result",
  "file_change",
  "command_execution",
  "agent.final",
  "agent.usage",
  "x",
];

function randomJson(random: () => number, depth: number): unknown {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const leaf = [null, true, false, 0, -1, Infinity, 3.5, "", pick(VALUES), pick(VALUES), pick(VALUES)];
  if (depth === 0 || random() < 0.3) return pick(leaf);
  const size = Math.floor(random() * 5);
  if (random() < 0.3) return Array.from({ length: size }, () => randomJson(random, depth - 1));
  return Object.fromEntries(Array.from({ length: size + 2 }, () => [pick(WORDS), randomJson(random, depth - 1)]));
}

describe("read never throws", () => {
  for (const { id, read } of providers)
    test(`${id}: whatever the shape`, () => {
      const random = randomNumbers(20);
      for (let round = 0; round < 3_000; round++) {
        const events = read(JSON.stringify(randomJson(random, 5)) ?? "");
        for (const event of events) assert.match(event.type, /^agent\./);
      }
    });
});

describe("a line that is no event says nothing", () => {
  const lines = [
    "",
    " ",
    "{",
    "null",
    "[]",
    '"text"',
    "42",
    "Reading prompt from stdin...",
    '{"type":"unknown"}',
    '{"type":null}',
    '{"type":"item.completed"}',
    '{"type":"assistant","message":null}',
    '{"__proto__":{"type":"error"}}',
  ];
  for (const { id, read } of providers)
    test(id, () => {
      for (const line of lines) assert.deepEqual(read(line), [], line);
    });
});

test("U+2028 inside a string is text", () => {
  const line = JSON.stringify({ type: "item.completed", item: { id: "1", type: "agent_message", text: "a\u2028b" } });
  assert.deepEqual(providerOf("codex").read(line), [{ type: "agent.text", text: "a\u2028b" }]);
});

describe("codex tools", () => {
  for (const [item, tool, status] of [
    [
      { type: "mcp_tool_call", server: "docs", tool: "find", arguments: { q: 1 }, status: "failed" },
      { kind: "other", name: "docs.find", detail: '{"q":1}' },
      "failed",
    ],
    [{ type: "web_search", query: "why" }, { kind: "other", name: "web_search", detail: "why" }, "ok"],
    [
      { type: "command_execution", command: "rm -rf /", status: "declined", exit_code: null },
      { kind: "shell", command: "rm -rf /" },
      "denied",
    ],
    [
      {
        type: "file_change",
        changes: [
          { path: "a", kind: "update" },
          { path: "b", kind: "delete" },
        ],
        status: "completed",
      },
      {
        kind: "edit",
        changes: [
          { path: "a", change: "modify" },
          { path: "b", change: "delete" },
        ],
      },
      "ok",
    ],
    [
      { type: "brand_new_tool", status: "completed", tool: "t" },
      { kind: "other", name: "brand_new_tool", detail: "t" },
      "ok",
    ],
  ] as const)
    test(item.type, () => {
      const events = providerOf("codex").read(
        JSON.stringify({ type: "item.completed", item: { id: "item_1", ...item } }),
      );
      assert.deepEqual(events, [{ type: "agent.tool.finished", id: "item_1", status, tool }]);
    });
});

describe("claude tools", () => {
  for (const [name, input, tool] of [
    ["Bash", { command: "ls" }, { kind: "shell", command: "ls" }],
    ["Write", { file_path: "/w/a", content: "x" }, { kind: "edit", changes: [{ path: "/w/a", change: "modify" }] }],
    ["NotebookEdit", { notebook_path: "/w/n" }, { kind: "edit", changes: [{ path: "/w/n", change: "modify" }] }],
    ["Read", { file_path: "/w/a" }, { kind: "other", name: "Read", detail: "/w/a" }],
    ["mcp__docs__find", { q: 1 }, { kind: "other", name: "mcp__docs__find", detail: '{"q":1}' }],
  ] as const)
    test(name, () => {
      const content = [{ type: "tool_use", id: "t1", name, input }];
      const events = providerOf("claude").read(JSON.stringify({ type: "assistant", message: { content } }));
      assert.deepEqual(events, [{ type: "agent.tool.started", id: "t1", tool }]);
    });

  test("what a subagent says is not the answer", () => {
    const message = { content: [{ type: "text", text: "inner" }] };
    assert.deepEqual(
      providerOf("claude").read(JSON.stringify({ type: "assistant", message, parent_tool_use_id: "t1" })),
      [],
    );
  });
});

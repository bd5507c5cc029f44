import { expect, test } from "vitest";
import { lineBlocks, linesOf } from "../../../src/process/line-blocks.ts";

async function* chunks(...parts: readonly (string | Buffer)[]) {
  for (const part of parts) yield Buffer.from(part);
}

async function read(stream: AsyncIterable<Buffer>, maxLine?: number) {
  const lines: string[] = [];
  let raw = "";
  for await (const { kind, bytes } of lineBlocks(stream, maxLine)) {
    if (kind === "raw") raw += bytes.toString();
    else for (const line of linesOf(bytes)) lines.push(line.bytes.toString());
  }
  return { lines, raw };
}

const snow = Buffer.from("❄");

test.each([
  ["whole lines", ["a\nb\n"], ["a", "b"]],
  ["a line over chunks", ["a", "b", "c\nd\n"], ["abc", "d"]],
  ["no last line end", ["a\nb"], ["a", "b"]],
  ["empty lines", ["\n\na\n"], ["", "", "a"]],
  ["other line separators are text", ['{"a":"x\u2028y\u2029\u0085"}\r\nz\n'], ['{"a":"x\u2028y\u2029\u0085"}\r', "z"]],
  ["a character over chunks", [snow.subarray(0, 1), snow.subarray(1), "\n"], ["❄"]],
  ["nothing", [], []],
] as const)("%s", async (_name, parts, lines) => {
  expect((await read(chunks(...parts))).lines).toEqual(lines);
});

test("a line over the bound is passed on raw, and the next line is a line again", async () => {
  expect(await read(chunks("start\n", "xxxx", "yyyy", "zz", "zz\nnext\n"), 6)).toEqual({
    lines: ["start", "next"],
    raw: "xxxxyyyyzzzz\n",
  });
});

test("every byte comes out, in order, whatever the chunks", async () => {
  const text = Array.from({ length: 500 }, (_, n) => "line".repeat(n % 17)).join("\n");
  for (const size of [1, 2, 3, 7, 64, 10_000]) {
    const parts = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
    const out: Buffer[] = [];
    for await (const { bytes } of lineBlocks(chunks(...parts), 40)) out.push(bytes);
    expect(Buffer.concat(out).toString()).toBe(text);
  }
});

test("lines know where they start", () => {
  expect([...linesOf(Buffer.from("ab\n\ncd"))].map(({ offset }) => offset)).toEqual([0, 3, 4]);
});

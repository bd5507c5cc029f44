import fc from "fast-check";
import { expect, test } from "vitest";
import { closingSummary, summaryRequest } from "../../../src/agent/summary.ts";

const SECTION = "## Closing summary\n\n- changed a.ts";

for (const [what, output, text] of [
  ["as it was asked for", `Done.\n\n${SECTION}\n`, "- changed a.ts"],
  ["another level", `# Closing Summary\n- one\n## Details\n- two`, "- one\n## Details\n- two"],
  ["up to the next heading of its level", `${SECTION}\n\n## Notes\nno`, "- changed a.ts"],
  ["up to a heading above it", `${SECTION}\n\n# Notes\nno`, "- changed a.ts"],
  ["a bold line, up to any heading", `**Closing summary**\n- one\n###### Notes\nno`, "- one"],
  ["bold with a colon, on the same line", "**Closing summary:** all is well", "all is well"],
  ["a line with a colon", "closing summary: all is well\nmore", "all is well\nmore"],
  ["a closed heading", "## Closing summary ##\nwell", "well"],
  ["the last of two", `${SECTION}\n\n## Closing summary\n- later`, "- later"],
  [
    "not the example in a fence after it",
    `${SECTION}\n## Notes\n\`\`\`\n## Closing summary\nno\n\`\`\``,
    "- changed a.ts",
  ],
  ["all of it in a fence", `Here:\n\`\`\`markdown\n${SECTION}\n\`\`\`\nBye.`, "- changed a.ts"],
  [
    "a fence in it, whose comments are no headings",
    `${SECTION}\n\`\`\`sh\n# run\nnpm test\n\`\`\`\n- end\n## Notes`,
    "- changed a.ts\n```sh\n# run\nnpm test\n- end",
  ],
  ["other line ends and colours", "## Closing summary\r\n\u001B[32m- green\u001B[39m\r\n", "- green"],
] as const)
  test(`the section: ${what}`, () => {
    expect(closingSummary(output, 40)).toEqual({ text, from: "section" });
  });

for (const [what, output, expected] of [
  ["no section: the message", "One.\n\nTwo.", { text: "One.\nTwo.", from: "final" }],
  [
    "an empty section is none",
    "One.\n## Closing summary\n\n---\n",
    { text: "One.\n## Closing summary", from: "final" },
  ],
  ["prose about it is none", "I wrote a closing summary into a.md", { from: "final" }],
  ["too long: its last lines that say something", "a\nb\n\n---\nc\n```\nd", { text: "b\nc\nd", from: "tail" }],
  ["nothing at all", " \n---\n", { text: "", from: "final" }],
] as const)
  test(what, () => {
    expect(closingSummary(output, 3)).toMatchObject(expected);
  });

test("a section that is too long keeps its beginning, and says so", () => {
  const lines = Array.from({ length: 50 }, (_, n) => `- line ${n}`);
  const { text } = closingSummary(`## Closing summary\n${lines.join("\n")}`);
  expect(text.split("\n")).toEqual([...lines.slice(0, 40), "[… 10 more lines …]"]);
});

test("one line of a megabyte is bounded, wherever it stands", () => {
  const long = "ä".repeat(500_000);
  expect(Buffer.byteLength(closingSummary(`## Closing summary\n${long}`).text)).toBeLessThanOrEqual(8192);
  expect(closingSummary(long)).toMatchObject({ text: "ä".repeat(4096), from: "tail" });
});

test.each(["closing summary", "closing summary:", "**", "# # ", "\u001B[1;", "```\n", "## Closing summary\n```\n"])(
  "64 KiB made of %j cost nothing",
  (piece) => {
    const started = performance.now();
    closingSummary(piece + " ".repeat(30_000) + piece.repeat(30_000 / piece.length));
    expect(performance.now() - started).toBeLessThan(500);
  },
);

test("an agent that repeats the request has not answered it: what it says after it counts", () => {
  expect(closingSummary(`${summaryRequest(5)}\nRight.\n\n${SECTION}`)).toEqual({
    text: "- changed a.ts",
    from: "section",
  });
});

test("any text: bounded, quick, and what stands under the heading is found", () => {
  const word = fc.string({ unit: "binary" }).map((text) => text.replace(/[#`~\s]/gu, "x"));
  fc.assert(
    fc.property(fc.array(word), word, fc.nat(6), (before, said, depth) => {
      const output = `${before.join("\n")}\n${"#".repeat(depth)} Closing summary\n- x${said}`;
      expect(closingSummary(output)).toMatchObject({ from: "section" });
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 50 }), (output, lines) => {
      expect(closingSummary(output, lines).text.split("\n").length).toBeLessThanOrEqual(lines + 1);
    }),
  );
});

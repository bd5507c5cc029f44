import { expect, test } from "vitest";
import { fillSummaries, summariesIn } from "../../../src/pipeline/summaries.ts";

const PROMPT =
  "{{steps.a.summary}} {{ steps.b-1.summary }} {{steps.a.summary}} ${{ steps.c.summary }} {{steps.d.output}}";

test("the steps whose summary is wanted, each once", () => {
  expect(summariesIn(PROMPT)).toEqual(["a", "b-1"]);
});

test("a summary is data: what looks like a placeholder or a pattern in it stays", () => {
  const filled = fillSummaries(PROMPT, (id) => (id === "a" ? "$& {{steps.b-1.summary}}" : "B"));
  expect(filled).toBe("$& {{steps.b-1.summary}} B $& {{steps.b-1.summary}} ${{ steps.c.summary }} {{steps.d.output}}");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCondition } from "../../../src/pipeline/condition.ts";
import type { Step } from "../../../src/pipeline/pipeline.ts";
import { type Attempt, schedule } from "../../../src/pipeline/schedule.ts";

interface Wish extends Partial<Omit<Step, "when">> {
  readonly when?: string;
}

function step(id: string, { when, ...more }: Wish = {}): Step {
  const condition = when === undefined ? undefined : parseCondition(when);
  if (condition !== undefined && "problem" in condition) throw new Error(condition.problem);
  return { id, task: { kind: "text", text: id }, needs: [], verify: [], retries: 0, when: condition, ...more };
}

function next(steps: Step[], ended: Record<string, Attempt[]> = {}, running: string[] = []) {
  const writes = ({ access }: Step) => access !== "read";
  const { start, outcomes, isOver } = schedule(steps, {
    ended: new Map(Object.entries(ended)),
    running: new Set(running),
    writes,
  });
  return { start: start.map((one) => one.step.id), all: start, outcomes: Object.fromEntries(outcomes), isOver };
}

const OK: Attempt[] = [{ kind: "succeeded" }];
const FAILED: Attempt[] = [{ kind: "failed" }];
const REFUSED: Attempt = { kind: "not-accepted", said: "1 test failed" };

test("one step that writes at a time, readers beside it", () => {
  const steps = [step("a"), step("b"), step("look", { access: "read" })];
  expect(next(steps).start).toEqual(["a", "look"]);
  expect(next(steps, {}, ["a"]).start).toEqual(["look"]);
  expect(next(steps, { a: OK }, ["look"]).start).toEqual(["b"]);
});

test("steps that write keep their order, also when a later one is ready first", () => {
  const steps = [step("look", { access: "read" }), step("a", { needs: ["look"] }), step("b")];
  expect(next(steps, {}, ["look"]).start).toEqual([]);
  expect(next(steps, { look: FAILED }).start).toEqual(["b"]);
});

test("a false condition skips a step and what needs it", () => {
  const steps = [step("a"), step("b", { needs: ["a"], when: "steps.a.failed" }), step("c", { needs: ["b"] })];
  expect(next(steps, { a: OK })).toMatchObject({
    start: [],
    outcomes: { a: "succeeded", b: "skipped", c: "skipped" },
    isOver: true,
  });
  expect(next(steps, { a: FAILED }).start).toEqual(["b"]);
});

test("a condition decides only about the steps that it names", () => {
  const steps = [step("a"), step("b"), step("c", { needs: ["a", "b"], when: "steps.a.failed" })];
  expect(next(steps, { a: FAILED, b: FAILED }).outcomes["c"]).toBe("skipped");
  expect(next(steps, { a: FAILED, b: OK }).start).toEqual(["c"]);
});

test("what verify refused goes back with what it said, as often as it may", () => {
  const steps = [step("a", { retries: 1 }), step("b", { needs: ["a"] }), step("other")];
  expect(next(steps, { a: [REFUSED] }).all).toMatchObject([{ step: { id: "a" }, attempt: 2, said: "1 test failed" }]);
  expect(next(steps, { a: [REFUSED, REFUSED] })).toMatchObject({
    start: ["other"],
    outcomes: { a: "failed", b: "skipped" },
  });
  expect(next(steps, { a: [REFUSED, ...OK] }).start).toEqual(["b"]);
});

test("a failure that verify did not see is not tried again", () => {
  expect(next([step("a", { retries: 3 })], { a: FAILED }).isOver).toBe(true);
});

test("whatever ends how, everything ends, one writer at a time and the writers always in the same order", () => {
  const kinds = fc.constantFrom<Attempt>({ kind: "succeeded" }, { kind: "failed" }, REFUSED);
  const made = fc.array(
    fc.record({ reads: fc.boolean(), retries: fc.nat(2), needs: fc.array(fc.nat(9)), when: fc.boolean() }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(made, fc.infiniteStream(kinds), fc.infiniteStream(fc.nat(7)), (wishes, ends, picks) => {
      const steps = wishes.map(({ reads, retries, needs, when }, index) => {
        const ids = [...new Set(needs.filter((need) => need < index).map((need) => `s${need}`))];
        const condition = when && ids[0] !== undefined ? { when: `!steps.${ids[0]}.ok` } : {};
        return step(`s${index}`, { access: reads ? "read" : "write", retries, needs: ids, ...condition });
      });
      const ended: Record<string, Attempt[]> = {};
      const running: string[] = [];
      const writers: string[] = [];
      for (let turn = 0; ; turn++) {
        expect(turn).toBeLessThan(100);
        const now = next(steps, ended, running);
        if (now.isOver) break;
        running.push(...now.start);
        const writing = running.filter((id) => steps.find((one) => one.id === id)?.access === "write");
        expect(writing.length).toBeLessThan(2);
        expect(running.length).toBeGreaterThan(0);
        writers.push(...now.start.filter((id) => writing.includes(id)));
        const [over = ""] = running.splice((picks.next().value ?? 0) % running.length, 1);
        (ended[over] ??= []).push(ends.next().value ?? REFUSED);
      }
      const numbers = writers.map((id) => Number(id.slice(1)));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }),
  );
});

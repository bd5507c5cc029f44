import { clipStart } from "../../agent/quoted.ts";
import { isObject, type Json, objects } from "../../providers/json.ts";
import { jsonObjectsIn } from "./json-objects.ts";

/** By criterion. Null: no score could be had, which is neither 0 nor any other number. */
export type Scores = Readonly<Record<string, number | null>>;

export interface ParsedScores {
  readonly scores: Scores;
  /** Of those criteria that have one. */
  readonly reasons: Readonly<Record<string, string>>;
}

const MAX_BYTES = 64 * 1024;
const LONGEST_REASON = 1000;

/**
 * The scores in an evaluation's answer: in the last JSON object that has any, in prose or fences. Names may differ in case
 * and hyphens. Other scales than 0 to 1 are understood only where they can be nothing else: `"85%"`, `"8/10"`, numbers
 * that only fit 0 to 100. What cannot be read, or lies outside of its scale, is null.
 */
export function parseScores(answer: string, criteria: readonly string[]): ParsedScores {
  const objectsIn = jsonObjectsIn(clipStart(answer, MAX_BYTES));
  const read = objectsIn.map((object) => readObject(object, criteria));
  return read.findLast(({ scores }) => hasAny(scores)) ?? readObject({}, criteria);
}

/** The criteria without a score. */
export function missingIn(scores: Scores, criteria: readonly string[]): readonly string[] {
  return criteria.filter((criterion) => scoreOf(scores, criterion) === null);
}

export function scoreOf(scores: Scores, criterion: string): number | null {
  return Object.hasOwn(scores, criterion) ? (scores[criterion] ?? null) : null;
}

function hasAny(scores: Scores): boolean {
  return Object.values(scores).some((score) => score !== null);
}

function readObject(object: Json, criteria: readonly string[]): ParsedScores {
  const entries = entriesOf(object["scores"] ?? object["criteria"] ?? object);
  const found = criteria.map((criterion) => [criterion, pick(entries, criterion)] as const);
  const scale = scaleOf(found.flatMap(([, entry]) => (typeof entry?.value === "number" ? [entry.value] : [])));
  const reasons = isObject(object["reasons"]) ? entriesOf(object["reasons"]) : [];
  return {
    scores: Object.fromEntries(found.map(([criterion, entry]) => [criterion, scoreIn(entry?.value, scale)])),
    reasons: Object.fromEntries(
      found.flatMap(([criterion, entry]) => {
        const reason = pick(reasons, criterion)?.value ?? entry?.reason;
        return typeof reason === "string" ? [[criterion, reason.slice(0, LONGEST_REASON)]] : [];
      }),
    ),
  };
}

interface Entry {
  readonly name: string;
  readonly value: unknown;
  readonly reason?: unknown;
}

/** `{ name: value }`, `{ name: { score, reason } }` or `[{ criterion, score, reason }]`. */
function entriesOf(value: unknown): Entry[] {
  if (Array.isArray(value))
    return objects(value).map((item) => ({
      name: String(item["criterion"] ?? item["name"]),
      value: item["score"],
      reason: item["reason"],
    }));
  if (!isObject(value)) return [];
  return Object.entries(value).map(([name, inner]) =>
    isObject(inner) ? { name, value: inner["score"], reason: inner["reason"] } : { name, value: inner },
  );
}

/** The entry of exactly this name, else the only one that is called so but for case and hyphens. */
function pick(entries: readonly Entry[], criterion: string): Entry | undefined {
  const exact = entries.filter(({ name }) => name === criterion);
  const alike = exact.length > 0 ? exact : entries.filter(({ name }) => plain(name) === plain(criterion));
  return alike.length === 1 ? alike[0] : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]+/g, "");
}

/**
 * What bare numbers are counted in. A fraction below 1 says that it is the scale we asked for. Without one, 100 only where
 * the greatest is above 50 (12 may be of 20, 8 of 10), and none of them is a 1. Undefined: nobody can tell.
 */
function scaleOf(numbers: readonly number[]): number | undefined {
  const inside = numbers.filter((number) => number >= 0 && number <= 100);
  if (inside.some((number) => number > 0 && number < 1) || inside.every((number) => number <= 1)) return 1;
  return inside.some((number) => number > 50) && !inside.includes(1) ? 100 : undefined;
}

const WORDS = /^(?<value>\d{1,3}(?:\.\d{1,6})?)\s*(?:(?<percent>%)|\/\s*(?<of>1|10|100))?$/;

/** Text that says its own scale has that one; other text counts as the number it holds, on ours. */
function scoreIn(value: unknown, scale: number | undefined): number | null {
  if (typeof value === "number") return scale === undefined ? null : within(value / scale);
  const groups = typeof value === "string" ? WORDS.exec(value.trim())?.groups : undefined;
  if (groups === undefined) return null;
  const { value: number = "", percent, of } = groups;
  return within(Number(number) / (percent === undefined ? Number(of ?? 1) : 100));
}

function within(score: number): number | null {
  return score >= 0 && score <= 1 ? Math.abs(score) : null; // JSON has a -0
}

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { namespacePossible } from "../../src/process/namespace.ts";
import { attacks } from "./attacks.ts";
import { execute } from "./execute.ts";
import { harmless } from "./harmless.ts";
import { destroyedBetween, type Look, look, lookAtPrecious, lostBetween } from "./look.ts";
import { inParallel, sample } from "./sample.ts";
import { copyState, makeTemplate, runDirectly } from "./state.ts";
import { fold, table } from "./table.ts";

function isThere(tool: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false; // not in this one
    }
  });
}

const canBeTried = ({ needs }: { readonly needs?: string }) => needs === undefined || isThere(needs);
const template = await makeTemplate();
let before: Look;

beforeAll(async () => {
  await using state = await copyState(template.path);
  before = await lookAtPrecious(state);
});

afterAll(() => template[Symbol.asyncDispose]());

describe("with no guard", () => {
  test("every attack destroys what it says, and nothing else", { timeout: 900_000 }, async () => {
    const found = await inParallel(sample(attacks.filter(canBeTried), 100), async ({ id, script, kills }) => {
      await using state = await copyState(template.path);
      const { output } = await runDirectly(state, script);
      const destroyed = Object.keys(await destroyedBetween(before, await look(state), state));
      return destroyed.join() === kills.join() ? [] : [{ id, script, kills, destroyed, output }];
    });
    expect(found.flat()).toEqual([]);
  });

  test("every harmless command succeeds and loses nothing", { timeout: 900_000 }, async () => {
    const found = await inParallel(sample(harmless.filter(canBeTried), 40), async ({ id, script }) => {
      await using state = await copyState(template.path);
      const { exitCode, output } = await runDirectly(state, script);
      const lost = await lostBetween(before, await look(state), state);
      return exitCode === 0 && lost.length === 0 ? [] : [{ id, script, exitCode, lost, output }];
    });
    expect(found.flat()).toEqual([]);
  });
});

type Done = Awaited<ReturnType<typeof execute>>;

/** A patch is not read: this one takes back what was changed. */
const PASSES = new Set(["git diff -R a.txt | git apply"]);
/** What git calls no hook for: where hooks alone are left it is only undone (docs/security.md). */
const NO_HOOK =
  /stash\W+(?:drop|pop|branch)|reflog (?:expire|delete)|symbolic-ref|branch .*-M|core\.hooksPath|rebase .*--autostash/;

const isMissed = ({ entry, refused }: Done) => {
  if (!("kills" in entry)) return refused; // a harmless one must not be
  return entry.group !== "not-git" && !refused && !PASSES.has(entry.script);
};
const isMissedByHooks = ({ entry, destroyed }: Done) =>
  !NO_HOOK.test(entry.script) && destroyed.some((one) => one === "refs" || one === "stash");

function shown({ entry, destroyed, refusals, output }: Done) {
  return { ...entry, destroyed, refusals, output };
}

const notRestored = (done: readonly Done[]) =>
  done.filter(({ restored }) => !restored).map(({ entry, different }) => [entry.id, different]);

const elsewhere = attacks.filter(canBeTried).filter(({ route }) => route !== "path");

test(
  "with the guard, through a run: refused, harmless ones pass, and everything comes back",
  { timeout: 3_600_000 },
  async () => {
    // Where the shim does not stand in git's own place, only the way through PATH meets it.
    const all = namespacePossible() ? attacks.filter(canBeTried) : attacks.filter(({ route }) => route === "path");
    const some = [...sample(all, 130), ...sample(harmless.filter(canBeTried), 60)];
    const done = await inParallel(some, (entry) => execute(template.path, entry));
    console.log(`Namespace: ${namespacePossible() ? "yes" : "no"}\n${table(fold(done))}`);
    expect(done.filter(isMissed).map(shown)).toEqual([]);
    expect(notRestored(done)).toEqual([]);
  },
);

test("with hooks alone, on the ways that pass the shim by: refs and stash", { timeout: 3_600_000 }, async () => {
  const some = sample(elsewhere, 30);
  const done = await inParallel(some, (entry) => execute(template.path, entry, ["--keep-processes"]));
  console.log(`Without a namespace\n${table(fold(done))}`);
  expect(done.filter(isMissedByHooks).map(shown)).toEqual([]);
  expect(notRestored(done)).toEqual([]);
});

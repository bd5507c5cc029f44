import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "vitest";
import { PROVIDERS } from "../../../src/providers/index.ts";
import type { Provider } from "../../../src/providers/provider.ts";

const ROOT = new URL("../../../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

/** The cells of each row that begins with a word in backticks, by that word; without backticks. */
function rowsOf(markdown: string): Map<string, string[]> {
  const rows = markdown.split("\n").filter((line) => line.startsWith("| `"));
  const cells = rows.map((row) =>
    row.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("`", "").replaceAll("\\|", "|").trim()),
  );
  return new Map(cells.map(([, name = "", ...others]) => [name, others]));
}

const escaped = (text: string): string => text.replaceAll("|", "\\|");
const rowOf = ({ id, accesses, install, login, untried }: Provider): string =>
  `| \`${id}\` | ${accesses.join(", ")} | what it starts${untried === true ? "; not run here" : ""} | ${escaped(install)} | ${escaped(login)} |`;

describe("the table in docs/providers.md says what the code says", () => {
  const rows = rowsOf(read("docs/providers.md").split("`--agent` and `--provider`")[0] ?? "");
  for (const provider of PROVIDERS.values())
    test(provider.id, () => {
      const { id, accesses, install, login, untried } = provider;
      const [access, starts = "", howToGet, howToLogIn] = rows.get(id) ?? [];
      const told = [access, howToGet, howToLogIn, starts.endsWith("not run here")];
      assert.deepEqual(told, [accesses.join(", "), install, login, untried === true], `Write: ${rowOf(provider)}`);
    });
  test("no other agent is told of, but those that a command line names", () => {
    const names = [...rows.keys()].filter((name) => !name.startsWith("acp:"));
    assert.deepEqual(names, [...PROVIDERS.keys()]);
  });
});

test("README.md names every agent", () => {
  const named = new Set(read("README.md").match(/(?<=^\|[^|]*)`[\w-]+`/gm));
  assert.deepEqual(
    [...PROVIDERS.keys()].filter((id) => !named.has(`\`${id}\``)),
    [],
  );
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRedactor } from "../../../src/process/redact/redactor.ts";
import { writePatch } from "../../../src/runs/write-patch.ts";
import { leaksBelow } from "../../support/leaks.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const SECRET = "a-secret-of-the-patch";
const PATCH = `diff --git a/x b/x\n+key = ${SECRET}\n+more\n`;

/** The patch byte by byte; `look` is called after each. */
async function* bytesOf(text: string, look: () => void): AsyncGenerator<Buffer> {
  for (const byte of Buffer.from(text)) {
    yield Buffer.from([byte]);
    look();
  }
}

async function writeTo(folder: string, isWhole: boolean) {
  const leaks: string[] = [];
  const look = () => leaks.push(...leaksBelow(folder, [SECRET]));
  const redactor = createRedactor([{ name: "KEY", value: SECRET }]);
  const written = await writePatch(join(folder, "changes.patch"), redactor, async (take) => {
    await take(bytesOf(PATCH, look));
    return isWhole;
  });
  look();
  return { written, leaks };
}

test("a patch is never on the disk with a secret in it, and says what was hidden", async () => {
  await using folder = await tempFolder();
  expect(await writeTo(folder.path, true)).toEqual({ written: true, leaks: [] });
  expect(readdirSync(folder.path)).toEqual(["changes.patch"]);
  const patch = readFileSync(join(folder.path, "changes.patch"), "utf8");
  expect(patch).toBe(
    `This patch is for reading: 1 secret was redacted in it, so do not apply it.\n\n${PATCH.replace(SECRET, "[redacted:KEY]")}`,
  );
});

test("of a patch that git did not finish nothing is left", async () => {
  await using folder = await tempFolder();
  expect(await writeTo(folder.path, false)).toEqual({ written: false, leaks: [] });
  expect(readdirSync(folder.path)).toEqual([]);
});

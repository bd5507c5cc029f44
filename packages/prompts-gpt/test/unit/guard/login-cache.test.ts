import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { askOnceADay } from "../../../src/guard/login-cache.ts";
import { tempFolder } from "../../support/temp-folder.ts";

test("asked again when it did not hold, when a profile or anything else has changed, and after a day", async () => {
  await using home = await tempFolder({ ".profile": "PATH=/bin" });
  const file = home.at("login.json");
  const env = { HOME: home.path, PATH: "/bin" };
  let asked = 0;
  const ask = async (answer: boolean, about = "sh", path = "/bin") => {
    const before = asked;
    const place = { file, env: { ...env, PATH: path }, about: [about] };
    const holds = await askOnceADay(place, async () => ((asked += 1), answer));
    return [holds, asked > before];
  };
  expect([await ask(false), await ask(true), await ask(false)]).toEqual([
    [false, true],
    [true, true],
    [true, false],
  ]);
  expect([await ask(true, "zsh"), await ask(true, "zsh", "/usr/bin")]).toEqual([
    [true, true],
    [true, true],
  ]);
  await home.write(".profile", "PATH=/usr/bin:/bin");
  expect([await ask(true), await ask(true)]).toEqual([
    [true, true],
    [true, false],
  ]);
  const yesterday = new Date(Date.now() - 25 * 3600 * 1000);
  const { question } = JSON.parse(readFileSync(file, "utf8")) as { question: string };
  writeFileSync(file, JSON.stringify({ question, answer: yesterday.getTime() }));
  expect(await ask(false)).toEqual([false, true]);
  writeFileSync(file, "half writt");
  expect(await ask(true)).toEqual([true, true]);
});

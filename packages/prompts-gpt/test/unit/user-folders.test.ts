import { userInfo } from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { userCacheFolder, userConfigFolder, userStateFolder } from "../../src/user-folders.ts";

afterEach(() => vi.unstubAllEnvs());

test("folders are where XDG says, else below HOME", () => {
  expect(userStateFolder({ HOME: "/h" })).toBe("/h/.local/state/prompts-gpt");
  expect(userCacheFolder({ HOME: "/h", XDG_CACHE_HOME: "/c" })).toBe("/c/prompts-gpt");
  expect(userConfigFolder({ HOME: "/h", XDG_CONFIG_HOME: "in/the/repository" })).toBe("/h/.config/prompts-gpt");
});

test.each(["", ".", "in/the/repository", undefined])("with HOME=%s they are in no folder of the repository", (home) => {
  vi.stubEnv("HOME", home); // what the system itself answers by
  const env = home === undefined ? {} : { HOME: home };
  for (const folder of [userStateFolder(env), userCacheFolder(env), userConfigFolder(env)])
    expect(folder.startsWith(userInfo().homedir)).toBe(true);
});

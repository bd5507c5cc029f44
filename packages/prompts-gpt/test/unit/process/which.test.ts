import { expect, test } from "vitest";
import { candidates } from "../../../src/process/which.ts";

const linux = { cwd: "/w", platform: "linux" } as const;
const windows = { cwd: String.raw`C:\w`, platform: "win32" } as const;
const Path = String.raw`C:\tools;;D:\my tools`;

test.each([
  ["codex", { PATH: "/bin::.:/opt/bin" }, linux, ["/bin/codex", "/opt/bin/codex"]],
  ["./codex", { PATH: "/bin" }, linux, ["/w/codex"]],
  ["/opt/codex", {}, linux, ["/opt/codex"]],
  ["codex", {}, linux, []],
  ["codex.exe", { Path }, windows, [String.raw`C:\tools\codex.exe`, String.raw`D:\my tools\codex.exe`]],
  [
    "codex",
    { Path, PATHEXT: ".EXE;.CMD" },
    windows,
    [
      String.raw`C:\tools\codex.EXE`,
      String.raw`C:\tools\codex.CMD`,
      String.raw`D:\my tools\codex.EXE`,
      String.raw`D:\my tools\codex.CMD`,
    ],
  ],
  [String.raw`bin\codex.cmd`, { Path }, windows, [String.raw`C:\w\bin\codex.cmd`]],
  ["D:/codex.exe", { Path }, windows, [String.raw`D:\codex.exe`]],
] as const)("%s with %j", (name, env, where, files) => expect(candidates(name, env, where)).toEqual(files));

import { expect, test } from "vitest";
import { type Platform, platformFindings } from "../../../src/doctor/checks/platform.ts";

const linux: Platform = { name: "linux", arch: "x64", hasUsers: true, hasShell: true, processes: "proc" };
const windows: Platform = { name: "win32", arch: "x64", hasUsers: false, hasShell: false, processes: "none" };

test.each<[string, Platform, string[]]>([
  ["Linux", linux, []],
  ["macOS", { ...linux, name: "darwin", processes: "ps" }, []],
  [
    "a Linux where /proc is not mounted and ps is not installed",
    { ...linux, processes: "none" },
    ["platform.processes"],
  ],
  ["an image without a shell", { ...linux, hasShell: false }, ["platform.shell"]],
  ["Windows", windows, ["platform.launchers", "platform.processes", "platform.shell", "platform.modes"]],
  [
    "Windows with a sh and a ps that somebody brought",
    { ...windows, hasShell: true, processes: "ps" },
    ["platform.launchers", "platform.processes", "platform.modes"],
  ],
])("on %s", (_, found, codes) => {
  const findings = platformFindings(found);
  expect(findings.map(({ code }) => code)).toEqual(codes);
  if (found.name === "win32") for (const { fix } of findings) expect(fix).toMatch(/wsl --install|icacls/);
});

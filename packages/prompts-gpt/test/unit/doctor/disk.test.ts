import { expect, test } from "vitest";
import { roomFindings } from "../../../src/doctor/checks/disk.ts";

const cases = [
  [{ bytes: 2e9, files: null }, []],
  [{ bytes: 2e9, files: 5000 }, []],
  [{ bytes: 9e8, files: null }, [["warning", "disk.little"]]],
  [{ bytes: 4e7, files: null }, [["error", "disk.full"]]],
  [{ bytes: 0, files: null }, [["error", "disk.full"]]],
  [{ bytes: 2e9, files: 10 }, [["error", "disk.full"]]],
] as const;

test.each(cases)("room for %j", (left, expected) => {
  const findings = roomFindings({ folder: "/a b", device: 1, ...left }, "Records", "a run is stopped");
  expect(findings.map(({ severity, code }) => [severity, code])).toEqual(expected);
  for (const { message, fix } of findings) {
    expect(message).toContain("/a b");
    expect(fix).toContain("df -h '/a b'");
  }
});

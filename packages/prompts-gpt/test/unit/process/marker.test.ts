import { expect, test } from "vitest";
import { agentMarker, runMarker } from "../../../src/process/marker.ts";

test("no marker is a part of another's", () => {
  const one = agentMarker("/repo/.scripts/runs/ci", "ci/agent/1");
  const others = [
    agentMarker("/home/ada/repo/.scripts/runs/ci", "ci/agent/1"),
    agentMarker("/repo/.scripts/runs/ci", "ci/agent/10"),
    agentMarker("/repo/.scripts/runs/ci-2", "ci/agent/1"),
    agentMarker("/x;/repo/.scripts/runs/ci", "ci/agent/1"),
  ];
  for (const other of others) expect(other.includes(one) || one.includes(other)).toBe(false);
  expect(one.startsWith(runMarker("/repo/.scripts/runs/ci"))).toBe(true);
  expect(others.filter((other) => other.includes(runMarker("/repo/.scripts/runs/ci")))).toEqual([others[1]]);
});

import { expect, test } from "vitest";
import { tempProject } from "../support/project.ts";

interface Sarif {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly name: string; readonly rules: { id: string; shortDescription: { text: string } }[] };
    };
    readonly originalUriBaseIds: Record<string, { uri: string }>;
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations?: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
          readonly region?: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

const SECRET = `ghp_${"lWx8JkVw7IjUv6HiTu5GhSt4FgRs3EfQr2De"}`;

test("--sarif is a log of SARIF 2.1.0: rules, results, places; the exit code is the same", async () => {
  await using project = await tempProject({ ".prompts-gpt/a b#1.md": `# One\nUse ${SECRET} for it.\n` });
  const { exitCode, stdout, stderr } = await project.cli("doctor", "--sarif");
  expect([exitCode, stderr]).toEqual([1, ""]);
  const log = JSON.parse(stdout) as Sarif;
  expect([log.version, log.$schema]).toEqual(["2.1.0", expect.stringContaining("sarif-schema-2.1.0.json")]);
  expect(Object.keys(log).toSorted()).toEqual(["$schema", "runs", "version"]);
  const [run] = log.runs;
  expect(run?.tool.driver.name).toBe("prompts-gpt doctor");
  const rules = run?.tool.driver.rules ?? [];
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length); // uniqueItems
  for (const { shortDescription } of rules) expect(shortDescription.text).not.toBe("");
  const results = run?.results ?? [];
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ["ignored.artifacts", "warning"],
    ["prompt.secret", "error"],
  ]);
  for (const { ruleId, ruleIndex, message } of results) {
    expect(rules[ruleIndex]?.id).toBe(ruleId);
    expect(message.text).toMatch(/\nTry: ./);
  }
  const place = results[1]?.locations?.[0]?.physicalLocation;
  expect(place).toEqual({
    artifactLocation: { uri: ".prompts-gpt/a%20b%231.md", uriBaseId: "SRCROOT" },
    region: { startLine: 2 },
  });
  const base = run?.originalUriBaseIds["SRCROOT"]?.uri ?? "";
  expect(new URL(place?.artifactLocation.uri ?? "", base).href).toBe(
    `file://${project.path}/.prompts-gpt/a%20b%231.md`,
  );
  expect(stdout).not.toContain(SECRET.slice(4, 20));
});

test("nothing found is an empty list, of the remote checks too", async () => {
  await using project = await tempProject({ ".gitignore": ".scripts/\n" });
  const { exitCode, stdout } = await project.cli("doctor", "--sarif");
  const [run] = (JSON.parse(stdout) as Sarif).runs;
  expect([exitCode, run?.results, run?.tool.driver.rules]).toEqual([0, [], []]);
  const remote = JSON.parse((await project.cli("doctor", "--sarif", "--remote")).stdout) as Sarif;
  expect(remote.runs[0]?.results.map(({ ruleId }) => ruleId)).toContain("remote.token");
});

test.each([["--json"], ["--events"]])("--sarif and %s exclude each other", async (flag) => {
  await using project = await tempProject();
  const { exitCode, stderr } = await project.cli("doctor", "--sarif", flag);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("cannot be used together")]);
});

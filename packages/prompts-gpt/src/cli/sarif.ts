import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { type Checkup, VERSION } from "../index.ts";

type Found = Checkup["checks"][number]["findings"][number];

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** The findings of a check-up as a log in SARIF 2.1.0, which CI services show beside the code. */
export function sarifOf({ root, checks }: Checkup): object {
  const titles = new Map(checks.flatMap(({ title, findings }) => findings.map(({ code }) => [code, title] as const)));
  const codes = [...titles.keys()];
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "prompts-gpt doctor",
            semanticVersion: VERSION,
            rules: [...titles].map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(root).href.replace(/\/$/, "")}/` } },
        results: checks.flatMap(({ findings }) => findings.map((finding) => resultOf(finding, codes))),
      },
    ],
  };
}

function resultOf(finding: Found, codes: readonly string[]): object {
  const { severity, code, message, fix, file } = finding;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: `${message}\nTry: ${fix}` },
    ...(file === undefined ? {} : { locations: [{ physicalLocation: placeOf(file, finding.line) }] }),
  };
}

function placeOf(file: string, line: number | undefined): object {
  const artifactLocation = isAbsolute(file)
    ? { uri: pathToFileURL(file).href }
    : { uri: file.split(/[/\\]/).map(encodeURIComponent).join("/"), uriBaseId: "SRCROOT" };
  return { artifactLocation, ...(line === undefined ? {} : { region: { startLine: line } }) };
}

/** Adds up vitest's JSON reports in a folder: one line for each, then `N passed, N failed, N skipped`. */
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

const folder = process.argv[2];
const reports = readdirSync(folder).filter((name) => name.endsWith(".json"));
const sums = { passed: 0, failed: 0, skipped: 0 };
const print = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

for (const name of reports) {
  const report = JSON.parse(readFileSync(join(folder, name), "utf8"));
  const counts = {
    passed: report.numPassedTests,
    // A file that cannot be loaded has no tests that fail.
    failed: report.numFailedTests + report.testResults.filter(brokenFile).length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  for (const key of Object.keys(sums)) sums[key] += counts[key];
  console.log(`${basename(name, ".json")}: ${print(counts)}`);
}
// No report at all: the tests did not run, and that is no success.
if (reports.length === 0) sums.failed += 1;
console.log(print(sums));
process.exitCode = sums.failed === 0 && sums.passed > 0 ? 0 : 1;

function brokenFile({ status, assertionResults }) {
  return status === "failed" && assertionResults.every((test) => test.status !== "failed");
}

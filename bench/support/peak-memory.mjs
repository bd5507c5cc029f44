/** Loaded into the measured process (`--import`): writes down, when it ends, the most memory it held, in MB. */
import { readFileSync, writeFileSync } from "node:fs";

const report = process.env.BENCH_PEAK;
delete process.env.BENCH_PEAK;
process.on("exit", () => writeFileSync(report, String(peakMb())));

/** What the system counts for a process also holds what its parent had before it became this program; Linux knows better. */
function peakMb() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS / 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"));
  return (Number(kilobytes) * 1024) / 1e6;
}

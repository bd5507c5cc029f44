// Loaded with --import: PEAK_LOG gets the most memory that the process held, in MB, when it ends.
import { readFileSync, writeFileSync } from "node:fs";

process.on("exit", () => writeFileSync(process.env.PEAK_LOG ?? "", String(peakMb())));

/** What the system counts for a process also holds what its parent had before it became this program; Linux knows better. */
function peakMb() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS / 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

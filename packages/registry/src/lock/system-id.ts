import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** The same for all processes that can reach each other's sockets: on Linux also those in containers. */
export function systemId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return hostname(); // not Linux
  }
}

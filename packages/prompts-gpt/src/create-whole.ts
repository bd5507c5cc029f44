import { linkSync, rmSync, writeFileSync } from "node:fs";
import { codeOf } from "./error-code.ts";

/** Makes a file that has its content from its first moment; false where there is one already. `draft`: beside it, and unlike any other's. For this user alone. */
export function createWhole(file: string, content: string, draft: string): boolean {
  writeFileSync(draft, content, { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { writeWhole } from "./write-whole.ts";

/** What was found out before about exactly this question; undefined when it was another one, or never asked. */
export function keptAnswer(file: string, question: string): unknown {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as { readonly question?: unknown; readonly answer?: unknown };
    return kept.question === question ? kept.answer : undefined;
  } catch {
    return undefined;
  }
}

/** The file holds one answer, the last. Where there is no place for it, it is asked again next time. */
export function keepAnswer(file: string, question: string, answer: string | number): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeWhole(file, JSON.stringify({ question, answer }));
  } catch {
    // no place
  }
}

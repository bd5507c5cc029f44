/** Writes as many files into the current folder as a first sync does, and does nothing else: what the file system takes of it. */
import { mkdirSync, writeFileSync } from "node:fs";

const count = Number(process.argv[2]);
const text = "Look at this step; say what you found.\n".repeat(30);
for (const folder of ["library", "rules", "commands", "prompts"]) mkdirSync(`plain/${folder}`, { recursive: true });
for (let at = 0; at < count; at++) {
  mkdirSync(`plain/skills/p${at}`, { recursive: true });
  for (const name of [`library/p${at}`, `rules/p${at}`, `commands/p${at}`, `prompts/p${at}`, `skills/p${at}/SKILL`])
    writeFileSync(`plain/${name}.md`, text);
}

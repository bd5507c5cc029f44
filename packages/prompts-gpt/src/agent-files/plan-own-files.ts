import type { Finding } from "../finding.ts";
import { type AgentFilesPlan, type ExistingFiles, type PlanStep, UNREAD } from "./agent-file.ts";
import { disarm } from "./disarm.ts";
import { fileText } from "./file-text.ts";
import { composeOwnFile, type Owner, ownerOf, withPlainEnds } from "./own-file.ts";
import { ownText } from "./own-text.ts";
import type { PreparedPrompt } from "./prepare-prompts.ts";
import { type OwnTarget, ownPath, slugIn } from "./targets.ts";

interface Input {
  readonly prompts: readonly PreparedPrompt[];
  readonly existing: ExistingFiles;
}

/** A file for each prompt; those of prompts that are gone go too, when nobody changed them. */
export function* planOwnFiles(target: OwnTarget, { prompts, existing }: Input): AgentFilesPlan {
  const there = [...existing.keys()].filter((path) => path.startsWith(target.folder));
  // On many machines these two names are one file.
  const spellings = new Map(there.map((path) => [path.toLowerCase(), path]));
  const wanted = new Set<string>();
  for (const prompt of prompts) {
    const path = ownPath(target, prompt.slug);
    const skill = skillBeside(target, prompt.slug, existing);
    if (skill === "edited") wanted.add(path);
    if (skill !== "ours") continue;
    const text = textFor(target, prompt);
    const refused = refusal(target, { prompt, text });
    if (!refused) wanted.add(path);
    const step = refused ?? replaced({ path, spelling: spellings.get(path.toLowerCase()) }, { existing, text, prompt });
    if (step !== undefined) yield step;
  }
  for (const path of there) {
    const slug = slugIn(target, path);
    if (slug === undefined || wanted.has(path)) continue;
    const seen = existing.get(path);
    const owner = ownerIn(seen, slug);
    if (owner === "ours") yield { path, seen, remove: true };
    if (owner === "edited") yield leftAlone(path, "edited");
  }
}

/** Whose the skill is that the policy is about; one of a person's own is none of ours to close. Any other file is about itself. */
function skillBeside(
  { format, folder, longestSlug = Infinity }: OwnTarget,
  slug: string,
  existing: ExistingFiles,
): Owner {
  if (format !== "codex-policy") return "ours";
  if (slug.length > longestSlug) return "foreign"; // the skill itself says so
  const skill = existing.get(`${folder}${slug}/SKILL.md`);
  return isNothing(skill) ? "ours" : ownerIn(skill, slug);
}

/** Nothing is lost with an empty one: a power cut may have left it, since nobody waited for the disk. */
function isNothing(bytes: Uint8Array | undefined): boolean {
  return bytes === undefined || (bytes !== UNREAD && bytes.length === 0);
}

function textFor(target: OwnTarget, prompt: PreparedPrompt): string {
  const harmless = target.followsLinks ? disarm(prompt.harmless, { links: true }).text : prompt.harmless;
  return composeOwnFile(ownText(target, prompt, harmless), prompt.slug, target.format);
}

function replaced(
  { path, spelling }: { path: string; spelling: string | undefined },
  { existing, text, prompt }: { existing: Input["existing"]; text: string; prompt: PreparedPrompt },
): PlanStep | undefined {
  if (spelling !== undefined && spelling !== path) return spelledOtherwise(path, spelling);
  const old = existing.get(path);
  if (old === undefined || isNothing(old)) return { path, seen: old, text, isOurs: true };
  const before = fileText(old) ?? "";
  if (before === text || withPlainEnds(before) === text) return undefined;
  const owner = ownerOf(before, prompt.slug);
  if (owner !== "ours") return leftAlone(path, owner);
  return { path, seen: old, text: before.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text, isOurs: true };
}

function ownerIn(bytes: Uint8Array | undefined, slug: string): Owner {
  const text = bytes && fileText(bytes);
  return text === undefined ? "foreign" : ownerOf(text, slug);
}

function refusal(target: OwnTarget, { prompt, text }: { prompt: PreparedPrompt; text: string }): Finding | undefined {
  const { longest = Infinity, longestSlug = Infinity, agents, name } = target;
  const at = { severity: "warning", code: "agent-files.too-long", file: prompt.relativePath } as const;
  const fix = `Shorten it, or leave ${name} out of agentFiles.`;
  if (prompt.slug.length > longestSlug) {
    return { ...at, message: `${agents} takes no name with more than ${longestSlug} characters: not in ${name}.`, fix };
  }
  if (text.length <= longest) return undefined;
  return { ...at, message: `${agents} takes no file with more than ${longest} characters: not in ${name}.`, fix };
}

function leftAlone(path: string, owner: "edited" | "foreign"): Finding {
  const said = {
    edited: "It was changed after prompts-gpt wrote it",
    foreign: "It was not written by prompts-gpt",
  };
  return {
    severity: "error",
    code: `agent-files.${owner}`,
    file: path,
    message: `${said[owner]}: it was left as it is.`,
    fix: `Put what you need of it into .prompts-gpt, delete or rename ${path}, and sync again.`,
  };
}

function spelledOtherwise(path: string, spelling: string): Finding {
  const message = `Its name differs from ${path} in upper and lower case alone: nothing was written.`;
  return { severity: "error", code: "agent-files.foreign", file: spelling, message, fix: `Rename ${spelling}.` };
}

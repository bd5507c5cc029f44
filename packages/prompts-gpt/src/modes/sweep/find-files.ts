import { ConfigError } from "../../errors.ts";
import { findPromptFile } from "../../prompts/find.ts";
import { listLibraryFiles } from "../../prompts/library.ts";
import { eachOnce, type FoundFiles } from "../group/found-files.ts";
import type { SweepInput } from "./input.ts";

interface Place {
  readonly root: string;
  readonly cwd: string;
}

const FOLDER = ".prompts-gpt/sweeps";

/** The files that are to be swept, each once, absolute; and which were named twice. */
export async function findSweepFiles(
  input: Pick<SweepInput, "promptFile" | "sweepFiles" | "allSweeps">,
  place: Place,
): Promise<FoundFiles> {
  refuseTwoWays(input);
  return eachOnce(await pathsOf(input, place));
}

async function pathsOf(
  { promptFile, sweepFiles, allSweeps }: Pick<SweepInput, "promptFile" | "sweepFiles" | "allSweeps">,
  { root, cwd }: Place,
): Promise<string[]> {
  const named = sweepFiles ?? (promptFile === undefined ? undefined : [promptFile]);
  if (named !== undefined) {
    const paths: string[] = [];
    for (const name of named) paths.push(await findPromptFile(root, name, cwd));
    return paths;
  }
  const sweeps = (await listLibraryFiles(root)).filter(({ kind }) => kind === "sweep");
  if (sweeps.length === 0)
    throw new ConfigError(`There is no sweep file in ${FOLDER}.`, "prompts-gpt sweep <path of a prompt file> -n 3");
  if (allSweeps === true || sweeps.length === 1) return sweeps.map(({ path }) => path);
  const list = sweeps.map(({ relativePath }) => `  ${relativePath}`).join("\n");
  throw new ConfigError(
    `Which sweep file? There are several.\n${list}`,
    `Name one, or take all: prompts-gpt sweep ${sweeps[0]?.relativePath}, or prompts-gpt sweep --all-sweeps`,
  );
}

function refuseTwoWays({
  promptFile,
  sweepFiles,
  allSweeps,
}: Pick<SweepInput, "promptFile" | "sweepFiles" | "allSweeps">) {
  const ways = [promptFile !== undefined, sweepFiles !== undefined, allSweeps === true].filter(Boolean).length;
  if (ways > 1)
    throw new ConfigError("What is to be swept is said twice.", "Give one: a file, --sweep-files, or --all-sweeps");
  if (sweepFiles?.length === 0) throw new ConfigError("--sweep-files names no file.", "--sweep-files audit,docs");
}

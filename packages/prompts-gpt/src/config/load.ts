import { join, sep } from "node:path";
import { ConfigError } from "../errors.ts";
import type { Finding } from "../finding.ts";
import { userConfigFolder } from "../user-folders.ts";
import { checkArtifactsDir } from "./artifacts-dir.ts";
import { checkNames } from "./check-names.ts";
import type { LoadedConfig, UntrustedItem } from "./config.ts";
import { processEnv } from "./environment.ts";
import { keepVerify } from "./keep-verify.ts";
import { type ConfigLayer, isOwnFile, type LayerFile, readLayer } from "./layer.ts";
import { complete, mergeLayers, originsOf } from "./merge.ts";
import { narrowEnv } from "./narrow-env.ts";
import { narrowLimits } from "./narrow-limits.ts";
import { narrowOnly } from "./narrow.ts";
import { findProjectRoot } from "./root.ts";
import { executingItems, without } from "./untrusted.ts";

/** Where to look, and who is asked about what came with the repository. */
export interface LoadConfigInput {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether the user has accepted exactly these. Asked only when there are any. For `--trust`: answer yes. */
  readonly trusted: (root: string, items: readonly UntrustedItem[]) => Promise<boolean>;
  /** Whether git tracks this file: then it came with the repository, whatever its name. */
  readonly isTracked: (path: string) => Promise<boolean>;
  /** Providers that the user named on the command line: naming one accepts it. */
  readonly named?: readonly string[];
}

/** The configuration that holds here. A file that does not hold is a ConfigError. */
export async function loadConfig(input: LoadConfigInput): Promise<LoadedConfig> {
  const { root, layers, findings } = await readLayers(input);
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length > 0) throw configError(errors);

  const untrusted = await refusedItems(root, layers, input);
  const granted = [...keepVerify(without(layers, untrusted)), ...environmentLayer(input.env ?? processEnv())];
  return { root, config: complete(mergeLayers(granted)), origins: originsOf(granted), untrusted, findings };
}

/** What `validate` has to say about the configuration files. Executes nothing, throws nothing. */
export async function checkConfig(input: Pick<LoadConfigInput, "cwd" | "env" | "isTracked">): Promise<Finding[]> {
  return (await readLayers(input)).findings;
}

interface Layers {
  readonly root: string;
  /** In the order of precedence, lowest first. */
  readonly layers: ConfigLayer[];
  readonly findings: Finding[];
}

async function readLayers(input: Pick<LoadConfigInput, "cwd" | "env" | "isTracked">): Promise<Layers> {
  const root = findProjectRoot(input.cwd);
  const files = configFiles(root, input.env ?? processEnv());
  const read = await Promise.all(files.map((file) => readLayer(file)));
  const findings = read.flatMap((layer) => (Array.isArray(layer) ? layer : []));
  const held = read.flatMap((layer) => (layer === undefined || Array.isArray(layer) ? [] : [layer]));
  const layers = await Promise.all(
    held.map(async (layer) => ({ ...layer, committed: await isCommitted(layer, root, input.isTracked) })),
  );
  const narrowed = narrowOnly(layers);
  const lists = narrowEnv(narrowed.layers);
  const limits = narrowLimits(lists.layers);
  const folders = await Promise.all(layers.map((layer) => checkArtifactsDir(root, layer)));
  // With a file that does not hold, names that it defines would look unknown.
  const names = findings.length > 0 ? [] : checkNames(layers);
  return {
    root,
    layers: limits.layers,
    findings: [...findings, ...names, ...folders.flat(), ...narrowed.findings, ...lists.findings, ...limits.findings],
  };
}

function configFiles(root: string, env: Readonly<Record<string, string | undefined>>): LayerFile[] {
  const user = join(userConfigFolder(env), "config.json");
  const project = ".prompts-gpt/config.json";
  const local = ".prompts-gpt/config.local.json";
  return [
    { layer: "user", path: user, where: user },
    { layer: "project", path: join(root, project), where: project },
    { layer: "local", path: join(root, local), where: local },
  ];
}

/** `config.json` is meant to be committed; any other counts as such when the repository could have brought it. */
async function isCommitted(
  { layer, path }: LayerFile,
  root: string,
  isTracked: LoadConfigInput["isTracked"],
): Promise<boolean> {
  if (layer === "project") return true;
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return false;
  return !(await isOwnFile(root, path)) || (await isTracked(path));
}

async function refusedItems(
  root: string,
  layers: readonly ConfigLayer[],
  input: LoadConfigInput,
): Promise<UntrustedItem[]> {
  const items = executingItems(layers);
  if (items.length === 0 || (await input.trusted(root, items))) return [];
  const { named = [] } = input;
  return items.filter(
    ({ key, value }) =>
      !named.some((name) => key === `customProviders.${name}` || (key === "defaultAgent" && value === name)),
  );
}

function environmentLayer(env: Readonly<Record<string, string | undefined>>) {
  const artifactsDir = env["PROMPTS_GPT_ARTIFACTS_DIR"];
  if (!artifactsDir) return [];
  return [{ layer: "environment" as const, where: "PROMPTS_GPT_ARTIFACTS_DIR", values: { artifactsDir } }];
}

function configError(errors: readonly Finding[]): ConfigError {
  const [first, ...more] = errors;
  const line = first?.line === undefined ? "" : `:${first.line}`;
  const others = more.length === 0 ? "" : ` (and ${more.length} more: prompts-gpt validate)`;
  return new ConfigError(
    `${first?.file}${line}: ${first?.message}${others}`,
    first?.fix ?? "See all of it: prompts-gpt validate",
  );
}

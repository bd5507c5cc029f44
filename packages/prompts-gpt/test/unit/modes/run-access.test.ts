import { expect, test } from "vitest";
import type { Config, Layer, LoadedConfig } from "../../../src/config/config.ts";
import { resolveAccess } from "../../../src/modes/run-access.ts";
import type { RunPromptInput } from "../../../src/modes/run-input.ts";
import type { Access } from "../../../src/providers/provider.ts";

type Values = Partial<Pick<Config, "access" | "sandbox" | "permissionMode">>;

interface Case {
  readonly provider?: string;
  readonly input?: RunPromptInput;
  readonly config?: Values;
  readonly layers?: Readonly<Record<string, Layer>>;
  readonly wish?: Access;
}

function resolve({ provider = "codex", input = {}, config = {}, layers = {}, wish }: Case) {
  const origins = Object.fromEntries(Object.entries(layers).map(([key, layer]) => [key, { layer, where: layer }]));
  const loaded = { config, origins } as unknown as LoadedConfig; // the rest of a configuration says nothing of access
  return resolveAccess({ input, loaded, provider, wish });
}

const table: readonly (readonly [string, Case, Partial<ReturnType<typeof resolve>>])[] = [
  ["nothing said", {}, { access: "write" }],
  ["--access", { input: { access: "full" } }, { access: "full", origin: "input" }],
  [
    "--sandbox means an access, and is kept as the word",
    { input: { sandbox: "workspace-read" } },
    { access: "read", mode: "workspace-read" },
  ],
  ["Codex's own word", { input: { sandbox: "danger-full-access" } }, { access: "full" }],
  [
    "--permission-mode",
    { provider: "claude", input: { permissionMode: "acceptEdits" } },
    { access: "write", mode: "acceptEdits" },
  ],
  ["both, agreeing", { input: { sandbox: "full-auto", access: "full" } }, { access: "full", mode: "full-auto" }],
  ["configured", { config: { access: "read" } }, { access: "read" }],
  [
    "another provider's word in the configuration says nothing here",
    { provider: "claude", config: { sandbox: "full-auto" } },
    { access: "write" },
  ],
  [
    "of two layers the higher",
    { config: { access: "full", sandbox: "workspace-read" }, layers: { access: "local", sandbox: "user" } },
    { access: "full" },
  ],
  [
    "of the same layer the narrower",
    { config: { access: "full", sandbox: "workspace-read" }, layers: { access: "user", sandbox: "user" } },
    { access: "read" },
  ],
  ["the prompt file narrows", { wish: "read" }, { access: "read", origin: "frontmatter" }],
  [
    "the prompt file does not widen",
    { wish: "full" },
    { access: "write", warning: expect.stringContaining("--access full") as string },
  ],
  ["what is typed overrides the prompt file", { wish: "read", input: { access: "full" } }, { access: "full" }],
];

test.each(table)("%s", (_name, given, expected) => {
  expect(resolve(given)).toMatchObject(expected);
});

test.each([
  [
    "words that contradict each other",
    { input: { sandbox: "workspace-read", access: "full" } },
    /means access read, but --access says full/,
  ],
  [
    "a word of another provider",
    { provider: "claude", input: { sandbox: "workspace-read" } },
    /for the provider codex/,
  ],
  ["a word that nobody knows", { input: { sandbox: "workspace-wirte" } }, /knows workspace-read/],
  ["Codex's --full-auto is not what it says", { input: { sandbox: "--full-auto" } }, /knows/],
] as const)("%s is refused", (_name, given, message) => {
  expect(() => resolve(given)).toThrow(message);
});

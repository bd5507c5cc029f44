/*
 * What the schemas of the contract stand for, written out: whoever uses the package has its declarations, and not the
 * library that the schemas are made with. The schemas are checked against these.
 */

// Types, not interfaces: what formats YAML takes any map, and an interface is none.

/** A prompt's variable as the registry has it. */
type PackVariable = {
  readonly type?: "string" | "number" | "boolean" | "enum";
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: string | number | boolean;
  readonly required?: boolean;
};

/** How a prompt is swept. */
type PackSweep = {
  readonly defaultIterations?: number;
  readonly maxIterations?: number;
  readonly summaryLines?: number;
  /** `passThreshold`: 0 to 1. */
  readonly eval?: { readonly criteria?: readonly string[]; readonly passThreshold?: number };
};

/** A new version of a prompt, as it is published. Empty texts mean: none. */
export interface PromptDraft {
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly difficulty: "Beginner" | "Intermediate" | "Advanced" | null;
  readonly outputType: string;
  readonly supportedTools: readonly string[];
  readonly tags: readonly string[];
  readonly source: "library" | "generated" | "local";
  readonly body: string;
  readonly variables?: Readonly<Record<string, PackVariable>>;
  readonly sweep?: PackSweep;
}

/** A prompt as the registry hands it out. */
export interface PromptPack extends PromptDraft {
  readonly id: string;
  readonly slug: string;
  /** From 1. */
  readonly version: number;
  /** ISO 8601. */
  readonly updatedAt: string;
  /** Of the body's UTF-8 bytes, in lower-case hexadecimal. */
  readonly sha256: string;
}

/** A draft that the registry made; nothing of it is stored. */
export interface GeneratedPrompt extends PromptDraft {
  readonly slug: string;
}

/** What a person typed; no file is ever part of it. */
export interface GeneratePromptsInput {
  readonly goal: string;
  readonly context?: string;
  /** 1 to 20. */
  readonly count?: number;
}

/** One version in a prompt's history, without its text. */
export interface PromptVersion {
  readonly version: number;
  /** ISO 8601. */
  readonly updatedAt: string;
  readonly sha256: string;
  readonly labels: readonly string[];
}

/** The project that a token stands for. */
export interface ProjectContext {
  readonly id: string;
  readonly brandName: string;
  readonly websiteUrl: string;
  readonly industryCategory: string;
  readonly targetCountries: readonly string[];
  readonly targetLanguage: string;
  readonly brandAliases: readonly string[];
  readonly productKeywords: readonly string[];
  readonly targetPersonas: readonly string[];
  readonly competitors: readonly {
    readonly name: string;
    readonly websiteUrl: string | null;
    readonly aliases: readonly string[];
  }[];
}

/** A model that a provider offers. */
export interface RegistryModel {
  readonly id: string;
  readonly provider: string;
  readonly title?: string;
}

/** Which prompts: all conditions have to hold. */
export interface PromptQuery {
  /** Words that stand in the title, the description, the tags or the text. */
  readonly q?: string;
  readonly category?: string;
  readonly tool?: string;
  readonly outputType?: string;
  readonly slug?: string;
  readonly label?: string;
  /** Those that were archived, in place of those that are in use. */
  readonly archived?: boolean;
  /** Of one page: 1 to 100. */
  readonly limit?: number;
  readonly cursor?: string;
}

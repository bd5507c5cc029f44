import type { Finding } from "../finding.ts";
import type { Access } from "../providers/provider.ts";
import type { SweepFields } from "./sweep-fields.ts";

/** A value for a variable: text as the user gave it, or a scalar from a file or the SDK. */
export type VariableValue = string | number | boolean;
export type VariableValues = Readonly<Record<string, VariableValue>>;

/** One entry of `variables` in the frontmatter. */
export interface Variable {
  readonly type: "string" | "number" | "boolean" | "enum";
  readonly description?: string | undefined;
  /** The allowed values of an enum. */
  readonly enum?: readonly string[] | undefined;
  readonly default?: string | undefined;
  /** False: without a value and a default it becomes empty text. */
  readonly required: boolean;
  /** Where it is declared, counted from 1. */
  readonly line: number;
}

/** What the frontmatter says beside title and slug, each field checked. */
export interface PromptFields {
  readonly description?: string | undefined;
  readonly category?: string | undefined;
  readonly difficulty?: "Beginner" | "Intermediate" | "Advanced" | undefined;
  readonly outputType: string;
  readonly supportedTools: readonly string[];
  readonly tags: readonly string[];
  readonly source: "library" | "generated" | "local";
  readonly version?: number | undefined;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly access?: Access | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly verify?: readonly string[] | undefined;
  /** Kept as it stands, for the registry. */
  readonly sweep?: Readonly<Record<string, unknown>> | undefined;
  /** The same, each field checked. */
  readonly sweepFields: SweepFields;
}

/** A prompt file that was read and holds. */
export interface PromptFile extends PromptFields {
  /** Absolute. */
  readonly path: string;
  /** From the project root, with `/`. */
  readonly relativePath: string;
  readonly title: string;
  readonly slug: string;
  /** Everything after the frontmatter, unchanged. */
  readonly body: string;
  /** Line of the file on which the body starts, counted from 1. */
  readonly bodyLine: number;
  /** Frontmatter keys that mean nothing to us: kept, and warned about. */
  readonly unknown: readonly string[];
  /** Warnings only: an error is thrown. */
  readonly findings: readonly Finding[];
}

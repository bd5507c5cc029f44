import type { WordKind } from "./word-kind.ts";

export interface CommandWords {
  readonly group: "Run" | "Records" | "Library" | "Set-up";
  readonly help: string;
  /** What it takes besides flags. */
  readonly takes?: {
    readonly word: string;
    readonly min: number;
    readonly max: number;
    readonly help: string;
    readonly kind?: WordKind;
    readonly choices?: readonly string[];
  };
  /** Who gets what stands after `--`; undefined: nothing may. In group `Run` it is the agent. */
  readonly passesTo?: string;
  readonly examples: readonly string[];
}

/** What a word stands for, where its set is not fixed: what completion has to look for. */
export type WordKind = "file" | "folder" | "prompt" | "agent" | "model" | "run" | "snapshot" | "command";

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

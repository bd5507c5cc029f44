/** A use of git as it was typed: what stands behind `git`, and the variables that differ from what we gave the agent. */
export interface GitCall {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * A question to git that the verdict hangs on. It is answered by the lines that `git <where> <args>` prints (none when
 * it fails), asked in the same folder and without the settings of the call itself. Some are for the caller to judge:
 * `protected`, `protected-files`, `protected-remote:…` and `began-before:…` are answered by any line when what git names
 * existed before the run; `borrowed-files` when that holds for files which belong to another repository than the call's.
 * `stashed-before:…` by any line when the entry is as old. `changed:…` is to be asked of the repository that the files belong to.
 */
export interface Need {
  readonly id: string;
  readonly args: readonly string[];
}

/** Answers, by the id of their need. */
export type Facts = Readonly<Record<string, readonly string[]>>;

/** Why a call is refused, for a machine, for the agent, and what it can type instead. */
export interface Refusal {
  readonly rule: string;
  readonly reason: string;
  readonly instead: string;
}

export type Verdict =
  | { readonly kind: "allow" }
  | ({ readonly kind: "refuse" } & Refusal)
  /** Harmless itself, but it runs these commands: the caller keeps the shim in front of what they call. */
  | { readonly kind: "carries"; readonly how: readonly Carried[] }
  /** Decide again with these answered. `where` are the call's own options that say which repository it means. */
  | { readonly kind: "ask"; readonly needs: readonly Need[]; readonly where: readonly string[] };

/** A command that git would run for the call: `by` what, and its text as far as the call shows it. */
export interface Carried {
  readonly by: string;
  readonly text: string;
}

/** Harm that is real when every condition holds. */
export interface Risk extends Refusal {
  readonly when?: readonly Condition[];
  /**
   * What is harmed; by default the repository. `files` may belong to another one than the call's; `borrowed-files` do.
   * `anywhere` is refused whichever repository the call means.
   */
  readonly harms?: "repository" | "files" | "borrowed-files" | "anywhere" | { readonly remote: string };
}

export interface Condition {
  readonly need: Need;
  readonly holds: (lines: readonly string[]) => boolean;
}

/** What to start: data, so that it can be printed, recorded and sent elsewhere before anything runs. */
export interface Command {
  /** A program name to be found on PATH, or an absolute path. Never a shell string. */
  readonly file: string;
  readonly args: readonly string[];
  /** Written to standard input, which is then closed. Empty = closed at once. */
  readonly stdin: string;
  /** What the program needs in its environment: words and paths of ours, never a user's values. */
  readonly env?: Readonly<Record<string, string>>;
}

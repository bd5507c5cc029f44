/** The modes there are, each with the word that the ids of its runs begin with. */
export const MODES = {
  run: "agent",
  batch: "batch",
  sweep: "sweep",
  parallel: "orchestrate",
  pipeline: "orchestrate",
  eval: "orchestrate",
  auto: "orchestrate",
} as const;
export type Mode = keyof typeof MODES;

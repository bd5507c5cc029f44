/** What a word stands for, where its set is not fixed: what completion has to look for. */
export type WordKind =
  | "file"
  | "folder"
  | "prompt"
  | "pipeline"
  | "agent"
  | "model"
  | "run"
  | "group"
  | "candidate"
  | "snapshot"
  | "command";

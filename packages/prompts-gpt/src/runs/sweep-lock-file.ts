/** From the project root. Alone in its file: every run leaves it out of what its agent has changed, and only a sweep takes it. */
export const SWEEP_LOCK = ".prompts-gpt/.sweep.lock";

import { resolve } from "node:path";
import { processEnv } from "../config/environment.ts";
import { findProjectRoot } from "../config/root.ts";
import type { LocalCredentials } from "../registry/credentials.ts";
import { loadCredentials, saveCredentials } from "../registry/store.ts";
import { trackingBy } from "../workspace/git.ts";
import type { Place } from "./place.ts";

/**
 * Stores a token, and the URL that it belongs to, in `.prompts-gpt/.credentials.json` of the project at `cwd`: for this
 * user alone (0600), out of git, in the place of what was stored before. Resolves to the path. Rejects with an
 * {@link AuthError} or a {@link ConfigError} when the token, the URL or the place does not hold; then nothing has changed.
 */
export function saveLocalCredentials(credentials: LocalCredentials, place: Place = {}): Promise<string> {
  return saveCredentials(rootOf(place), credentials, trackingBy(place.env ?? processEnv()));
}

/**
 * The stored token and the only URL it may be sent to; undefined when nothing is stored. A file that others can read is
 * closed to them first. Rejects with an {@link AuthError} when the file is tracked by git, is no file of this user's own,
 * or does not hold what it should.
 */
export function loadLocalCredentials(place: Place = {}): Promise<LocalCredentials | undefined> {
  return loadCredentials(rootOf(place), trackingBy(place.env ?? processEnv()));
}

function rootOf({ cwd }: Place): string {
  return findProjectRoot(resolve(cwd ?? "."));
}

import type { Check } from "./check.ts";
import { apiUrl } from "./remote/api-url.ts";
import { artifactsIgnored } from "./remote/artifacts-ignored.ts";
import { credentialsFile } from "./remote/credentials-file.ts";
import { destructiveGit } from "./remote/destructive-git.ts";
import { nonInteractive } from "./remote/non-interactive.ts";
import { providerAuth } from "./remote/provider-auth.ts";
import { token } from "./remote/token.ts";

/** What `doctor --remote` looks at, and nothing else: whether a machine that nobody sits at is ready. */
export const remoteChecks: readonly Check[] = [
  nonInteractive,
  token,
  apiUrl,
  providerAuth,
  destructiveGit,
  artifactsIgnored,
  credentialsFile,
];

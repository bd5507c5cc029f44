import { PROVIDERS } from "../providers/index.ts";

/** What `--provider` and `defaultAgent` take beside the names of custom providers. */
export const BUILT_IN_PROVIDERS: readonly string[] = [...PROVIDERS.keys(), "router"];

/** Those of them that start something: `router` only chooses. */
export const RUNNABLE_PROVIDERS = BUILT_IN_PROVIDERS.filter((name) => name !== "router");

/** Names that a custom provider cannot take: a repository must not be able to put its own program behind a name people know. */
export const RESERVED_PROVIDERS: readonly string[] = [
  ...BUILT_IN_PROVIDERS,
  "acp",
  // Found on every JavaScript object: as a name they would confuse a look-up.
  "constructor",
  "prototype",
];

export const CUSTOM_PROVIDER_NAME = /^[a-z][a-z0-9-]{0,63}$/;

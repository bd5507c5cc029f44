import { sha256 } from "../sha256.ts";
import type { Invocation, NativeRules } from "./provider.ts";

/** What Codex calls its shell when it asks a hook. */
const MATCHER = "^Bash$";
const SECONDS = 60;
/** Where Codex says that what `-c` sets comes from, and which of its hooks this is. */
const KEY = "/<session-flags>/config.toml:pre_tool_use:0:0";

/**
 * Codex's own rules for one run. It reads rule files from its home alone (`rules` is no key of `-c`), but takes a hook from
 * `-c`, beside those of the user's configuration. Such a hook runs when its hash is trusted, which is said in the same way,
 * for this hook and no other (measured, 0.169.0).
 */
export function codexRules({ hook, settings }: Invocation): NativeRules {
  if (hook === undefined) return { args: [] };
  const own = [...(settings.args ?? []), ...(settings.extraArgs ?? [])];
  if (own.some((word) => /^(?:-c|--config)?=?(?:features\.)?(?:codex_)?hooks\b/.test(word)))
    return { args: [], gap: GAP };
  const handler = `{type="command",command=${JSON.stringify(hook)},timeout=${SECONDS}}`;
  return {
    args: [
      "-c",
      `hooks.PreToolUse=[{matcher=${JSON.stringify(MATCHER)},hooks=[${handler}]}]`,
      "-c",
      `hooks.state={${JSON.stringify(KEY)}={trusted_hash="${trustedHash(hook)}"}}`,
    ],
  };
}

const GAP =
  "Your own hooks after -c stand where the guard's would: git by its path is not looked at. Hooks in ~/.codex/config.toml leave room for both.";

/** As Codex reckons it: over JSON with sorted keys, in which its defaults are filled in. */
function trustedHash(command: string): string {
  const hooks = [{ async: false, command, timeout: SECONDS, type: "command" }];
  const identity = JSON.stringify({ event_name: "pre_tool_use", hooks, matcher: MATCHER });
  return `sha256:${sha256(identity)}`;
}

import { isNamed } from "../variable-names.ts";
import { acpAgent, acpWords, isAcpName, isBareName } from "./acp-name.ts";

/** The variables of one provider. */
interface ProviderVariables {
  /** They hold its key: no other provider gets them. Names in full. */
  readonly keys: readonly string[];
  /** How it is set up: no secret, and it needs them. */
  readonly settings: readonly string[];
}

/** Also of providers that are not built yet: their keys are no other's business either. */
const PROVIDER_VARIABLES: Readonly<Record<string, ProviderVariables>> = {
  codex: { keys: ["CODEX_API_KEY", "OPENAI_API_KEY"], settings: ["CODEX_*", "OPENAI_*"] },
  claude: {
    keys: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"],
    settings: ["CLAUDE_*", "ANTHROPIC_*"],
  },
  gemini: { keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY"], settings: ["GEMINI_*", "GOOGLE_*"] },
  qwen: { keys: ["OPENAI_API_KEY"], settings: ["QWEN_*", "OPENAI_*"] },
  cursor: { keys: ["CURSOR_API_KEY"], settings: ["CURSOR_*"] },
  copilot: {
    keys: ["COPILOT_GITHUB_TOKEN", "COPILOT_PROVIDER_API_KEY", "COPILOT_PROVIDER_BEARER_TOKEN"],
    settings: ["COPILOT_*"],
  },
  // It speaks for many services, and its configuration names the key of each: `env.pass` says which ones it gets.
  opencode: { keys: [], settings: ["OPENCODE_*"] },
  builtin: {
    keys: ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"],
    settings: ["OPENAI_*", "ANTHROPIC_*", "PROMPTS_GPT_BUILTIN_*"],
  },
  amp: { keys: ["AMP_API_KEY"], settings: ["AMP_*"] },
  droid: { keys: ["FACTORY_API_KEY"], settings: ["FACTORY_*"] },
};

/** Whether the variable holds the key of some provider. */
export function isProviderKey(name: string): boolean {
  return Object.values(PROVIDER_VARIABLES).some(({ keys }) => isNamed(keys, name));
}

/**
 * What a provider gets because it is its own: patterns of variable names. `acp:gemini --acp` is Gemini CLI too: it is the
 * same program, found in the same way. Any other path may be called after it.
 */
export function ownVariables(name: string): ProviderVariables {
  const provider = isAcpName(name) ? agentOf(acpWords(name)[0]) : name;
  const own = Object.hasOwn(PROVIDER_VARIABLES, provider) ? PROVIDER_VARIABLES[provider] : undefined;
  return own ?? { keys: [], settings: [] };
}

function agentOf(program: string): string {
  return isBareName(program) ? acpAgent(program) : "";
}

import { checkConfig } from "../../config/load.ts";
import type { Advice } from "../../finding.ts";
import { isForeign } from "../../workspace/local-config.ts";
import type { Check } from "../check.ts";

/** Whether every file of configuration holds. */
export const config: Check = {
  id: "config",
  title: "Configuration",
  async look({ cwd, env }) {
    const found = await checkConfig({ cwd, env, isTracked: (path) => isForeign(path, env) });
    const findings = found.map((finding): Advice => ({ ...finding, fix: finding.fix ?? "prompts-gpt validate" }));
    const errors = findings.filter(({ severity }) => severity === "error").length;
    const summary = errors === 0 ? "it holds" : "it does not hold, so no run starts";
    return { summary, facts: { errors, warnings: findings.length - errors }, findings };
  },
};

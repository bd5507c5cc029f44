import * as v from "valibot";
import { LONGEST_CRITERION, MOST_CRITERIA } from "../criteria.ts";
import { OUTPUTS } from "../providers/outputs.ts";
import { ACCESSES, PERMISSION_MODE_ACCESS, SANDBOX_ACCESS } from "../providers/access-words.ts";

// The message of each check is what it allows: `describeProblem` makes the sentence.

function text(meaning: string) {
  const allowed = "text";
  return v.exactOptional(v.pipe(v.string(allowed), v.nonEmpty(allowed), v.description(meaning)));
}

function textList(meaning: string) {
  const allowed = "a list of texts";
  return v.exactOptional(v.pipe(v.array(v.string("text"), allowed), v.description(meaning)));
}

function wholeNumber(least: number, meaning: string) {
  const allowed = `a whole number, ${least} or more`;
  const number = v.pipe(v.number(allowed), v.safeInteger(allowed), v.minValue(least, allowed), v.description(meaning));
  return v.exactOptional(number);
}

/** Lines for a shell: an empty one would succeed. */
function commandList(meaning: string) {
  const allowed = "a list of commands, each as it would be typed";
  const command = v.pipe(v.string(allowed), v.regex(/\S/, allowed));
  return v.exactOptional(v.pipe(v.array(command, allowed), v.description(meaning)));
}

function criteria(meaning: string) {
  const allowed = `a list of 1 to ${MOST_CRITERIA} texts of at most ${LONGEST_CRITERION} characters`;
  const criterion = v.pipe(v.string(allowed), v.regex(/\S/, allowed), v.maxLength(LONGEST_CRITERION, allowed));
  const list = v.pipe(v.array(criterion, allowed), v.minLength(1, allowed), v.maxLength(MOST_CRITERIA, allowed));
  return v.exactOptional(v.pipe(list, v.description(meaning)));
}

function fraction(meaning: string) {
  const allowed = "a number from 0 to 1";
  const number = v.pipe(v.number(allowed), v.minValue(0, allowed), v.maxValue(1, allowed), v.description(meaning));
  return v.exactOptional(number);
}

function amount(least: "more than 0" | "0 or more", meaning: string) {
  const allowed = `a number, ${least}`;
  const number = v.pipe(v.number(allowed), v.maxValue(1e9, allowed)); // JSON can write numbers that are none
  const above = least === "0 or more" ? v.pipe(number, v.minValue(0, allowed)) : v.pipe(number, v.gtValue(0, allowed));
  return v.exactOptional(v.pipe(above, v.description(meaning)));
}

function yesOrNo(meaning: string) {
  return v.exactOptional(v.pipe(v.boolean("true or false"), v.description(meaning)));
}

function oneOf<const T extends readonly string[]>(words: T, meaning: string) {
  return v.exactOptional(v.pipe(v.picklist(words, `one of ${words.join(", ")}`), v.description(meaning)));
}

/** Names of variables: what no other check can tell from a mistake (`A*B`, `$A`, `A=1`) is refused. */
function variableNames(meaning: string) {
  const allowed = "a list of names of environment variables, each with * at most at its end";
  const name = v.pipe(v.string(allowed), v.regex(/^(?:[^\s=*$]+\*?|\*)$/, allowed));
  return v.exactOptional(v.pipe(v.array(name, allowed), v.description(meaning)));
}

/** A pattern that matches nothing at all would match between any two letters. */
function isPattern(pattern: string): boolean {
  try {
    return !new RegExp(pattern).test("");
  } catch {
    return false; // RegExp refused it
  }
}

function patterns(meaning: string) {
  const allowed = "a list of texts";
  const pattern = v.pipe(
    v.string("text"),
    v.check(isPattern, "a regular expression of JavaScript that does not match the empty text"),
  );
  return v.exactOptional(v.pipe(v.array(pattern, allowed), v.description(meaning)));
}

const overrideSchema = v.strictObject({
  command: text("Program to start instead of the provider's own."),
  args: textList("Arguments that go before the provider's own."),
  model: text("Model for this provider."),
  env: v.exactOptional(v.record(v.string(), v.string("text"))),
});

/** Every field optional: one file may override a single field of what another defines. */
const customProviderSchema = v.strictObject({
  command: text("Program to start."),
  args: textList("Its arguments; {prompt}, {promptFile}, {model} and {cwd} are filled in."),
  prompt: oneOf(["stdin", "argument", "file"], "How it is given the prompt."),
  output: oneOf(
    OUTPUTS,
    "Whether what it prints is the answer, or events, one JSON object a line, and in whose words; or acp, the Agent Client Protocol.",
  ),
  access: v.exactOptional(
    v.strictObject({
      read: textList("Arguments for read access."),
      write: textList("Arguments for write access."),
      full: textList("Arguments for full access."),
    }),
  ),
  modelArgs: textList("Arguments that choose a model, with {model} in them."),
  keys: variableNames("Variables that it needs, keys of other providers among them."),
  install: text("How to get it."),
});

const envSchema = v.strictObject({
  pass: variableNames(
    "The only variables that reach the agent, beside what every program needs. A committed value can only narrow it.",
  ),
  block: variableNames("Variables that never reach the agent."),
});

const budgetSchema = v.strictObject({
  maxCostUsd: amount("more than 0", "US dollars, as far as agents spend them; what a plan pays for is not counted."),
  maxTokens: wholeNumber(1, "Input and output tokens together."),
  maxMinutes: amount("more than 0", "Minutes, waiting included."),
});

const rateLimitSchema = v.strictObject({
  wait: yesOrNo("Wait for a limit to end."),
  maxWaitMinutes: amount("0 or more", "The longest that is waited until an agent gets on again."),
  failover: yesOrNo("Go on with another agent in place of waiting. A committed true is not applied."),
});

const worktreeSchema = v.strictObject({
  setup: commandList("Commands that make a lane ready: npm ci, say. Those of committed files have to be accepted."),
  copy: textList("Ignored files and folders that a lane gets too, from the top of the repository."),
});

const gitSchema = v.strictObject({
  allow: textList(
    'Destructive uses of git that agents may make all the same: "stash", "reset --hard", "branch -D", … A committed value has to be accepted.',
  ),
});

const evalSchema = v.strictObject({
  criteria: criteria(
    "What a sweep's results are judged by: correctness, completeness, thoroughness, code-quality, security, performance, test-coverage, documentation, or words of your own.",
  ),
  passThreshold: fraction("What every criterion has to reach for a sweep to stop early."),
  provider: text("Who judges; without it, the provider of the sweep."),
  model: text("The model that judges."),
});

/** One config.json. Only what is built: every other key is an error. */
export const configSchema = v.strictObject({
  $schema: text("Where the JSON Schema of this file is."),
  defaultAgent: text("The provider when none is asked for: its name, or router."),
  providerOrder: textList("In which order the router looks for a provider."),
  providers: v.exactOptional(v.record(v.string(), overrideSchema)),
  customProviders: v.exactOptional(v.record(v.string(), customProviderSchema)),
  model: text("The model when none is asked for."),
  access: oneOf(ACCESSES, "What the agent may do. A committed value can only narrow it."),
  sandbox: oneOf(Object.keys(SANDBOX_ACCESS), "Codex's word for the access."),
  permissionMode: oneOf(Object.keys(PERMISSION_MODE_ACCESS), "Claude's word for the access."),
  env: v.exactOptional(envSchema),
  redact: patterns("What else is secret: regular expressions, beside what is known to be. Those of all files count."),
  disallowDestructiveGit: yesOrNo("Refuse destructive git while an agent runs. A committed false has to be accepted."),
  git: v.exactOptional(gitSchema),
  verify: commandList(
    "Commands that must exit 0 for a result to be accepted. Those of committed files are added to your own, and have to be accepted.",
  ),
  eval: v.exactOptional(evalSchema),
  budget: v.exactOptional(budgetSchema),
  rateLimit: v.exactOptional(rateLimitSchema),
  worktree: v.exactOptional(worktreeSchema),
  agentFiles: textList("Which agent files are written (docs/agent-files.md); without it, those the repository uses."),
  batchPromptFiles: textList("Prompt files that run-batch takes when none is named."),
  batchManifest: text("A JSON file that lists prompt files for run-batch, when none is named."),
  artifactsDir: text("Where run directories are written, from the project root."),
  maxRunDirs: wholeNumber(1, "How many run directories to keep."),
  timeoutSeconds: wholeNumber(0, "Seconds for a whole run; 0 = no limit."),
  idleTimeoutSeconds: wholeNumber(0, "Seconds without any output; 0 = off."),
});

/** What one file says. */
export type ConfigFile = v.InferOutput<typeof configSchema>;

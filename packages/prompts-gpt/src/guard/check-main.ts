import { callOf, look, type Looked, refusalText, writeDown } from "./check.ts";
import { answerHook } from "./hook.ts";
import { commandIn } from "./own-calls.ts";
import { GUARD_VARIABLE, rulesFrom } from "./rules-of-run.ts";

/*
 * The program behind the shim and the hooks. `check.cjs GIT PPID ARGS…` looks at a call of git before it is made;
 * `check.cjs --caller GIT PID` at one that runs already. It exits with 0 when the call may go on, and with 1 after it has
 * said why not and what to do instead. What goes wrong here is a reason to refuse.
 *
 * `check.cjs --hook GIT` answers an agent CLI that asks before it uses a tool. What goes wrong there lets the tool be used:
 * the shim and the hooks of the repository stand behind it.
 */
const own = { ...process.env };
const [mode, git = "git"] = process.argv.slice(2);
if (mode === "--hook")
  answerHook({ git, env: own, input: process.stdin }).then(
    (answer) => process.stdout.write(answer),
    (error: unknown) => process.stderr.write(`prompts-gpt could not look at this command: ${String(error)}\n`),
  );
else
  main().catch((error: unknown) => {
    process.stderr.write(`prompts-gpt could not look at this call of git, so it was not made: ${String(error)}\n`);
    process.exitCode = 1;
  });

async function main(): Promise<void> {
  const call = await callFrom(process.argv.slice(2));
  const refusal = call && (await look(call));
  if (call === undefined || refusal === undefined) return;
  writeDown(rulesFrom(own[GUARD_VARIABLE]), refusal, commandIn(call.args));
  process.stderr.write(refusalText(refusal, ["git", ...call.args]));
  process.exitCode = 1;
}

async function callFrom([first = "git", second = "", ...rest]: readonly string[]): Promise<Looked | undefined> {
  if (first !== "--caller") return { git: first, parent: Number(second), args: rest, env: own, cwd: process.cwd() };
  const call = await callOf(Number(rest[0]), second);
  // Where the rules stand, the hook knows better than a git whose environment was cleared.
  return call && { ...call, env: { ...call.env, [GUARD_VARIABLE]: own[GUARD_VARIABLE] } };
}

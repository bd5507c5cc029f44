/**
 * What scripts/record-samples.mjs records, by the sample's name: the model's turns, and what is special about the call:
 *   access   write (unless said), full, read, or ask (what is asked for has to be refused)
 *   args     extra arguments of the CLI          prompt   what is asked
 *   resumes  the scenario whose session goes on  session  an id of no session
 *   signal   sent after two seconds
 */
const forEver = (turn) => [{ ...turn, times: 0 }];
const final = (text) => ({ text: `FINAL: ${text}` });

/** What every agent is recorded with. */
export const SHARED = {
  text: {
    turns: [
      {
        reasoning: "Thinking about it.",
        ...final("plain answer."),
        usage: { input: 1234, cached: 200, output: 56, reasoning: 7 },
      },
    ],
  },
  shell: { turns: [{ text: "I will run it.", shell: "echo hi > out.txt" }, final("wrote out.txt")], access: "full" },
  write: { turns: [{ write: { path: "{cwd}/new.txt", content: "line one\nline two\n" } }, final("wrote new.txt")] },
  fail: { turns: [{ shell: "echo oops >&2; exit 3" }, final("the command failed")], access: "full" },
  denied: { turns: [{ write: { path: "{cwd}/new.txt", content: "no\n" } }, final("could not write")], access: "ask" },
  readonly: {
    turns: [{ write: { path: "{cwd}/new.txt", content: "no\n" } }, final("could not write")],
    access: "read",
  },
  e401: { turns: forEver({ status: 401, message: "bad key" }) },
  e404: {
    turns: forEver({ status: 404, message: "The model `nope-9` does not exist or you do not have access to it." }),
  },
  e429: { turns: forEver({ status: 429, message: "slow down", headers: { "retry-after": "1" } }) },
  e500: { turns: forEver({ status: 500, message: "boom" }) },
  e500once: { turns: [{ status: 500, message: "boom" }, final("after one retry")] },
  cut: { turns: [{ text: "abcdefgh", chunk: 1, dropAfter: 5 }, final("after a cut")] },
  intchild: { turns: [{ shell: "tail -f /dev/null" }], access: "full", signal: "SIGINT" },
  inthang: { turns: [{ hang: true }], signal: "SIGINT" },
  resumed: { turns: [final("second turn")], resumes: "text" },
  noresume: { turns: [], session: "00000000-0000-4000-8000-000000000000" },
  huge: { turns: [final("never asked")], prompt: "word ".repeat(1_000_000) },
};

const limit = {
  type: "usage_limit_reached",
  message: "The usage limit has been reached",
  plan_type: "plus",
  resets_at: 1_900_000_000,
};
const quota = {
  message: "You exceeded your current quota.",
  type: "insufficient_quota",
  param: null,
  code: "insufficient_quota",
};
const room = {
  message: "Your input exceeds the context window of this model.",
  type: "invalid_request_error",
  param: "input",
  code: "context_length_exceeded",
};

export const SCENARIOS = {
  codex: {
    ...SHARED,
    equota: { turns: forEver({ status: 429, body: { error: quota } }) },
    eusage: { turns: forEver({ status: 429, body: { error: limit } }) },
    econtext: { turns: forEver({ status: 400, body: { error: room } }) },
  },
  claude: {
    ...SHARED,
    // The tool is not offered: a model that calls it all the same has to be refused.
    readonly: {
      turns: [
        { call: { name: "Write", args: { file_path: "{cwd}/new.txt", content: "no" } } },
        final("could not write"),
      ],
      access: "read",
    },
    shellpartial: { ...SHARED.shell, args: ["--include-partial-messages"] },
    equota: { turns: forEver({ status: 400, message: "Your credit balance is too low to access the Anthropic API." }) },
    econtext: { turns: forEver({ status: 400, message: "prompt is too long: 250000 tokens > 200000 maximum" }) },
    e529: { turns: forEver({ status: 529, message: "Overloaded" }) },
    maxturns: { turns: forEver({ shell: "true" }), access: "full", args: ["--max-turns", "1"] },
  },
};

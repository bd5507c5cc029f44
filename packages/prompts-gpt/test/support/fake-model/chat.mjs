import { countTurns, newId, pieces, seconds } from "./wire.mjs";

/** OpenAI Chat Completions. */
export const chat = {
  match: /\/chat\/completions$/,
  parse: (body) => ({
    tools: (body.tools ?? []).map((tool) => ({
      name: tool.function?.name,
      schema: tool.function?.parameters,
      type: "function",
    })),
    modelTurns: countTurns(body.messages, ({ role }) => role === "assistant"),
    wantsJson: body.response_format !== undefined && body.response_format.type !== "text",
  }),
  render,
};

function render(answer, { model }) {
  const head = { id: newId("chatcmpl"), created: seconds(), model };
  const calls = answer.calls.map((call, index) => ({
    index,
    id: newId("call"),
    type: "function",
    function: { name: call.name, arguments: call.input ?? JSON.stringify(call.args ?? {}) },
  }));
  const finish_reason = calls.length > 0 ? "tool_calls" : "stop";
  const usage = usageOf(answer.usage);
  const message = {
    role: "assistant",
    content: answer.text ?? null,
    ...(calls.length > 0 ? { tool_calls: calls.map(withoutIndex) } : {}),
  };
  const choices = [{ index: 0, message, logprobs: null, finish_reason }];
  return {
    events: eventsOf(answer, { head, calls, finish_reason, usage }),
    whole: { ...head, object: "chat.completion", choices, usage },
  };
}

function eventsOf({ text, reasoning, chunk }, { head, calls, finish_reason, usage }) {
  const event = (choices, rest = {}) => [null, { ...head, object: "chat.completion.chunk", choices, ...rest }];
  const delta = (what, finished = null) => event([{ index: 0, delta: what, logprobs: null, finish_reason: finished }]);
  return [
    delta({ role: "assistant", content: calls.length > 0 && text === undefined ? null : "" }),
    ...(reasoning ? [delta({ reasoning_content: reasoning })] : []),
    ...(text === undefined ? [] : pieces(text, chunk).map((content) => delta({ content }))),
    ...calls.map((call) => delta({ tool_calls: [call] })),
    delta({}, finish_reason),
    event([], { usage }),
    [null, "[DONE]"],
  ];
}

const withoutIndex = ({ index: _, ...call }) => call;

const usageOf = ({ input, output, cached, reasoning }) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: reasoning },
});

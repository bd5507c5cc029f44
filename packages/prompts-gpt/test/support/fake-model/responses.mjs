import { countTurns, newId, pieces, seconds } from "./wire.mjs";

/** OpenAI Responses. */
export const responses = {
  match: /\/responses$/,
  parse: (body) => ({
    tools: (body.tools ?? []).flatMap(toolsOf),
    modelTurns: countTurns(
      body.input,
      ({ role, type }) =>
        role === "assistant" || /^(function_call|custom_tool_call|local_shell_call|reasoning)$/.test(type),
    ),
    wantsJson: body.text?.format?.type?.startsWith("json") === true,
  }),
  render,
};

/** Codex groups some of its tools. */
function toolsOf(tool) {
  if (tool.type === "namespace")
    return (tool.tools ?? []).flatMap(toolsOf).map((one) => ({ ...one, namespace: tool.name }));
  return [{ name: tool.name ?? tool.type, schema: tool.parameters, type: tool.type }];
}

function render(answer, request) {
  const events = [];
  const output = [];
  const put = (type, rest) => events.push([type, { type, sequence_number: events.length, ...rest }]);
  const response = responseOf(newId("resp"), request.model);
  put("response.created", { response: response("in_progress") });
  put("response.in_progress", { response: response("in_progress") });
  const add = (item, middle) => {
    const output_index = output.length;
    put("response.output_item.added", { output_index, item: { ...item, status: "in_progress", ...emptied(item) } });
    middle({ item_id: item.id, output_index });
    put("response.output_item.done", { output_index, item });
    output.push(item);
  };
  if (answer.reasoning) addReasoning(answer, { add, put });
  if (answer.text !== undefined) addText(answer, { add, put });
  for (const call of answer.calls) addCall(call, { add, put, tools: request.tools });
  const done = response("completed", { output, usage: usageOf(answer.usage) });
  put("response.completed", { response: done });
  return { events, whole: done };
}

function responseOf(id, model) {
  const fixed = {
    parallel_tool_calls: true,
    tool_choice: "auto",
    tools: [],
    error: null,
    incomplete_details: null,
    metadata: {},
  };
  return (status, rest = {}) => ({
    id,
    object: "response",
    created_at: seconds(),
    status,
    model,
    output: [],
    ...fixed,
    ...rest,
  });
}

const emptied = (item) => ({
  ...(item.type === "message" ? { content: [] } : {}),
  ...("arguments" in item ? { arguments: "" } : {}),
  ...("input" in item ? { input: "" } : {}),
});

function addReasoning({ reasoning }, { add, put }) {
  const summary = [{ type: "summary_text", text: reasoning }];
  add({ id: newId("rs"), type: "reasoning", summary, encrypted_content: null }, (at) => {
    put("response.reasoning_summary_part.added", { ...at, summary_index: 0, part: { type: "summary_text", text: "" } });
    put("response.reasoning_summary_text.delta", { ...at, summary_index: 0, delta: reasoning });
    put("response.reasoning_summary_text.done", { ...at, summary_index: 0, text: reasoning });
    put("response.reasoning_summary_part.done", { ...at, summary_index: 0, part: summary[0] });
  });
}

function addText({ text, chunk }, { add, put }) {
  const part = { type: "output_text", text, annotations: [], logprobs: [] };
  add({ id: newId("msg"), type: "message", role: "assistant", status: "completed", content: [part] }, (at) => {
    const place = { ...at, content_index: 0 };
    put("response.content_part.added", { ...place, part: { ...part, text: "" } });
    for (const delta of pieces(text, chunk)) put("response.output_text.delta", { ...place, delta, logprobs: [] });
    put("response.output_text.done", { ...place, text, logprobs: [] });
    put("response.content_part.done", { ...place, part });
  });
}

function addCall(call, { add, put, tools }) {
  const namespace = call.namespace ?? tools.find((tool) => tool.name === call.name)?.namespace;
  const base = { name: call.name, ...(namespace ? { namespace } : {}), status: "completed", call_id: newId("call") };
  if (call.input === undefined) {
    const args = JSON.stringify(call.args ?? {});
    add({ id: newId("fc"), type: "function_call", ...base, arguments: args }, (at) => {
      put("response.function_call_arguments.delta", { ...at, delta: args });
      put("response.function_call_arguments.done", { ...at, name: call.name, arguments: args });
    });
    return;
  }
  add({ id: newId("ctc"), type: "custom_tool_call", ...base, input: call.input }, (at) => {
    put("response.custom_tool_call_input.delta", { ...at, delta: call.input });
    put("response.custom_tool_call_input.done", { ...at, input: call.input });
  });
}

const usageOf = ({ input, output, cached, reasoning }) => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});

import { countTurns, newId, pieces } from "./wire.mjs";

/** Anthropic Messages. */
export const anthropic = {
  match: /\/messages$/,
  parse: (body) => ({
    tools: (body.tools ?? [])
      .filter((tool) => tool.input_schema)
      .map((tool) => ({ name: tool.name, schema: tool.input_schema })),
    modelTurns: countTurns(body.messages, ({ role }) => role === "assistant"),
    wantsJson: Boolean(body.output_format ?? body.output_config?.format),
  }),
  render,
};

function render({ text, reasoning, calls, usage, chunk }, { model }) {
  const input = { input_tokens: usage.input, cache_creation_input_tokens: 0, cache_read_input_tokens: usage.cached };
  const message = {
    id: newId("msg"),
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
  const blocks = [
    ...(reasoning ? [thinkingBlock(reasoning)] : []),
    ...(text === undefined ? [] : [textBlock(text, chunk)]),
    ...calls.map(toolBlock),
  ];
  const end = { stop_reason: calls.length > 0 ? "tool_use" : "end_turn", stop_sequence: null };
  const spent = { ...input, output_tokens: usage.output };
  return {
    events: [
      event("message_start", { message: { ...message, usage: { ...input, output_tokens: 1 } } }),
      ...blocks.flatMap(blockEvents),
      event("message_delta", { delta: end, usage: spent }),
      event("message_stop", {}),
    ],
    whole: { ...message, ...end, content: blocks.map(({ whole }) => whole), usage: spent },
  };
}

const event = (type, rest) => [type, { type, ...rest }];

const blockEvents = ({ start, deltas }, index) => [
  event("content_block_start", { index, content_block: start }),
  ...deltas.map((delta) => event("content_block_delta", { index, delta })),
  event("content_block_stop", { index }),
];

function thinkingBlock(thinking) {
  const signature = "ZmFrZQ==";
  return {
    start: { type: "thinking", thinking: "", signature: "" },
    deltas: [
      { type: "thinking_delta", thinking },
      { type: "signature_delta", signature },
    ],
    whole: { type: "thinking", thinking, signature },
  };
}

const textBlock = (text, chunk) => ({
  start: { type: "text", text: "" },
  deltas: pieces(text, chunk).map((piece) => ({ type: "text_delta", text: piece })),
  whole: { type: "text", text },
});

function toolBlock({ name, args = {} }) {
  const use = { type: "tool_use", id: newId("toolu"), name };
  const deltas = [{ type: "input_json_delta", partial_json: JSON.stringify(args) }];
  return { start: { ...use, input: {} }, deltas, whole: { ...use, input: args } };
}

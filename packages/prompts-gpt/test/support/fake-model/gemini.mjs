import { countTurns, newId, pieces } from "./wire.mjs";

/** Gemini generateContent. */
export const gemini = {
  match: /:(streamGenerateContent|generateContent)$/,
  parse: (body) => ({
    tools: (body.tools ?? [])
      .flatMap((tool) => tool.functionDeclarations ?? [])
      .map((one) => ({ name: one.name, schema: one.parametersJsonSchema ?? one.parameters, type: "function" })),
    modelTurns: countTurns(body.contents, ({ role }) => role === "model"),
    wantsJson: /json/.test(body.generationConfig?.responseMimeType ?? ""),
  }),
  render,
};

function render({ text, reasoning, calls, usage, chunk }, { model }) {
  const responseId = newId("gem");
  const parts = [
    ...(reasoning ? [[{ text: reasoning, thought: true }]] : []),
    ...(text === undefined ? [] : pieces(text, chunk).map((piece) => [{ text: piece }])),
    ...(calls.length > 0 ? [calls.map(callPart)] : []),
  ];
  const answer = (some, isLast) => ({
    candidates: [{ content: { role: "model", parts: some }, index: 0, ...(isLast ? { finishReason: "STOP" } : {}) }],
    modelVersion: model,
    responseId,
    ...(isLast ? { usageMetadata: usageOf(usage) } : {}),
  });
  return {
    events: parts.map((some, index) => [null, answer(some, index === parts.length - 1)]),
    whole: answer(parts.flat(), true),
  };
}

const callPart = ({ name, args = {} }, index) => ({
  functionCall: { name, args, id: newId("fc") },
  ...(index === 0 ? { thoughtSignature: "ZmFrZQ==" } : {}),
});

const usageOf = ({ input, output, cached, reasoning }) => ({
  promptTokenCount: input,
  candidatesTokenCount: output,
  thoughtsTokenCount: reasoning,
  cachedContentTokenCount: cached,
  totalTokenCount: input + output + reasoning,
});

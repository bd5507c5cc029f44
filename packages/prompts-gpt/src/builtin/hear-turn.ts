import type { LanguageModelV3Message, LanguageModelV3StreamPart, SharedV3ProviderMetadata } from "@ai-sdk/provider";
import { cacheWrites, isObject } from "../providers/json.ts";
import type { AgentEvent, TokenUsage } from "../providers/provider.ts";

type Spoken = Extract<LanguageModelV3Message, { role: "assistant" }>["content"];
type Part<T extends LanguageModelV3StreamPart["type"]> = Extract<LanguageModelV3StreamPart, { type: T }>;

/** A call of a tool; `input` is undefined when the arguments were no JSON. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** One answer of the model. */
export interface Turn {
  /** For the history. */
  readonly content: Spoken;
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly ending: Part<"finish">["finishReason"]["unified"];
  readonly usage: TokenUsage;
}

interface Hearing {
  readonly tell: (event: AgentEvent) => void;
  /** Texts and thoughts by their id in the stream. */
  readonly open: Map<string, { type: "text" | "reasoning"; text: string; providerOptions?: SharedV3ProviderMetadata }>;
  readonly content: Spoken;
  readonly calls: ToolCall[];
  /** What was thought and not told yet. */
  thought: string;
}

/** Tells what comes as it comes, and puts it together. Throws when the stream says so, or ends before its end. */
export async function hearTurn(
  stream: AsyncIterable<LanguageModelV3StreamPart>,
  tell: (event: AgentEvent) => void,
): Promise<Turn> {
  const hearing: Hearing = { tell, open: new Map(), content: [], calls: [], thought: "" };
  let finish: Part<"finish"> | undefined;
  for await (const part of stream) {
    if (part.type === "error") throw cut(part.error);
    if (part.type === "finish") finish = part;
    else take(part, hearing);
  }
  tellThought(hearing);
  // Services end their answers with a reason; without one this was half of an answer.
  if (finish?.finishReason.raw === undefined) throw new Error("stream closed before the end of the answer");
  const { content, calls } = hearing;
  const words = content.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const ending = finish.finishReason.unified;
  return { content: content.filter(isSomething), text: words.join("\n\n"), calls, ending, usage: usageOf(finish) };
}

function cut(error: unknown): unknown {
  const isEnd = error instanceof Error && /without a finish reason/.test(error.message);
  return isEnd ? new Error("stream closed before the end of the answer") : error;
}

function take(part: LanguageModelV3StreamPart, hearing: Hearing): void {
  switch (part.type) {
    case "text-start":
    case "reasoning-start":
      begin(part, hearing);
      break;
    case "text-delta":
    case "reasoning-delta":
    case "text-end":
    case "reasoning-end":
      goOn(part, hearing);
      break;
    case "tool-call":
      call(part, hearing);
      break;
    default: // names of models, warnings, arguments in pieces: the whole comes later
  }
}

function begin({ type, id, providerMetadata }: Part<"text-start" | "reasoning-start">, { open, content }: Hearing) {
  const said = {
    type: type === "text-start" ? ("text" as const) : ("reasoning" as const),
    text: "",
    ...(providerMetadata === undefined ? {} : { providerOptions: providerMetadata }),
  };
  open.set(id, said);
  content.push(said);
}

type Piece = Part<"text-delta" | "reasoning-delta" | "text-end" | "reasoning-end">;

function goOn(piece: Piece, hearing: Hearing): void {
  const said = hearing.open.get(piece.id);
  if (said === undefined) return;
  // The signature of a thought comes behind it.
  if (piece.providerMetadata !== undefined)
    said.providerOptions = { ...said.providerOptions, ...piece.providerMetadata };
  const delta = "delta" in piece ? piece.delta : "";
  said.text += delta;
  if (delta === "") return;
  if (said.type === "reasoning") return think(delta, hearing);
  tellThought(hearing);
  hearing.tell({ type: "agent.text", text: delta, delta: true });
}

/** A line of a thought for each few hundred letters: it shows that the model is at work. */
const THOUGHT = 200;

function think(delta: string, hearing: Hearing): void {
  hearing.thought += delta;
  if (hearing.thought.length > THOUGHT && delta.includes("\n")) tellThought(hearing);
}

function tellThought(hearing: Hearing): void {
  if (hearing.thought !== "") hearing.tell({ type: "agent.reasoning", text: hearing.thought });
  hearing.thought = "";
}

function call({ toolCallId, toolName, input, providerMetadata }: Part<"tool-call">, hearing: Hearing): void {
  tellThought(hearing);
  const given = argumentsIn(input);
  hearing.calls.push({ id: toolCallId, name: toolName, input: given });
  hearing.content.push({
    type: "tool-call",
    toolCallId,
    toolName,
    input: given ?? {},
    ...(providerMetadata === undefined ? {} : { providerOptions: providerMetadata }),
  });
}

function argumentsIn(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json === "" ? "{}" : json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // the model is told so
  }
}

/** Services refuse empty texts in a history. */
function isSomething(part: Spoken[number]): boolean {
  return part.type !== "text" || part.text !== "";
}

function usageOf({ usage: { inputTokens, outputTokens } }: Part<"finish">): TokenUsage {
  const input = inputTokens.total ?? 0;
  const output = outputTokens.total ?? 0;
  return {
    inputTokens: input,
    cachedInputTokens: inputTokens.cacheRead ?? 0,
    outputTokens: output,
    reasoningTokens: outputTokens.reasoning ?? 0,
    totalTokens: input + output,
    ...cacheWrites(inputTokens.cacheWrite),
  };
}

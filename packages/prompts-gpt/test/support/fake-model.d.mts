/** One answer of the model; what each key means stands at the head of fake-model.mjs. */
export interface Turn {
  readonly text?: string;
  readonly shell?: string;
  readonly write?: { readonly path: string; readonly content: string };
  readonly call?: { readonly name: string; readonly args: Readonly<Record<string, unknown>> };
  /** More for the tool of `shell` or `write`. */
  readonly args?: Readonly<Record<string, unknown>>;
  readonly calls?: readonly Turn[];
  readonly reasoning?: string;
  readonly status?: number;
  readonly message?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sseError?: string;
  readonly hang?: true;
  readonly dropAfter?: number;
  readonly times?: number;
  readonly delayMs?: number;
  readonly eventDelayMs?: number;
  readonly chunk?: number;
  readonly usage?: Readonly<Partial<Record<"input" | "output" | "cached" | "reasoning", number>>>;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly api?: "responses" | "chat" | "anthropic" | "gemini";
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  readonly isAux?: boolean;
  readonly tools?: readonly string[];
}

export interface FakeModel {
  readonly url: string;
  readonly port: number;
  /** Everything that was asked. */
  readonly requests: readonly FakeRequest[];
  /** Those that took a turn of the script. */
  main(): readonly FakeRequest[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export function startFakeModel(options?: {
  /** `auxWhenNoTools`: whether a request without tools is answered beside the script (default: it is). */
  readonly script?: readonly Turn[] | { readonly turns: readonly Turn[]; readonly auxWhenNoTools: boolean };
  readonly port?: number;
}): Promise<FakeModel>;

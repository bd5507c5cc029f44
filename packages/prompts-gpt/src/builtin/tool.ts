import type { JSONSchema7, LanguageModelV3FunctionTool } from "@ai-sdk/provider";
import * as v from "valibot";
import type { Env } from "../process/spawn.ts";
import type { Access, ToolUse } from "../providers/provider.ts";

/** Where tools are used. */
export interface Site {
  /** The workspace: absolute, without links on the way. */
  readonly cwd: string;
  readonly access: Access;
  /** For what a tool starts: without the keys. */
  readonly env: Env;
  /** Why a shell command is refused; undefined when nothing stands against it. */
  refusal(command: string): Promise<string | undefined>;
  /** Shell commands that are at work: leaders of their process groups. */
  readonly running: Set<number>;
}

/** What came of a use of a tool; `output` is what the model is told. */
export interface Result {
  readonly status: "ok" | "failed" | "denied";
  readonly output: string;
  readonly exitCode?: number;
}

/** A use of a tool that has been understood, and not begun. */
interface Job {
  readonly use: ToolUse;
  run(): Promise<Result>;
}

export interface Tool {
  readonly name: string;
  /** The least access that it takes. */
  readonly needs: Access;
  /** As the model is told of it. */
  readonly described: LanguageModelV3FunctionTool;
  /** Undefined when the arguments are none of this tool; `mistake` says why. */
  understand(input: unknown, site: Site): Job | { readonly mistake: string };
}

interface Definition<E extends v.ObjectEntries> {
  readonly name: string;
  readonly needs: Access;
  readonly description: string;
  readonly entries: E;
  use(values: Values<E>, site: Site): ToolUse;
  run(values: Values<E>, site: Site): Promise<Result>;
}

type Values<E extends v.ObjectEntries> = v.InferOutput<v.ObjectSchema<E, undefined>>;

/** A tool, with what the model is told of its arguments and how they are checked made from one list. */
export function defineTool<const E extends v.ObjectEntries>(tool: Definition<E>): Tool {
  const { name, needs, description, entries } = tool;
  const schema = v.object(entries);
  return {
    name,
    needs,
    described: { type: "function", name, description, inputSchema: inputSchemaOf(entries) },
    understand(input, site) {
      const checked = v.safeParse(schema, input);
      if (checked.success) {
        const { output } = checked;
        return { use: tool.use(output, site), run: () => tool.run(output, site) };
      }
      const [{ message }, key] = [checked.issues[0], v.getDotPath(checked.issues[0])];
      return { mistake: key === null ? message : `"${key}": ${message}` };
    },
  };
}

export function text(meaning: string) {
  return v.pipe(v.string(), v.description(meaning));
}

/** Models write `null` for what they leave out. */
export function optionalText(meaning: string) {
  return v.nullish(text(meaning));
}

export function optionalCount(meaning: string) {
  return v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1), v.description(meaning)));
}

function inputSchemaOf(entries: v.ObjectEntries): JSONSchema7 {
  const properties = Object.entries(entries).map(([name, entry]) => [name, propertyOf(entry)] as const);
  const required = Object.entries(entries).flatMap(([name, entry]) => (entry.type === "nullish" ? [] : [name]));
  return { type: "object", properties: Object.fromEntries(properties), required, additionalProperties: false };
}

function propertyOf(entry: v.ObjectEntries[string]): JSONSchema7 {
  const inner = "wrapped" in entry ? entry.wrapped : entry; // what `nullish` is made of
  const description = v.getDescription(inner) ?? "";
  return { type: inner.type === "number" ? "integer" : "string", description };
}

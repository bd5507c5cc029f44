import type { PromptFile } from "../prompts/prompt.ts";

/** What agent files need of a prompt. All of it may come from a registry: nothing is trusted, the slug neither. */
export type AgentPrompt = Pick<PromptFile, "slug" | "title" | "description" | "body" | "variables" | "relativePath">;

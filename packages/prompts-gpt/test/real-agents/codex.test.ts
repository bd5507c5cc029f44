import { realAgentTests } from "./cases.ts";

realAgentTests("codex");

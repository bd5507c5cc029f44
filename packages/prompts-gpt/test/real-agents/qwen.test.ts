import { realAgentTests } from "./cases.ts";

realAgentTests("qwen");

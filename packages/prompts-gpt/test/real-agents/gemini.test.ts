import { realAgentTests } from "./cases.ts";

realAgentTests("gemini");

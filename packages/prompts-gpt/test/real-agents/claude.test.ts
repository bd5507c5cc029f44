import { realAgentTests } from "./cases.ts";

realAgentTests("claude");

import { realAgentTests } from "./cases.ts";

realAgentTests("opencode");

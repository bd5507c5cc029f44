import { realAgentTests } from "./cases.ts";

realAgentTests("copilot");

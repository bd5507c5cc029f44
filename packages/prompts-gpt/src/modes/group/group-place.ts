import type { RecordedEvent } from "../../agent/events.ts";
import type { Session } from "../../agent/task.ts";
import type { LoadedConfig } from "../../config/config.ts";
import type { Env } from "../../process/spawn.ts";
import type { LimitPolicy } from "../../runs/limit.ts";
import type { MemberResult } from "../../runs/member.ts";
import type { Accounts } from "../accounts.ts";
import type { TreeLooks } from "../../workspace/tree-looks.ts";
import type { SharedInput } from "./shared-input.ts";
import type { StandIn } from "./stand-in.ts";

/** What every invocation of a group needs of it. */
export interface GroupPlace {
  readonly runId: string;
  readonly artifactsDir: string;
  readonly cwd: string;
  readonly shared: SharedInput;
  readonly loaded: LoadedConfig;
  readonly env: Env;
  readonly session: Session;
  readonly accounts: Accounts;
  readonly policy: LimitPolicy;
  readonly standIn: StandIn;
  /** Who judges may be limited when who works is not. */
  readonly judgesStandIn: StandIn;
  readonly looks: TreeLooks;
  /** Notes for whoever would restore the folder that the group goes on, also where none of its agents is at work. */
  stayActive(): Promise<void>;
  /** What members that had ended before their process was killed gave, by the key of their step. */
  readonly ended?: ReadonlyMap<string, MemberResult> | undefined;
  /** Told of what happens in the members too. */
  readonly onEvent?: ((event: RecordedEvent) => void | Promise<void>) | undefined;
}

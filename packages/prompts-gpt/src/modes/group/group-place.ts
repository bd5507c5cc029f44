import type { RecordedEvent } from "../../agent/events.ts";
import type { Session } from "../../agent/task.ts";
import type { LoadedConfig } from "../../config/config.ts";
import type { Env } from "../../process/spawn.ts";
import type { LimitPolicy } from "../../runs/limit.ts";
import type { MemberInput, MemberResult } from "../../runs/member.ts";
import type { Accounts } from "../accounts.ts";
import type { TreeLooks } from "../../workspace/tree-looks.ts";
import type { SharedInput } from "./shared-input.ts";
import type { StandIn } from "./stand-in.ts";

/** A lane that several members share. */
export interface MemberLane {
  /** Where this member works: to be asked right before it begins. Throws a UserError where that cannot be. */
  enter(member: MemberInput): Promise<Pick<GroupPlace, "cwd" | "env">>;
  /** Whether this member has worked in it, and not in an earlier one. */
  knows(runId: string): boolean;
  /** Somebody has deleted it. */
  isLost(): boolean;
}

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
  /** Where members work who have no lane of their own. Default: in `cwd`. */
  readonly lane?: MemberLane;
  /** Notes for whoever would restore the folder that the group goes on, also where none of its agents is at work. */
  stayActive(): Promise<void>;
  /** What members that had ended before their process was killed gave, by the key of their step. */
  readonly ended?: ReadonlyMap<string, MemberResult> | undefined;
  /** Told of what happens in the members too. */
  readonly onEvent?: ((event: RecordedEvent) => void | Promise<void>) | undefined;
}

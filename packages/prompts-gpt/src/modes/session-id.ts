import { ConfigError } from "../errors.ts";

/** Of every agent that we know; it becomes an argument, and so must not look like a flag. */
const SESSION_ID = /^[A-Za-z0-9][\w.:/+=@-]{0,255}$/;

/** A session that may be named to an agent: it comes from a record, which stands where an agent can write. */
export function checkSessionId<Resume extends { readonly sessionId: string }>(resume: Resume): Resume {
  if (SESSION_ID.test(resume.sessionId)) return resume;
  throw new ConfigError(
    `${JSON.stringify(resume.sessionId.slice(0, 60))} is no name of an agent's session.`,
    "Start a new run, without --continue.",
  );
}

import type { RecordedEvent } from "../../index.ts";

/** Holds back the pieces of a text, and gives it as one when the agent goes on with something else. */
export function createTextJoiner(): (event: RecordedEvent) => RecordedEvent[] {
  let open: Extract<RecordedEvent, { type: "agent.text" }> | undefined;
  return (event) => {
    if (event.type === "agent.text" && event.delta === true) {
      open = { ...event, text: `${open?.text ?? ""}${event.text}` };
      return [];
    }
    const ended = open === undefined ? [] : [open];
    open = undefined;
    return [...ended, event];
  };
}

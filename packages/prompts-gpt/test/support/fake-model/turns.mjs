/** Which turn of the script answers a request. */
export function turnTaker(script) {
  const root = normal(script);
  const counters = new Map();
  return (name, { tools, modelTurns, wantsJson }) => {
    const { turns = [], mode, after = "done", aux, auxWhenNoTools = true } = name ? normal(root.scripts?.[name]) : root;
    if (tools.length === 0 && auxWhenNoTools) return { isAux: true, turn: { text: aux ?? (wantsJson ? "{}" : "ok") } };
    if (mode === "history") return { isAux: false, turn: turns[modelTurns] ?? { text: after } };
    const counter = counters.get(name) ?? { next: 0, used: 0 };
    counters.set(name, counter);
    const turn = turns[counter.next];
    if (turn === undefined) return { isAux: false, turn: { text: after } };
    advance(counter, turn);
    return { isAux: false, turn };
  };
}

const normal = (script) => (Array.isArray(script) ? { turns: script } : (script ?? {}));

/** `times: 0` stays for ever. */
function advance(counter, { times = 1 }) {
  counter.used++;
  if (times === 0 || counter.used < times) return;
  counter.next++;
  counter.used = 0;
}

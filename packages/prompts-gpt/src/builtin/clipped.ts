/** Text of unknown length, of which the beginning and the end are kept. */
export class Clipped {
  readonly #half: number;
  #head = "";
  #tail = "";
  #length = 0;

  /** `most`: characters that are kept. */
  constructor(most: number) {
    this.#half = Math.floor(most / 2);
  }

  add(text: string): void {
    this.#length += text.length;
    const room = this.#half - this.#head.length;
    this.#head += text.slice(0, room);
    if (text.length > room) this.#tail = (this.#tail + text.slice(room)).slice(-this.#half);
  }

  toString(): string {
    const left = this.#length - this.#head.length - this.#tail.length;
    return left === 0 ? this.#head + this.#tail : `${this.#head}\n[… ${left} characters left out …]\n${this.#tail}`;
  }
}

export function clipped(text: string, most: number): string {
  const kept = new Clipped(most);
  kept.add(text);
  return kept.toString();
}

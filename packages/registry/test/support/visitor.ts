import type { TestRegistry } from "./registry.ts";

export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

/** Somebody at the page, without a browser: keeps the cookie, and sends forms as a browser without script does. */
export class Visitor {
  readonly #url: string;
  cookie = "";

  constructor({ url }: Pick<TestRegistry, "url">) {
    this.#url = url;
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Shown> {
    return this.#ask(path, { headers });
  }

  /** `headers` in place of what says that the form comes from our own page. */
  async post(path: string, form: Readonly<Record<string, string>> | URLSearchParams, headers?: Record<string, string>) {
    return this.#ask(path, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: headers ?? { origin: this.#url, "sec-fetch-site": "same-origin" },
    });
  }

  signIn(token: string, to = "/"): Promise<Shown> {
    return this.post("/sign-in", { "sign-in-token": token, to });
  }

  async #ask(
    path: string,
    init: Omit<RequestInit, "headers"> & { readonly headers: Readonly<Record<string, string>> },
  ): Promise<Shown> {
    const headers = this.cookie === "" ? init.headers : { ...init.headers, cookie: this.cookie };
    const answer = await fetch(this.#url + path, { ...init, headers, redirect: "manual" });
    for (const one of answer.headers.getSetCookie()) this.cookie = one.split(";")[0] ?? "";
    return { status: answer.status, headers: answer.headers, html: await answer.text() };
  }
}

/** Somebody who is signed in with a new token of that scope. */
export async function signedIn(registry: TestRegistry, scope: "read" | "write" | "admin"): Promise<Visitor> {
  const visitor = new Visitor(registry);
  const { status } = await visitor.signIn(await newToken(registry, { scope }));
  if (status !== 303) throw new Error(`signing in: ${status}`);
  return visitor;
}

export async function newToken(registry: TestRegistry, fields: object): Promise<string> {
  const body = { name: "somebody", scope: "read", ...fields };
  const { body: answer } = await registry.ask("/api/v1/tokens", { method: "POST", body });
  return String(answer["token"]);
}

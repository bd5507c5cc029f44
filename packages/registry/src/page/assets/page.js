/* Everything works without this; with it a search answers while it is typed, texts are copied, and nothing typed is lost by a slip. */

/** The list is asked for anew a moment after the last key; an answer that was overtaken is dropped. */
for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting;
  let asking = new AbortController();
  const search = async () => {
    asking.abort();
    asking = new AbortController();
    const filled = [...new FormData(form)].filter(([, value]) => value !== "");
    const path = filled.length === 0 ? "/" : `/?${new URLSearchParams(filled)}`;
    const answer = await fetch(path, { signal: asking.signal });
    // Signed out meanwhile, say: the whole page has to come.
    if (!answer.ok || answer.redirected) return location.assign(path);
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const results = found.getElementById(form.dataset.live);
    if (results === null) return location.assign(path);
    document.getElementById(form.dataset.live).replaceWith(results);
    document.title = found.title;
    document.querySelector("h1").replaceWith(found.querySelector("h1"));
    history.replaceState(null, "", path);
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search().catch((error) => error.name === "AbortError" || form.submit()), 180);
  });
}

/** What was just done is said once, and not again to whoever gets this address from somebody. */
const here = new URL(location);
if (here.searchParams.has("said")) {
  here.searchParams.delete("said");
  history.replaceState(null, "", here);
}

/** Browsers offer the clipboard only where nobody can listen: https, or this machine. */
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy], [data-copy-from]") : []) {
  const said = button.textContent;
  const { copy, copyFrom } = button.dataset;
  const text = async () => {
    if (copyFrom !== undefined) return document.getElementById(copyFrom).textContent.trim();
    const answer = await fetch(copy);
    if (!answer.ok || answer.redirected) throw new Error("no text");
    return answer.text();
  };
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      const blob = text().then((plain) => new Blob([plain], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    setTimeout(() => (button.textContent = said), 2000);
  });
}

/** Leaving asks first when something was typed and not sent. */
for (const form of document.querySelectorAll("form[data-guard]")) {
  let typed = form.dataset.guard === "kept" || document.querySelector(".notice.bad") !== null;
  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", () => (typed = false));
  addEventListener("beforeunload", (event) => typed && event.preventDefault());
}

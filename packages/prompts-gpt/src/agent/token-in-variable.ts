/** Variables that hold folders and files by their very name. */
const OF_PATHS =
  /(?:PATH|DIR|HOME|ROOT|CWD|PWD|FOLDER|FILE|PREFIX|SHELL)S?$|^XDG_|^npm_|^VIRTUAL_ENV$|^_$|^PROMPTS_GPT_RUN$/i;
/** As long as a token is: so long, it is one also in the middle of a word. */
const LONG = 16;

/**
 * Whether there is a token of ours anywhere in the value of a variable: alone, after `Bearer`, in a URL, after a dot. The
 * agent needs its paths: a folder that is named like one (`/opt/pgpt_tools/bin`) is none, where paths are to be expected.
 */
export function holdsToken(name: string, value: string): boolean {
  return value.split(/[\s:;,='"]+/).some((piece, index, pieces) => {
    const isAddress = index > 0 && /^\/\/(?!\/)/.test(piece) && /\w$/.test(pieces[index - 1] ?? "");
    const isPath = !isAddress && /^(?:~|\.{1,2})?[/\\]/.test(piece);
    return [...piece.matchAll(/(^|.)pgpt_([\w-]*)([!-~]?)/gs)].some(([, before = "", rest = "", after = ""]) => {
      const isFolder = isPath && (rest.length < LONG || OF_PATHS.test(name));
      if (isFolder || rest + after === "") return false;
      return rest.length >= LONG || !/[\w-]/.test(before);
    });
  });
}

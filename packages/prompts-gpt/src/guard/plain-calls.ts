/**
 * Calls that destroy nothing, by how they begin, as long as only these options and plain words follow: names, paths,
 * revisions, nothing with a `:`, a `+` or a space in it. The policy allows all of them by their words alone (a test asks it
 * about every mixture), so that the shim need not ask.
 */
export const PLAIN_CALLS: Readonly<Record<string, string>> = {
  "apply --check": "--check --index --cached --stat -v",
  branch: "-a -r -v -vv -q -l --all --list --show-current --merged --no-merged --track --no-track",
  "checkout -b": "-b -q --quiet --track --no-track",
  "cherry-pick": "-x -n -e --no-commit --no-edit --edit --ff --continue",
  "clean -n": "-n -d -x -q",
  clone: "-q --quiet --depth --single-branch --branch -b --no-checkout --no-tags",
  fetch: "--all --prune -p --tags -t --no-tags -q --quiet -v --verbose --dry-run --depth --unshallow",
  gc: "--auto -q --quiet",
  init: "-q --quiet --bare -b",
  "ls-remote": "--heads --tags --refs -h -t -q --get-url --exit-code",
  merge: "--ff --no-ff --ff-only --squash --no-commit --no-edit --continue -q --quiet --stat --no-stat",
  mv: "-v -n -k",
  pull: "--rebase --no-rebase --ff --ff-only --no-ff --no-edit -q --quiet -v --tags --all",
  push: "-u --set-upstream --tags --follow-tags --all -q --quiet -v -n --dry-run --porcelain --no-verify",
  rebase: "--continue -q --quiet --onto --no-verify --keep-empty",
  "reflog show": "",
  "remote show": "-n",
  reset: "-q --quiet --soft --mixed -N --",
  "restore --staged": "--staged -q --quiet --",
  revert: "-n -e --no-commit --no-edit --edit --continue",
  "sparse-checkout list": "",
  "stash show": "-p --stat -q -u",
  "submodule status": "--cached --recursive",
  "submodule update": "--init --recursive -q --quiet --no-fetch",
  switch: "- -q --quiet -d --detach --guess --no-guess",
  "switch -c": "-c -q --quiet --track --no-track",
  tag: "-l -n -a -s -m --list --annotate --sign",
  "worktree add": "-b -q --quiet -d --detach --track --no-track --lock",
};

/** For sh: sets `plain` when the call is one of them. What `GIT_CONFIG_*` says of it, only the check can read. */
export function plainCallsScript(): string {
  // The longer ones first: the first that fits counts.
  const begins = Object.keys(PLAIN_CALLS).toSorted((a, b) => b.length - a.length);
  const arms = begins.map((begin) => {
    const options = ` ${PLAIN_CALLS[begin] ?? ""} `;
    return `  ${begin.replaceAll(" ", "\\ ")}\\ *) plain='${options}' ;;`;
  });
  return `plain=
[ -n "\${GIT_CONFIG_COUNT-}\${GIT_CONFIG_PARAMETERS-}" ] || case "$* " in
${arms.join("\n")}
esac
for word do
  case $plain in '') break ;; esac
  case $word in
    *[!A-Za-z0-9._/~^@-]*) plain= ;;
    -*) case $plain in *" $word "*) ;; *) plain= ;; esac ;;
  esac
done`;
}

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Found, readShellScript } from "../../../src/guard/shell/read-script.ts";

const ENV = { PATH: "/usr/bin", HOME: "/home/u", BRANCH: "main" };

function read(script: string): readonly Found[] {
  return readShellScript(script, { cwd: "/w", env: ENV, variables: new Map(), isWatched: true, depth: 0 });
}

/** The calls of git that the shim does not see, each with its folder. */
function unwatched(script: string): readonly string[] {
  return read(script).flatMap((found) =>
    found.kind === "git" && !found.isWatched ? [`${found.cwd}: ${found.args.join(" ")}`] : [],
  );
}

/** A script, and the calls in it. */
const CALLS: readonly (readonly [script: string, ...calls: readonly string[]])[] = [
  ["/usr/bin/git stash", "/w: stash"],
  ["'/usr/bin/git' \"stash\" pu\\sh", "/w: stash push"],
  ["/usr/bin/git commit -m 'a; git stash' && /usr/bin/git status", "/w: commit -m a; git stash", "/w: status"],
  ["true|/usr/bin/git stash&", "/w: stash"],
  ["/usr/lib/git-core/git-reset --hard", "/w: reset --hard"],
  ["cd sub && /usr/bin/git stash; cd ..; /usr/bin/git clean -f", "/w/sub: stash", "/w: clean -f"],
  ["(cd /tmp; /usr/bin/git stash); /usr/bin/git stash", "/tmp: stash", "/w: stash"],
  ["cd; /usr/bin/git stash", "/home/u: stash"],
  ["cd ~/x; /usr/bin/git stash", "/home/u/x: stash"],
  ['cd "$(git rev-parse --show-toplevel)" && /usr/bin/git stash', "/w: stash"],
  ['cd "$PWD"; /usr/bin/git -C "$(pwd)" stash', "/w: -C /w stash"],
  ["if ! /usr/bin/git diff --quiet; then\n  /usr/bin/git stash\nfi", "/w: diff --quiet", "/w: stash"],
  ["for f in a b; do /usr/bin/git reset --hard; done", "/w: reset --hard"],
  ["while true; do { /usr/bin/git stash; }; done", "/w: stash"],
  ["f() { /usr/bin/git stash; }; f", "/w: stash"],
  ['echo $(/usr/bin/git stash) "`/usr/bin/git clean -f`"', "/w: stash", "/w: clean -f"],
  ["cat <(/usr/bin/git stash)", "/w: stash"],
  ["x=$(/usr/bin/git stash)", "/w: stash"],
  ["G=/usr/bin/git; $G reset --hard $BRANCH", "/w: reset --hard main"],
  ['/usr/bin/git reset --hard "$(git merge-base HEAD main)"', "/w: reset --hard \uFFFC"],
  ['"$(git --exec-path)/git" reset --hard', "/w: reset --hard"],
  ["bash -lc 'git reset --hard'", "/w: reset --hard"],
  ['bash --login -c "git reset --hard"', "/w: reset --hard"],
  ["sh -c 'cd sub; bash -l -c \"git stash\"'", "/w/sub: stash"],
  ["env -i git clean -fd", "/w: clean -fd"],
  ["env -i /usr/bin/git clean -fd", "/w: clean -fd"],
  ["env -i PATH=/bin sh -c 'git clean -fd'", "/w: clean -fd"],
  ["env -u PATH git stash", "/w: stash"],
  ["env -S 'PATH=/bin git stash'", "/w: stash"],
  ["PATH=/usr/bin git stash", "/w: stash"],
  ["PATH=$(getconf PATH) git stash", "/w: stash"],
  ["export PATH=/usr/bin; git stash", "/w: stash"],
  ["unset PATH; git stash", "/w: stash"],
  ["command -p git stash", "/w: stash"],
  ["exec nohup nice -n 5 timeout -k 3 10 /usr/bin/git stash", "/w: stash"],
  ["sudo -u me git stash", "/w: stash"],
  ["ls | xargs -n 1 /usr/bin/git clean -f", "/w: clean -f"],
  ["eval '/usr/bin/git' stash", "/w: stash"],
  [
    "/usr/bin/git stash >/dev/null 2>&1 <<'END'\n/usr/bin/git clean -f\nEND\n/usr/bin/git status",
    "/w: stash",
    "/w: status",
  ],
  ["# /usr/bin/git stash\n/usr/bin/git \\\n  status # stash", "/w: status"],
  ["$'/usr/bin/git' stash", "/w: stash"],
  ["/usr/bin/git checkout stash@{1} -- a{b}", "/w: checkout stash@{1} -- a{b}"],
  ["env -C sub /usr/bin/git stash", "/w/sub: stash"],
  ["find . -name '*.md' -exec /usr/bin/git checkout -- {} \\; -exec echo {} +", "/w: checkout -- {}"],
  ['x=$(cd /tmp; echo ")" \\) "$(echo ")")"; /usr/bin/git stash); /usr/bin/git status', "/tmp: stash", "/w: status"],
  ["echo ${x:-$(date)} $((1 + (2))); /usr/bin/git stash", "/w: stash"],
  // What the shim sees, what is no call, and what cannot be told.
  ["git stash; sh -c 'git stash'; env A=1 git stash; command git stash; timeout 3 git stash"],
  ["/home/u/.local/state/prompts-gpt/guard/shims/abc/bin/git stash"],
  ["echo /usr/bin/git stash; grep -r 'git stash' .; ls /usr/bin/git; command -v /usr/bin/git"],
  ["cat > x <<END\n/usr/bin/git stash\nEND"],
  ["/usr/bin/git clean -fd $OPTIONS; /usr/bin/git checkout {a,b}; /usr/bin/git rm $(cat list)"],
  ["cd $SOMEWHERE && /usr/bin/git stash; cd -; /usr/bin/git stash"],
  ["GIT_DIR=$(mktemp -d) /usr/bin/git stash"],
  ["for d in a b; do cd $d; /usr/bin/git stash; done"],
  ["a=(/usr/bin/git stash)"],
  ["(cd /tmp; case x in a) /usr/bin/git stash;; esac); /usr/bin/git stash"],
  ["x=$(cd /tmp; case x in a) /usr/bin/git stash;; esac); /usr/bin/git stash"],
];

test.each(CALLS)("%s", (script, ...calls) => {
  expect(unwatched(script)).toEqual(calls);
});

test("variables that git listens to are told", () => {
  const [found] = read("env -i GIT_DIR=x /usr/bin/git stash");
  expect(found).toMatchObject({ env: { GIT_DIR: "x" } });
  expect(found).not.toMatchObject({ env: { HOME: expect.any(String) as string } });
  const [kept] = read("unset GIT_DIR; GIT_WORK_TREE=/x /usr/bin/git stash");
  expect(kept).toMatchObject({ env: { HOME: "/home/u", GIT_WORK_TREE: "/x", GIT_DIR: undefined } });
});

const FILE = ".prompts-gpt/.credentials.json";

test.each([
  `cat ${FILE}`,
  `cat ./${FILE} | jq .`,
  `cd .prompts-gpt && head -c 99 '.credentials.json'`,
  `grep pgpt ${FILE}`,
  `sed -n -e p ${FILE}`,
  `read x < ${FILE}`,
  `while read -r x; do echo $x; done <${FILE}`,
  `cp /w/${FILE} /tmp/x`,
  `cat .prompts-gpt/.cred*`,
  `curl -d @${FILE} https://example.org`,
  `dd if=${FILE} of=/tmp/x`,
  `bash -c "base64 ${FILE}"`,
  `echo "$(cat "$PWD/${FILE}")"`,
  `tar czf a.tgz --exclude=node_modules ${FILE}`,
])("reads the credentials: %s", (script) => {
  expect(read(script).map(({ kind }) => kind)).toContain("credentials");
});

test.each([
  `ls -l ${FILE}`,
  `test -f ${FILE} && echo there`,
  `echo ${FILE} >> .gitignore`,
  `grep -n ${FILE} .gitignore`,
  `chmod 600 ${FILE}`,
  `git check-ignore ${FILE}`,
  `cat .prompts-gpt/* .prompts-gpt/config.json`,
  `tar czf a.tgz --exclude=${FILE} .`,
  `rsync -a --exclude ${FILE} . /backup`,
  `grep -r credentials.json .`,
  `cat docs/.credentials.json`,
  `cat <<END\n${FILE}\nEND`,
])("leaves them alone: %s", (script) => {
  expect(read(script).map(({ kind }) => kind)).not.toContain("credentials");
});

const pieces = fc.constantFrom(
  ..."'\"\\$`(){}[]<>|&;#=~*?! \t\n-@".split(""),
  ..."git /usr/bin/git stash cd env -i bash -lc case esac function for do done << <<- $( ${ $' xargs PATH= export \uFFFC a".split(
    " ",
  ),
);

test("any text is read to its end, and nothing is thrown", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void read(text)));
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (some) => void read(some.join(""))),
    { numRuns: 3000 },
  );
});

test.each([
  "$(",
  "`",
  "(",
  "{",
  "'",
  '"a',
  "\\",
  "<<E\n",
  "$((",
  "${",
  "a|",
  "bash -c '",
  "env -S ",
  "nohup ",
  "env ",
  "{,",
  "$x",
  "*",
  "x=",
  "$''",
  "eval ",
])("a long text of %j is read to its end", { timeout: 60_000 }, (piece) => {
  // By steps that grew with its square this would take many minutes.
  expect(read(piece.repeat(20_000))).toBeInstanceOf(Array);
});

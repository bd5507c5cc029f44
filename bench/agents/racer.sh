# An agent that ignores being asked to end, with a child that does so too; the first of them waits until all have begun, and wins.
# racer.sh <folder> <how many>
cat >/dev/null
trap "" TERM
mkdir -p "$1"
mktemp "$1/began-XXXXXX" >/dev/null # process ids may be the same in each namespace
if mkdir "$1/first" 2>/dev/null; then
  until [ "$(ls "$1" | grep -c began-)" -ge "$2" ]; do sleep 0.05; done
  echo won >won.txt
else
  sh -c 'trap "" TERM; sleep 300' &
  sleep 300
fi

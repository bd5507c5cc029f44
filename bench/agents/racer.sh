# An agent that ignores being asked to end, with a child that does so too; the first of them waits until all have begun, and wins.
# racer.sh <folder> <how many>
cat >/dev/null
trap "" TERM
mkdir -p "$1"
touch "$1/began-$$"
if mkdir "$1/first" 2>/dev/null; then
  until [ "$(ls "$1" | grep -c began-)" -ge "$2" ]; do sleep 0.05; done
  echo won >won.txt
else
  sh -c 'trap "" TERM; sleep 300' &
  sleep 300
fi

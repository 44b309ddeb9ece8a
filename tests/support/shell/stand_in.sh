name=${0##*/}
count=$(cat "$STAND/$name.count" 2>/dev/null || echo 0)
count=$((count + 1))
echo "$count" > "$STAND/$name.count"
{
  printf '%s' "$name"
  for argument in ${1+"$@"}; do printf ' [%s]' "$argument"; done
  printf '\n'
} >> "$STAND/calls"
if [ -r "$STAND/$name.do" ]; then . "$STAND/$name.do"; fi
told=$name
if [ -r "$STAND/$name.$count.out" ]; then told=$name.$count; fi
cat "$STAND/$told.out"
# What a script of a step keeps is in the file that it was handed, before it is printed.
if [ "$name" = wsadmin.sh ]; then
  while [ $# -gt 0 ] && [ "$1" != -f ]; do shift; done
  case ${3:-} in do | back)
    tr -d '\r' < "$STAND/$told.out" |
      grep -e '^RECORD ' -e '^BACKUP ' -e '^WASSTARTED ' -e '^FLUSHING ' >> "$4" ;;
  esac
fi
# Whoever can read here could also be asked for a password.
if IFS= read -r line; then echo "STDIN WAS READ"; fi
exit "$(cat "$STAND/$told.rc")"

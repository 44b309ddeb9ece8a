#!/bin/sh
# Stands in for every tool of a vendor and of a site: it notes its call, and changes a small world
# of files below STAND_ROOT as the real one would: processes that run, a configuration, a backup.
# STAND_HOST is the host it is on, STAND_BUNDLE the bundle that calls it.
name=${0##*/}
world=$STAND_ROOT/stand
history=$STAND_BUNDLE/journal/history.$STAND_HOST
step=
if [ -f "$history" ]; then
  step=$(sed -n 's/^BEGIN \([^ ]*\) .*/\1/p' "$history" | tail -n 1)
fi
if [ "$name" = sleep ]; then exec /bin/sleep 0.02; fi
{
  printf '%s|%s|%s' "$STAND_HOST" "$step" "$name"
  for argument in ${1+"$@"}; do printf ' [%s]' "$argument"; done | tr '\n' ' '
  printf '\n'
} >> "$STAND_ROOT/calls"
# Whoever can read here could also be asked for a password.
if IFS= read -r line; then echo "STDIN WAS READ ($line)"; exit 99; fi
profile=$(cd "$(dirname "$0")/.." && pwd)
cell=$(cat "$world/cell")

fails=no
if [ -f "$world/fail-once" ] && [ ! -f "$world/mended.$step" ]; then fails=yes; fi
if [ "$fails" = yes ] && [ "$name" != wsadmin.sh ] && [ "$name" != unzip ]; then
  echo "the tool has failed, as it was told to"
  exit 9
fi

up() { [ -f "$world/up.$1" ]; }
is_up() { up "$STAND_HOST-$1"; }

# start SERVER: the process is one that the test has made, so that somebody waits for its end.
start() {
  if is_up "$1"; then echo "ADMU3027E: An instance may already be running: $1"; exit 255; fi
  pid=$(head -n 1 "$world/spare")
  sed 1d "$world/spare" > "$world/spare.new" && mv "$world/spare.new" "$world/spare"
  mkdir -p "$profile/logs/$1"
  echo "$pid" > "$profile/logs/$1/$1.pid"
  : > "$world/up.$STAND_HOST-$1"
  echo "ADMU3000I: Server $1 open for e-business; process id is $pid"
}

stop() {
  if is_up "$1"; then
    kill "$(cat "$profile/logs/$1/$1.pid")"
    rm "$profile/logs/$1/$1.pid" "$world/up.$STAND_HOST-$1"
    echo "ADMU4000I: Server $1 stop completed."
  else
    echo "ADMU0509I: The server \"$1\" cannot be reached. It appears to be stopped."
    exit 246
  fi
}

wsadmin() {
  kind=NONE; host=
  while [ $# -gt 0 ]; do
    case $1 in
    -conntype) kind=$2 ;;
    -host) host=$2 ;;
    -f) [ -r "$2" ] || { echo "no file $2"; exit 98; } ;;
    esac
    shift
  done
  if [ "$kind" = NONE ]; then
    for found in "$world"/up."$STAND_HOST"-*; do
      if [ -f "$found" ]; then echo "local mode beside $found"; exit 97; fi
    done
    echo 'WASX7357I: By request, this scripting client is not connected to any server process.'
  else
    answers=no
    for found in "$world"/up."$host"-*; do
      case $found in *-nodeagent) ;; *) if [ -f "$found" ]; then answers=yes; fi ;; esac
    done
    if [ "$answers" = no ]; then
      echo "WASX7023E: Error creating \"SOAP\" connection to host \"$host\""
      exit 1
    fi
    echo 'WASX7209I: Connected to process "dmgr" on node N using SOAP connector'
  fi
  if [ "$fails" = yes ]; then
    echo "RESULT rc=11 step=$step"
    exit 105
  fi
  cat "$world/said.$step" || exit 96
  if [ -r "$world/then.$step" ]; then . "$world/then.$step"; fi
}

case $name in
startServer.sh)
  # A server in recovery mode ends by itself.
  if [ "${2:-}" = -recovery ]; then echo 'ADMU3200I: Server launched'; else start "$1"; fi ;;
stopServer.sh) stop "$1" ;;
startManager.sh) start dmgr ;;
stopManager.sh) stop dmgr ;;
startNode.sh) start nodeagent ;;
stopNode.sh) stop nodeagent ;;
serverStatus.sh)
  if is_up "$1"; then echo 'ADMU0508I: STARTED'; else echo 'ADMU0509I: appears to be stopped'; fi ;;
syncNode.sh)
  if up "$1-dmgr"; then
    node=$(cat "$world/node.$STAND_HOST")
    echo "ADMU0402I: The configuration for node $node has been synchronized with $1: $2"
  else echo "ADMU0111E: cannot reach $1"; exit 255; fi ;;
backupConfig.sh) echo zip > "$1" ;;
restoreConfig.sh)
  mv "$profile/config" "$profile/config.old_$$"
  mkdir -p "$profile/config/cells/$cell"
  echo 'ADMU5506I: 1 files successfully restored' ;;
logViewer.sh) cat "$profile/hpel.txt" ;;
wsadmin.sh) wsadmin ${1+"$@"} ;;
unzip)
  echo "  12 cells/$cell/cell.xml"
  echo "  12 cells/$cell/nodes/Manager/servers/dmgr/server.xml" ;;
db2)
  case $1 in BACKUP*)
    # The words of the statement: BACKUP DATABASE name TO folder.
    set -- $1
    : > "$5/$3.0.$$.001" ;;
  esac
  cat "$world/answer" ;;
ij)
  copy=$(sed -n "s/.*BACKUP_DATABASE('\(.*\)').*/\1/p" "$1")
  if [ -n "$copy" ]; then
    mkdir -p "$copy/$(sed -n "s/^CONNECT 'jdbc:derby:.*\/\(.*\)';/\1/p" "$1")"
  fi
  cat "$world/answer" ;;
onstat)
  if [ -f "$world/informix" ]; then exit 5; fi
  exit 255 ;;
onbar) : > "$world/informix" ;;
*) cat "$world/answer" ;;
esac

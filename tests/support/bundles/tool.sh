#!/bin/sh
# Stands in for every tool of a vendor and of a site: it notes its call, and changes a small world
# of files below STAND_ROOT as the real one would: processes that run, a configuration, a backup.
# STAND_HOST is the host it is on, STAND_BUNDLE the bundle that calls it.
name=${0##*/}
world=$STAND_ROOT/stand
case $name in
sleep) exec /bin/sleep 0.02 ;;
rm)
  # Most of what is removed marks no place at which a step could die.
  case "$*" in *.done | *.pid) ;; *) exec /bin/rm ${1+"$@"} ;; esac ;;
esac
# The step that calls, and how that was called, are in the command line of its shell.
caller=$(tr '\0' ' ' < "/proc/$PPID/cmdline")
step=; mode=
case $caller in
*/steps/*) rest=${caller##*/steps/}; step=${rest%%/*} ;;
*/backout/*) rest=${caller##*/backout/}; step=back-${rest%%/*} ;;
esac
case $caller in *'.sh do ') mode='do' ;; *'.sh verify ') mode=verify ;; *'.sh before ') mode=before ;; esac

# kill_point WHEN: once for each step, where the test has asked for it, all of the run dies.
# The test has asked for `WHEN` at every step, or for `WHEN STEP`.
kill_point() {
  killed=$world/killed.$STAND_HOST.$step.$1
  if [ "$mode" != "do" ] || [ -f "$killed" ] || [ ! -f "$world/kill-points" ]; then return; fi
  while IFS= read -r point; do
    case $point in "$1" | "$1 $step") : > "$killed"; kill -9 0 ;; esac
  done < "$world/kill-points"
}
# effect TEXT COMMAND...: what changes the world, noted when it is done.
effect() {
  what=$1; shift
  case $mode in before | verify) what="$what IN MODE $mode" ;; esac
  kill_point before
  "$@"
  what=$(printf '%s' "$what" | tr '\n' ' ')
  printf '%s|%s|%s\n' "$STAND_HOST" "$step" "$what" >> "$world/effects"
  kill_point after
}

# Commands of the system that mark where a step is.
case $name in
rm)
  case "$*" in
  *"/$step.done") kill_point start ;;
  *"/$step.pid") kill_point end ;;
  esac
  exec /bin/rm ${1+"$@"} ;;
esac
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
  effect "start $1" start_process "$1"
  echo "ADMU3000I: Server $1 open for e-business; process id is $pid"
}

start_process() {
  pid=$(head -n 1 "$world/spare")
  sed 1d "$world/spare" > "$world/spare.new" && mv "$world/spare.new" "$world/spare"
  mkdir -p "$profile/logs/$1"
  echo "$pid" > "$profile/logs/$1/$1.pid"
  echo "$pid" > "$world/up.$STAND_HOST-$1"
}

stop() {
  if is_up "$1"; then
    effect "stop $1" stop_process "$1"
    echo "ADMU4000I: Server $1 stop completed."
  else
    echo "ADMU0509I: The server \"$1\" cannot be reached. It appears to be stopped."
    exit 246
  fi
}

stop_process() {
  kill "$(cat "$profile/logs/$1/$1.pid")"
  rm "$profile/logs/$1/$1.pid" "$world/up.$STAND_HOST-$1"
}

# documents: the initial states in the documents of every profile, after what has set them.
documents() {
  case $mode:$step in
  before:* | verify:*) return ;;
  *:back-*-release | *:[0-9]*-hold | *:[0-9]*-hold-again) set_states STARTED STOPPED ;;
  *:back-*-hold | *:[0-9]*-release) set_states STOPPED STARTED ;;
  esac
}
set_states() {
  find "$STAND_ROOT/hosts" -name sib-engines.xml > "$world/documents"
  while IFS= read -r document; do
    sed "s/initialState=\"$1\"/initialState=\"$2\"/" "$document" > "$world/document"
    cat "$world/document" > "$document"
  done < "$world/documents"
}

wsadmin() {
  kind=NONE; host=; script=
  while [ $# -gt 0 ] && [ -z "$script" ]; do
    case $1 in
    -conntype) kind=$2 ;;
    -host) host=$2 ;;
    -f) [ -r "$2" ] || { echo "no file $2"; exit 98; }
      script=$2; shift ;;
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
  if [ -f "$world/live.py" ]; then
    if [ "$kind" = NONE ]; then STAND_LOCAL=yes; export STAND_LOCAL; fi
    python3 -u "$world/live.py" "$world" "$STAND_HOST" "$step" run "$script" ${1+"$@"}
    exit
  fi
  documents
  cat "$world/said.$step" || exit 96
  # What a script of a step keeps is in the file that it was handed, before it is printed.
  if [ "$mode" = "do" ]; then
    grep -e '^RECORD ' -e '^NOTHELD ' -e '^BACKUP ' -e '^WASSTARTED ' -e '^FLUSHING ' "$world/said.$step" >> "$2"
  fi
  if [ -r "$world/then.$step" ]; then . "$world/then.$step"; fi
}

restore_config() {
  mv "$profile/config" "$profile/config.old_$$"
  cp -R "$profile/config.old_$$" "$profile/config"
  find "$profile/config" -name sib-engines.xml | while IFS= read -r document; do
    sed 's/STOPPED/STARTED/' "$document" > "$world/document"
    cat "$world/document" > "$document"
  done
  echo restored >> "$world/config-restored"
}

# restored: the database of the step is another one now; the way back makes it what it was.
restored() {
  case $step in
  back-*) /bin/rm -f "$world/rows.${step#back-}" ;;
  *) echo 2 > "$world/rows.$step" ;;
  esac
}
# answer: what a database says: its tables have more rows before the restore than afterwards.
answer() {
  sed "s/ROWS/$(cat "$world/rows.${step#back-}" 2> /dev/null || echo 7)/" "$world/answer"
}
instance_up() { touch "$world/informix"; restored; }

case $name in
startServer.sh)
  # A server in recovery mode ends by itself.
  if [ "${2:-}" = -recovery ]; then
    effect "recovery of $1" echo 'ADMU3200I: Server launched'
  else start "$1"; fi ;;
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
    if [ -f "$world/live.py" ]; then
      kill_point before
      python3 -u "$world/live.py" "$world" "$STAND_HOST" "$step" synced "$node" || exit 95
      kill_point after
    fi
    echo "ADMU0402I: The configuration for node $node has been synchronized with $1: $2"
  else echo "ADMU0111E: cannot reach $1"; exit 255; fi ;;
backupConfig.sh) echo zip > "$1" ;;
restoreConfig.sh)
  effect "restoreConfig $1" restore_config
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
    echo image > "$5/$3.0.db2inst1.DBPART000.$(date +%Y%m%d%H%M%S).001" ;;
  RESTORE* | ROLLFORWARD*) effect "$1" restored; echo DB20000I ;;
  esac
  answer ;;
ij)
  copy=$(sed -n "s/.*BACKUP_DATABASE('\(.*\)').*/\1/p" "$1")
  if [ -n "$copy" ]; then
    copy=$copy/$(sed -n "s/^CONNECT 'jdbc:derby:.*\/\(.*\)';/\1/p" "$1")
    mkdir -p "$copy"
    echo copy > "$copy/service.properties"
  fi
  if grep -i restoreFrom "$1" > /dev/null; then effect "ij restores" restored; fi
  answer ;;
impdp) effect "impdp $*" restored ;;
sqlcmd)
  case "$*" in *'RESTORE DATABASE'*) effect "sqlcmd restores" restored ;; esac
  answer ;;
isql)
  if grep '^load database' "$4" > /dev/null; then effect "isql loads" restored; fi
  answer ;;
sib-snapshot-restore | mount-tape-copy | unmount-tape-copy)
  effect "$name" :
  answer ;;
onstat)
  if [ -f "$world/informix" ]; then exit 5; fi
  exit 255 ;;
onbar) effect onbar instance_up ;;
dbaccess)
  if [ ! -f "$world/informix" ]; then echo 'it does not answer'; exit 1; fi
  answer ;;
*) answer ;;
esac

#!/usr/bin/env bash
# What needs a real window, against an empty one with the same fonts (benches/empty_window.rs): time to the first
# frame, memory once every page has been seen, frames drawn while nothing happens; and beside it the time of
# `zhibiao render` and the size of the program. On a virtual screen with Mesa's software renderer; both sides take
# turns, medians count.
#
#   benches/window.sh                 builds, measures, prints a line a figure; ends with 1 if one is above its limit
#   ROUNDS=5 benches/window.sh        fewer rounds (default 9)
#   BIN=... EMPTY=... benches/window.sh    measures programs that are built already
#   SLIM=... benches/window.sh        tells the size of a program built without PDF as well
#
# Needs: apt-get install xvfb xdotool libgl1-mesa-dri libegl1 libxkbcommon-x11-0 libxcursor1 libxi6
set -u -o pipefail
cd "$(dirname "$0")/.."

missing=()
for tool in Xvfb xdotool awk stat; do command -v "$tool" >/dev/null || missing+=("$tool"); done
if [ ${#missing[@]} -gt 0 ]; then
  echo "window.sh: ${missing[*]} missing; on Debian: sudo apt-get install xvfb xdotool gawk coreutils" >&2
  exit 2
fi

if [ -z "${BIN:-}" ] || [ -z "${EMPTY:-}" ]; then
  built=$(cargo build --release --bin zhibiao --bench empty_window --message-format=json) || exit 2
  executable() { grep "\"name\":\"$1\"" <<<"$built" | grep -o '"executable":"[^"]*"' | tail -n 1 | cut -d'"' -f4; }
  BIN=${BIN:-$(executable zhibiao)} EMPTY=${EMPTY:-$(executable empty_window)}
fi
[ -x "$BIN" ] && [ -x "$EMPTY" ] || { echo "window.sh: no program at '$BIN' or '$EMPTY'" >&2; exit 2; }

rounds=${ROUNDS:-9}
work=$(mktemp -d)
children=()
finish() {
  for child in "${children[@]}"; do kill "$child" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT
exec 3>"$work/display"
Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp 2>/dev/null &
children+=($!)
for _ in $(seq 50); do [ -s "$work/display" ] && break; sleep 0.1; done
[ -s "$work/display" ] || { echo "window.sh: Xvfb did not start" >&2; exit 2; }
DISPLAY=:$(cat "$work/display")
export DISPLAY LIBGL_ALWAYS_SOFTWARE=1 ZHIBIAO_CONFIG_DIR=$work/config RUST_LOG=zhibiao::frame=info
unset WAYLAND_DISPLAY WAYLAND_SOCKET
demo=$work/demo.ron
"$BIN" demo "$demo" >/dev/null || exit 2

median() { sort -n | awk '{ a[NR] = $1 } END { if (NR) print a[int((NR + 1) / 2)]; else exit 1 }'; }
status=0
# what, measured, against, its value, unit, ratio, limit
tell() {
  awk -v what="$1" -v took="$2" -v against="$3" -v other="$4" -v unit="$5" -v most="$6" 'BEGIN {
    ratio = took / other
    printf "%s: %.0f %s; %s: %.0f %s; ratio %.2f, at most %s%s\n", what, took, unit, against, other, unit, ratio, most,
      (ratio > most) ? "  ABOVE THE LIMIT" : ""
    exit (ratio > most) }' || status=1
}

# start PROGRAM LOG [ARG...]: opens a window and waits for its first frame; sets pid, and took in milliseconds from
# the start of the process to the first frame on the screen.
start() {
  local program=$1 log=$2 begun line
  shift 2
  begun=$(date +%s%N)
  "$program" "$@" >"$log" 2>&1 &
  pid=$!
  children+=("$pid")
  for _ in $(seq 600); do
    line=$(grep -m 1 'first frame' "$log" 2>/dev/null) && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  [ -n "$line" ] || { echo "window.sh: $program showed no window:" >&2; head -n 20 "$log" >&2; exit 2; }
  took=$((($(date -d "${line%% *}" +%s%N) - begun) / 1000000))
}
frames() { grep -c ': frame frame=' "$1"; }
# Waits until nothing has been drawn for a second.
settle() {
  local before now
  before=$(frames "$1")
  for _ in $(seq 60); do
    sleep 1
    now=$(frames "$1")
    [ "$now" = "$before" ] && return
    before=$now
  done
  echo "window.sh: it still draws after a minute" >&2
}
stop() { kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; }
resident() { awk '/^VmRSS:/ { print $2 }' "/proc/$pid/status"; }
anonymous() { awk '/^RssAnon:/ { print $2 }' "/proc/$pid/status"; }

here() { grep ': frame frame=' "$1" | tail -n 1 | grep -o 'view=.*' | cut -d= -f2; }
# visit LOG VIEW KEY...: presses keys until the page shows; text after "type:" is typed, a place after "click:"
# is clicked.
visit() {
  local log=$1 view=$2 key
  shift 2
  for _ in 1 2 3; do
    for key in "$@"; do
      case $key in
        type:*) xdotool type --delay 200 "${key#type:}" ;;
        click:*)
          xdotool mousemove "$(cut -d, -f1 <<<"${key#click:}")" "$(cut -d, -f2 <<<"${key#click:}")" click 1
          ;;
        *) xdotool key --delay 40 "$key" ;;
      esac
      sleep 0.3
    done
    for _ in $(seq 30); do
      # shellcheck disable=SC2053 # a pattern
      [[ "$(here "$log")" == $view ]] && break 2
      sleep 0.1
    done
    xdotool key Escape
    sleep 0.3
  done
  [[ "$(here "$log")" == $view ]] || { echo "window.sh: the page $view does not show; it is at $(here "$log")" >&2; exit 2; }
}
switches() { awk '/ctxt_switches/ { sum += $2 } END { print sum }' "/proc/$pid/task/$pid/status"; }
# Counts what is drawn in ten seconds in which nothing happens.
idle() {
  local log=$1 before woken
  settle "$log"
  before=$(frames "$log") woken=$(switches)
  sleep 10
  drawn=$(($(frames "$log") - before)) woken=$(($(switches) - woken))
  idle_pages=$((idle_pages + 1)) idle_frames=$((idle_frames + drawn)) idle_woken=$((idle_woken + woken))
  [ "$drawn" = 0 ] || echo "  $(here "$log"): $drawn frames in ten idle seconds"
}
idle_pages=0 idle_frames=0 idle_woken=0

# Sees every page; the first time also waits at each.
tour() {
  local log=$1 then=$2
  local window
  window=$(xdotool search --sync --onlyvisible --pid "$pid" 2>/dev/null | tail -n 1)
  xdotool windowfocus --sync "$window" || { echo "window.sh: the window takes no keys" >&2; exit 2; }
  sleep 0.5
  local pages=(
    'overview alt+0' 'theme:1 alt+1' 'theme:2 alt+2' 'theme:3 alt+3' 'theme:4 alt+4' 'theme:5 alt+5'
    'indicator:* alt+Down' 'entry alt+6' 'measures alt+7' 'units alt+8' 'unit:* click:500,248'
    'lineage alt+9' 'collect ctrl+shift+r' 'log ctrl+h' 'comparison ctrl+k type:方法对照 Return'
    'method:* ctrl+k type:评价方法说明 Return' 'settings ctrl+comma' 'report ctrl+p' 'slide:1 F5' 'slide:2 Right'
    'slide:3 Right' 'slide:4 Right' 'slide:5 Right' 'slide:6 Right' 'slide:7 Right' 'slide:8 Right' 'slide:9 Right'
    'report Escape' 'overview alt+0'
  )
  local page
  for page in "${pages[@]}"; do
    # shellcheck disable=SC2086 # words
    visit "$log" $page
    "$then" "$log"
  done
}

echo "$(date +%F), $(nproc) cores, $rounds rounds, $(uname -sr)"

: >"$work/first" && : >"$work/first-empty"
for round in $(seq "$rounds"); do
  start "$BIN" "$work/log" "$demo"; echo "$took" >>"$work/first"; stop
  start "$EMPTY" "$work/log"; echo "$took" >>"$work/first-empty"; stop
done
tell "start to first frame, demo open" "$(median <"$work/first")" "empty window" "$(median <"$work/first-empty")" ms 1.3

: >"$work/memory" && : >"$work/memory-empty" && : >"$work/own" && : >"$work/own-empty"
then=idle
for round in 1 2 3; do
  start "$BIN" "$work/log" "$demo"; tour "$work/log" "$then"; settle "$work/log"
  resident >>"$work/memory"; anonymous >>"$work/own"; stop
  then=settle
  start "$EMPTY" "$work/log"; settle "$work/log"; sleep 2
  resident >>"$work/memory-empty"; anonymous >>"$work/own-empty"; stop
done
tell "resident memory, demo open, all pages seen" "$(median <"$work/memory")" "empty window" \
  "$(median <"$work/memory-empty")" KiB 1.5
echo "  of which not of files: $(median <"$work/own") KiB; empty window: $(median <"$work/own-empty") KiB"
echo "frames in ten idle seconds at each of $idle_pages pages: $idle_frames, at most 0; its thread woke $idle_woken times"
[ "$idle_frames" = 0 ] || status=1

milliseconds() { local begun; begun=$(date +%s%N); "$@" >/dev/null || exit 2; echo $((($(date +%s%N) - begun) / 1000)); }
: >"$work/render" && : >"$work/version"
for round in $(seq "$rounds"); do
  milliseconds "$BIN" render "$demo" --view overview --size 1920x1080 -o "$work/overview.png" >>"$work/render"
  milliseconds "$BIN" --version >>"$work/version"
done
tell "zhibiao render of the overview at 1920x1080" "$(median <"$work/render")" "zhibiao --version and 150 ms" \
  "$(($(median <"$work/version") + 150000))" µs 1.0

size() {
  local bytes
  bytes=$(stat -c %s "$2")
  tell "$1" "$((bytes / 1000))" "limit" "$3" kB 1.0
}
size "program with PDF" "$BIN" 60000
[ -z "${SLIM:-}" ] || size "program without PDF" "$SLIM" 20000
exit $status

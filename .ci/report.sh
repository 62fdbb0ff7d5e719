# Runs the stages of ./check one after the other, each with a log of its own, stops at the first that fails.
# Sourced by ./check.

logs=build/check
summary=()
ticker=

stop_ticker() {
  [ -n "$ticker" ] || return 0
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  ticker=
}
trap stop_ticker EXIT

# Seconds that go by, for people who watch; nothing in a log file.
start_ticker() {
  [ -t 1 ] || return 0
  local name=$1
  (
    seconds=0
    while sleep 1; do
      seconds=$((seconds + 1))
      printf '\r  %-16s %4d s ' "$name" "$seconds"
    done
  ) &
  ticker=$!
}

run_stage() {
  local name=$1 started=$SECONDS status log
  log=$logs/$name.log
  mkdir -p "$logs"
  start_ticker "$name"
  set +e
  (
    set -euo pipefail
    "stage_${name//-/_}"
  ) >"$log" 2>&1
  status=$?
  set -e
  stop_ticker
  [ -t 1 ] && printf '\r'
  local took=$((SECONDS - started))
  if [ "$status" -ne 0 ]; then
    printf '  %-16s %4d s  FAILED\n\n' "$name" "$took"
    tail -n "${AZCRED_CHECK_LINES:-60}" "$log" | sed 's/^/    /'
    printf '\ncheck: stage %s failed. Its whole output: %s; again with: ./check %s\n' "$name" "$log" "$name"
    exit 1
  fi
  local note
  note=$(sed -n 's/^check-note: //p' "$log" | tail -n 1)
  printf '  %-16s %4d s  ok%s\n' "$name" "$took" "${note:+  $note}"
  summary+=("$took $name")
}

report_summary() {
  local slowest
  slowest=$(printf '%s\n' "${summary[@]}" | sort -rn | head -n 3 | awk '{printf "%s%s %d s", separator, $2, $1; separator = ", "}')
  printf '\ncheck: all %d stages passed in %d min %02d s (longest: %s)\n' "${#summary[@]}" $((SECONDS / 60)) $((SECONDS % 60)) \
    "$slowest"
}

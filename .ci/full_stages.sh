# The stages that take their time. Sourced by ./check.

test_preset() {
  local preset=$1
  shift
  # Without the lines about tests that start and pass, so that what failed is not lost among them.
  ctest --test-dir "build/$preset" --output-on-failure -j "$jobs" "$@" | sed -E '/^ +Start +[0-9]+:/d; / Passed +[0-9.]+ sec$/d'
  note "$(ctest --test-dir "build/$preset" -N "$@" | sed -n 's/^Total Tests: //p') test programs"
}

stage_dev() {
  build dev all
  test_preset dev
}

stage_release() {
  build release all
  test_preset release
}

# What threads can get wrong.
stage_tsan() {
  build tsan azcred_unit azcred_faults azcred_capi_call azcred_capi_get azcred_capi_hook azcred_capi_thread
  test_preset tsan -R '^(unit|faults|capi\.(call|get|hook|thread))$'
}

stage_clang() { build clang all; }

stage_tidy() {
  [ -f build/clang/compile_commands.json ] || build clang all
  # What it found, without colours and without a line for each file that is fine.
  run-clang-tidy-14 -quiet -j "$jobs" -p build/clang '/(core|capi)/' 2>/dev/null |
    sed -e 's/\x1b\[[0-9;]*m//g' -e '/^clang-tidy-14 /d'
  note "$(grep -c '"file"' build/clang/compile_commands.json) files"
}

stage_fuzz() {
  local seconds=${AZCRED_CHECK_FUZZ_SECONDS:-10}
  JOBS=$jobs tests/fuzz/run "$seconds"
  note "$seconds s for each target"
}

stage_demo() { ./demo; }

stage_man() {
  mandoc -T lint -W warning docs/azcred.1
  note "docs/azcred.1"
}

# The programs run and print what they should; their figures mean little on a machine that is busy with other things.
stage_bench() {
  tests/bench/run --only size --only first_token --only herds
}

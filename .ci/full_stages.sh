# The stages that take their time. Sourced by ./check.

stage_tests() { ctest --test-dir build/dev --output-on-failure -j "$jobs"; }

stage_clang() { build clang all; }

stage_tidy() {
  [ -f build/clang/compile_commands.json ] || build clang all
  run-clang-tidy-14 -quiet -j "$jobs" -p build/clang '/(core|capi)/'
}

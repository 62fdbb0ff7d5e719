# The stages that take their time. Sourced by ./check.

stage_tests() { ctest --test-dir build/dev --output-on-failure -j "$jobs"; }

stage_clang() { build clang all; }

stage_tidy() {
  [ -f build/clang/compile_commands.json ] || build clang all
  # What it found, without colours and without a line for each file that is fine.
  run-clang-tidy-14 -quiet -j "$jobs" -p build/clang '/(core|capi)/' 2>/dev/null |
    sed -e 's/\x1b\[[0-9;]*m//g' -e '/^clang-tidy-14 /d'
  note "$(grep -c '"file"' build/clang/compile_commands.json) files"
}

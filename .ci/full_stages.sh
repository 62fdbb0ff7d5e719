# The stages that take their time. Sourced by ./check.

stage_tests() { ctest --test-dir build/dev --output-on-failure -j "$jobs"; }

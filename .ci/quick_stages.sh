# The stages that answer within three minutes on two processors. Sourced by ./check.

stage_packages() {
  .ci/install build check
  note "$(grep -c "^[a-z]" .ci/packages) needed"
}

stage_format() {
  local files
  mapfile -t files < <(c_and_cpp_files)
  clang-format-14 --dry-run --Werror "${files[@]}"
  note "${#files[@]} files"
}

stage_layers() {
  python3 tests/layers/layers_test.py
  note "$(python3 tests/layers/tree_rules.py --count)"
}

stage_scripts() {
  local file scripts
  mapfile -t scripts < <(source_files -type f -exec awk 'FNR == 1 && /^#!/ { print FILENAME } { nextfile }' {} +)
  for file in "${scripts[@]}" .ci/*.sh; do
    case "$(head -n 1 "$file")" in
      *python3*) python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])' "$file" ;;
      *) bash -n "$file" ;;
    esac
  done
  note "${#scripts[@]} scripts"
}

stage_unit() {
  build dev azcred_unit
  ctest --test-dir build/dev --output-on-failure -R '^unit$'
  note "$(build/dev/tests/unit/azcred_unit --gtest_list_tests | grep -c '^  ') tests, AddressSanitizer, UndefinedBehaviorSanitizer"
}

# How stages configure, compile and find files. Sourced by ./check.

jobs=${AZCRED_CHECK_JOBS:-$(nproc)}
source_folders=(core capi bindings tools tests examples)

# Shown beside the stage's time.
note() { echo "check-note: $*"; }

# build <preset> <target>...
build() {
  local preset=$1 launcher=()
  shift
  command -v ccache >/dev/null && launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  cmake --preset "$preset" "${launcher[@]}"
  cmake --build "build/$preset" -j "$jobs" --target "$@"
}

# source_files <find expression>...
source_files() {
  local folder there=()
  for folder in "${source_folders[@]}" .ci demo check; do
    [ -e "$folder" ] && there+=("$folder")
  done
  find "${there[@]}" "$@" | sort
}

c_and_cpp_files() { source_files \( -name '*.cpp' -o -name '*.hpp' -o -name '*.c' -o -name '*.h' \) -type f; }

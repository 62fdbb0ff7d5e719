# Warnings, hardening and sanitizers: one interface target that every target of this project links.
add_library(azcred_compile_options INTERFACE)
target_compile_options(azcred_compile_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wcast-align -Wformat=2 -Wundef
  -Wvla -Wdouble-promotion -fno-common -fstack-protector-strong
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi>
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
  # Designated initialisers that leave members at their defaults are the point of using them.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Both see faults that are not there once std::string and std::optional are inlined: GCC bugs 105651 and 80635. Clang and the
  # sanitizers look for the same.
  target_compile_options(azcred_compile_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict -Wno-maybe-uninitialized>)
endif()
if(AZCRED_WERROR)
  target_compile_options(azcred_compile_options INTERFACE -Werror)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # Everything but a cached get waits for a network: small code loads faster. See azcred_hot_paths for the rest.
  string(REPLACE "-O3" "-Os" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
  target_compile_options(azcred_compile_options INTERFACE -ffunction-sections -fdata-sections -fstack-clash-protection)
  target_compile_definitions(azcred_compile_options INTERFACE _FORTIFY_SOURCE=2)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(azcred_compile_options INTERFACE -fcf-protection)
  endif()
endif()
if(AZCRED_SANITIZE)
  target_compile_options(azcred_compile_options INTERFACE
    -fsanitize=${AZCRED_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(azcred_compile_options INTERFACE -fsanitize=${AZCRED_SANITIZE})
endif()
if(AZCRED_COVERAGE)
  target_compile_options(azcred_compile_options INTERFACE --coverage -O0)
  target_link_options(azcred_compile_options INTERFACE --coverage)
endif()

# Files that a cached get passes through, or a benchmark measures, are compiled for speed.
function(azcred_hot_paths)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS -O2)
  endif()
endfunction()

# What `cmake --install` puts where: libraries, headers, pkg-config modules, CMake package. Everything may be moved afterwards.
include(CMakePackageConfigHelpers)

install(TARGETS azcred EXPORT azcredTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS azcred_static EXPORT azcredStaticTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${AZCRED_PUBLIC_HEADERS} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/azcred)
install(FILES ${PROJECT_SOURCE_DIR}/bindings/cpp/azcred.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/azcred)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/bindings/cpp/hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/azcred
  FILES_MATCHING PATTERN "*.hpp")

set(AZCRED_PC_DIRECTORY ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH AZCRED_PREFIX_FROM_PC /prefix/${AZCRED_PC_DIRECTORY} /prefix)
string(REGEX REPLACE "/$" "" AZCRED_PREFIX_FROM_PC ${AZCRED_PREFIX_FROM_PC})
foreach(module azcred azcred-static)
  configure_file(${PROJECT_SOURCE_DIR}/pkgconfig/${module}.pc.in ${CMAKE_CURRENT_BINARY_DIR}/${module}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${module}.pc DESTINATION ${AZCRED_PC_DIRECTORY})
endforeach()

set(AZCRED_CMAKE_DIRECTORY ${CMAKE_INSTALL_LIBDIR}/cmake/azcred)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/azcredConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/azcredConfig.cmake
  INSTALL_DESTINATION ${AZCRED_CMAKE_DIRECTORY} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change the ABI.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/azcredConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/azcredConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/azcredConfigVersion.cmake
  DESTINATION ${AZCRED_CMAKE_DIRECTORY})
install(EXPORT azcredTargets NAMESPACE azcred:: DESTINATION ${AZCRED_CMAKE_DIRECTORY})
install(EXPORT azcredStaticTargets NAMESPACE azcred:: DESTINATION ${AZCRED_CMAKE_DIRECTORY})

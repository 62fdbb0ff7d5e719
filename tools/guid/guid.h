// GUIDs: made from a name, so that two runs agree, or at random.
#pragma once
#include <string>
#include <string_view>

namespace azcred {

/// The same name gives the same GUID, on every machine.
std::string guid_of(std::string_view name);
std::string random_guid();
/// 8-4-4-4-12 hexadecimal digits of either case.
bool looks_like_guid(std::string_view text);

}  // namespace azcred

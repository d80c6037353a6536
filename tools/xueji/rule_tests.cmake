# Writes a table of (rule, test file) from the [RULE-ID] tags of Catch2 tests.
file(GLOB_RECURSE tests RELATIVE ${ROOT} ${ROOT}/tests/*_test.cc)
list(SORT tests)
set(rows "")
foreach(test IN LISTS tests)
  file(READ ${ROOT}/${test} text)
  string(REGEX MATCHALL "\\[(SY|FJ)-[0-9A-Za-z.]+\\]" tags "${text}")
  list(REMOVE_DUPLICATES tags)
  foreach(tag IN LISTS tags)
    string(REGEX REPLACE "[][]" "" rule ${tag})
    string(APPEND rows "    {\"${rule}\", \"${test}\"},\n")
  endforeach()
endforeach()
file(WRITE ${OUTPUT}.new "#include \"tools/xueji/rule_tests.h\"

namespace xueji::cli {
namespace {
constexpr RuleTest table[] = {
    {\"\", \"\"},
${rows}};
}  // namespace

std::span<const RuleTest> rule_tests() { return std::span(table).subspan(1); }

}  // namespace xueji::cli
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)
file(TOUCH ${OUTPUT})
file(REMOVE ${OUTPUT}.new)

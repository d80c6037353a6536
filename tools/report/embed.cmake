# Writes OUT, a C++ file that holds FILE as a raw string literal named forms_toml. Run with cmake -P.
file(READ "${FILE}" content)
string(FIND "${content}" ")xueji_data\"" mark)
if(NOT mark EQUAL -1)
  message(FATAL_ERROR "${FILE} contains the closing mark of the raw string literal")
endif()
file(WRITE "${OUT}" "#include \"tools/report/embedded_forms.h\"\n\nnamespace xueji::report {\n\nstd::string_view embedded_forms() {\n  return R\"xueji_data(${content})xueji_data\";\n}\n\n}  // namespace xueji::report\n")

#include "tools/sheet/package.h"

#include <expat.h>
#include <unistd.h>
#include <zip.h>

#include <new>
#include <utility>

namespace xueji::sheet {
namespace {

constexpr char name_separator = '|';
constexpr std::size_t piece_bytes = 64u << 10;

XmlName split_name(const char* raw) {
  const std::string_view name(raw);
  const auto at = name.rfind(name_separator);
  if (at == std::string_view::npos) return {{}, name};
  return {name.substr(0, at), name.substr(at + 1)};
}

struct ParserFree {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<XML_ParserStruct, ParserFree>;

/// Expat is C: an exception must not cross it, so every failure is kept here and the parse stopped.
struct Parse {
  XML_Parser parser;
  XmlHandler& handler;
  std::optional<Error> failure;
  bool out_of_memory = false;

  template <class Call>
  void run(const Call& call) {
    if (failure || out_of_memory) return;
    try {
      if (Status status = call(); !status) failure = std::move(status.error());
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
    }
    if (failure || out_of_memory) XML_StopParser(parser, XML_FALSE);
  }
};

void on_start(void* user, const char* name, const char** attributes) {
  auto& parse = *static_cast<Parse*>(user);
  parse.run([&] { return parse.handler.start(split_name(name), XmlAttributes(attributes)); });
}
void on_end(void* user, const char* name) {
  auto& parse = *static_cast<Parse*>(user);
  parse.run([&] { return parse.handler.end(split_name(name)); });
}
void on_text(void* user, const char* text, int size) {
  auto& parse = *static_cast<Parse*>(user);
  parse.run([&] { return parse.handler.text({text, static_cast<std::size_t>(size)}); });
}
void on_doctype(void* user, const char*, const char*, const char*, int) {
  auto& parse = *static_cast<Parse*>(user);
  parse.run([]() -> Status {
    return fail(broken_file("文件内含不允许的 XML 文档类型声明",
                            "an XML part carries a document type declaration"));
  });
}

Status outcome(Parse& parse, const std::string& part) {
  if (parse.out_of_memory) throw std::bad_alloc();
  if (parse.failure) return fail(std::move(*parse.failure));
  const auto code = XML_GetErrorCode(parse.parser);
  if (code == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
  const std::string line = std::to_string(XML_GetCurrentLineNumber(parse.parser));
  return fail(broken_file(
      "部件 " + part + " 第 " + line + " 行的 XML 有误",
      "part " + part + " is not well-formed XML at line " + line + ": " + XML_ErrorString(code)));
}

}  // namespace

std::optional<std::string_view> XmlAttributes::find(std::string_view local,
                                                    std::string_view space) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    const XmlName name = split_name(*pair);
    if (name.local != local || name.space.empty() != space.empty()) continue;
    if (name.space.find(space) != std::string_view::npos) return std::string_view(pair[1]);
  }
  return std::nullopt;
}

struct Package::State {
  zip_t* zip = nullptr;
  std::uint64_t unpacked_bytes_left = 0;
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (zip != nullptr) zip_discard(zip);
  }
};

Package::Package(std::unique_ptr<State> state) : state_(std::move(state)) {}
Package::Package(Package&&) noexcept = default;
Package& Package::operator=(Package&&) noexcept = default;
Package::~Package() = default;

Result<Package> Package::open(int file, const ReadLimits& limits) {
  auto state = std::make_unique<State>();
  const int own = dup(file);
  if (own < 0) return fail(ErrorCode::io, "the file descriptor cannot be duplicated");
  int code = 0;
  state->zip = zip_fdopen(own, 0, &code);
  if (state->zip == nullptr) {
    close(own);
    if (code == ZIP_ER_MEMORY) throw std::bad_alloc();
    return fail(broken_file("压缩包已损坏或不完整", "the package is damaged or cut off"));
  }
  const auto entries = zip_get_num_entries(state->zip, 0);
  if (entries < 0 || static_cast<std::uint64_t>(entries) > limits.package_entries_max) {
    return fail(too_large("压缩包内的部件太多", "the package has too many parts"));
  }
  std::uint64_t declared_bytes = 0;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(entries); ++i) {
    zip_stat_t stat;
    if (zip_stat_index(state->zip, i, 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0) {
      return fail(broken_file("压缩包目录有误", "the package's directory is broken"));
    }
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
      return fail(has_password());
    }
    // Compared before adding, so that declared sizes cannot wrap around.
    if (stat.size > limits.unpacked_bytes_max - declared_bytes) {
      return fail(too_large("解压后的大小超过限制", "it unpacks to more than is allowed"));
    }
    declared_bytes += stat.size;
  }
  state->unpacked_bytes_left = limits.unpacked_bytes_max;
  return Package(std::move(state));
}

bool Package::has(const std::string& part) const {
  return zip_name_locate(state_->zip, part.c_str(), ZIP_FL_NOCASE) >= 0;
}

Status Package::parse(const std::string& part, XmlHandler& handler) {
  const auto index = zip_name_locate(state_->zip, part.c_str(), ZIP_FL_NOCASE);
  const auto close_file = [](zip_file_t* file) { zip_fclose(file); };
  const std::unique_ptr<zip_file_t, decltype(close_file)> file(
      index < 0 ? nullptr : zip_fopen_index(state_->zip, static_cast<zip_uint64_t>(index), 0));
  if (!file) {
    return fail(broken_file("缺少部件 " + part, "part " + part + " is missing or unreadable"));
  }
  const Parser parser(XML_ParserCreateNS(nullptr, name_separator));
  if (!parser) throw std::bad_alloc();
  Parse parse{parser.get(), handler, std::nullopt};
  XML_SetUserData(parser.get(), &parse);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  for (;;) {
    void* piece = XML_GetBuffer(parser.get(), static_cast<int>(piece_bytes));
    if (piece == nullptr) throw std::bad_alloc();
    const auto got = zip_fread(file.get(), piece, piece_bytes);
    if (got < 0) {
      return fail(broken_file("部件 " + part + " 的数据已损坏", "part " + part + " is damaged"));
    }
    // The directory may lie about sizes; what really comes out counts.
    if (static_cast<std::uint64_t>(got) > state_->unpacked_bytes_left) {
      return fail(too_large("解压后的大小超过限制", "it unpacks to more than is allowed"));
    }
    state_->unpacked_bytes_left -= static_cast<std::uint64_t>(got);
    if (XML_ParseBuffer(parser.get(), static_cast<int>(got), got == 0) != XML_STATUS_OK) {
      return outcome(parse, part);
    }
    if (got == 0) return {};
  }
}

Error broken_file(std::string_view why_zh, std::string_view why_en) {
  return make_error(
      ErrorCode::malformed,
      Text{"表格文件无法读取:" + std::string(why_zh),
           "the spreadsheet cannot be read: " + std::string(why_en)},
      Text{"请用表格软件打开该文件,另存为新的 .xlsx 再试",
           "open the file in a spreadsheet program, save it as a new .xlsx and try again"});
}

Error too_large(std::string_view what_zh, std::string_view what_en) {
  return make_error(ErrorCode::malformed,
                    Text{"表格过大:" + std::string(what_zh),
                         "the spreadsheet is too large: " + std::string(what_en)},
                    Text{"请只保留需要的数据,另存为新文件,或分成几个文件",
                         "keep only the data that is needed in a new file, or split it"});
}

Error not_a_spreadsheet(std::string_view what_zh, std::string_view what_en) {
  return make_error(ErrorCode::malformed,
                    Text{"这不是表格文件:" + std::string(what_zh),
                         "this is not a spreadsheet: " + std::string(what_en)},
                    Text{"请提供 .xlsx、.ods 或 CSV 文件", "give an .xlsx, .ods or CSV file"});
}

Error has_password() {
  return make_error(
      ErrorCode::malformed,
      Text{"文件设有打开密码,无法读取", "the file is protected by a password"},
      Text{"请用表格软件打开,取消密码后另存为 .xlsx",
           "open it in a spreadsheet program, remove the password and save it as .xlsx"});
}

}  // namespace xueji::sheet

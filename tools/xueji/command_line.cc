#include "tools/xueji/command_line.h"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <iostream>
#include <map>
#include <optional>
#include <string_view>

#include "tools/xueji/session.h"

namespace xueji::cli {
namespace {

Text title_of(Job job) {
  switch (job) {
    case Job::set_up:
      return {"建账与授权(主管部门管理员)", "Set up (administrator of the authority)"};
    case Job::file:
      return {"报送(学校学籍管理员)", "File (status officer of a school)"};
    case Job::sign:
      return {"签批(校长、县、市)", "Sign (principal, county, city)"};
    case Job::look_up:
      return {"查询(管理人员)", "Look up (administrator)"};
    case Job::inspect:
      return {"年检(检查人员)", "Inspect (inspector)"};
    case Job::prove:
      return {"核验与证明(审计人员)", "Prove (auditor)"};
    case Job::operate:
      return {"运维与演示", "Operate and demonstrate"};
  }
  return {};
}

/// What CLI11 says about a wrong command line, as the reader says it.
Text usage_text(const CLI::ParseError& error) {
  static const std::map<std::string_view, std::string_view> meanings = {
      {"RequiredError", "缺少必需的命令或选项"},  {"ExtrasError", "多余或不认识的参数"},
      {"ArgumentMismatch", "选项的参数个数不对"}, {"ConversionError", "选项的取值类型不对"},
      {"ValidationError", "选项的取值不被接受"},  {"ExcludesError", "选项不能同时使用"},
      {"RequiresError", "选项须与另一选项同用"}};
  const auto at = meanings.find(error.get_name());
  const std::string_view zh = at == meanings.end() ? "命令行有误" : at->second;
  return {std::string(zh) + ":" + error.what(), error.what()};
}

/// A check whose English description stays out of the help: the option's own words say it.
CLI::Validator quiet(CLI::Validator check) {
  return check.description("");
}
CLI::Validator one_of_languages() {
  return quiet(CLI::IsMember({"zh", "en"}));
}

class CommandLine {
 public:
  CommandLine(std::span<const Command> commands, Language language)
      : language_(language),
        app_(in({"学籍审计台账", "an audit ledger of student status"}), "xueji") {
    session_.language = language;
    label(app_);
    app_.require_subcommand(1);
    app_.set_help_flag("-h,--help", in({"显示帮助", "show this help"}));
    if (language == Language::chinese) app_.get_help_ptr()->group("选项");
    app_.add_option("--lang", session_.options.lang, in({"语言:zh 或 en", "language: zh or en"}))
        ->check(one_of_languages());
    app_.set_version_flag("--version", std::string(version()),
                          in({"显示版本", "show the version"}));
    app_.failure_message([](const CLI::App*, const CLI::Error&) { return std::string(); });
    app_.footer(in({"每条命令的选项写在命令之后;`xueji 命令 --help` 有示例。",
                    "Options follow the command; `xueji COMMAND --help` has examples."}));
    for (const auto& command : commands)
      add(command);
  }

  int run(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
      auto& app = deepest();
      std::cout << app.help(words_of(app.get_parent()), CLI::AppFormatMode::Normal);
      return printed() ? exit_done : exit_environment;
    } catch (const CLI::CallForVersion&) {
      std::cout << "xueji " << version() << '\n';
      return printed() ? exit_done : exit_environment;
    } catch (const CLI::ParseError& error) {
      session_.report(make_error(ErrorCode::invalid_argument, usage_of(error), advice(deepest())));
      return exit_usage;
    }
    take_environment();
    auto status = chosen_->run(session_);
    // An answer that was cut short is not an answer.
    if (!printed()) return exit_environment;
    if (!status) {
      session_.report(status.error());
      return exit_status_of(status.error().code);
    }
    return *status;
  }

 private:
  /// What the command line leaves out. Not CLI11's own way: each command has its own --data over
  /// one value, and the variable would win over what another of them was given.
  void take_environment() {
    const auto take = [](std::string& value, const char* variable) {
      const char* text = std::getenv(variable);
      if (value.empty() && text != nullptr) value = text;
    };
    take(session_.options.data, "XUEJI_DATA");
    take(session_.options.key, "XUEJI_KEY");
    take(session_.options.master, "XUEJI_MASTER");
  }
  /// Whether all of the answer reached standard output; if not, says so.
  [[nodiscard]] bool printed() const {
    errno = 0;
    std::cout.flush();
    if (std::cout.good()) return true;
    const std::string why = errno == 0 ? "" : std::string(": ") + std::strerror(errno);
    session_.report(make_error(
        ErrorCode::io,
        Text{"答复没有全部写到标准输出" + why,
             "the answer was not written to standard output" + why},
        Text{"检查输出的去处和磁盘空间后重试;已受理的申报仍然有效",
             "check where the output goes and the room on the disk, then try again; what was "
             "accepted stands"}));
    return false;
  }

  [[nodiscard]] const std::string& in(const Text& text) {
    return texts_.emplace_back(text.in(language_));
  }

  void label(CLI::App& app) {
    if (language_ != Language::chinese) return;
    const auto formatter = app.get_formatter();
    formatter->label("Usage", "用法");
    formatter->label("OPTIONS", "选项");
    formatter->label("SUBCOMMAND", "命令");
    formatter->label("SUBCOMMANDS", "命令");
    formatter->label("POSITIONALS", "参数");
    formatter->label("Positionals", "参数");
    app.option_defaults()->group("选项");
    formatter->label("REQUIRED", "必填");
    formatter->label("TEXT", "文本");
    formatter->label("INT", "整数");
  }

  /// The app of the words; a group word ("key") is made when its first command is added.
  CLI::App& app_of(const Command& command) {
    const auto space = command.name.find(' ');
    if (space == std::string::npos) return *app_.add_subcommand(command.name, in(command.summary));
    const auto word = command.name.substr(0, space);
    auto*& group = groups_[word];
    if (group == nullptr) {
      group = app_.add_subcommand(word, group_summary(command, word));
      group->group(in(title_of(command.job)));
      if (language_ == Language::chinese) group->get_help_ptr()->group("选项");
      group->require_subcommand(1);
      group->footer(in({"示例:\n  ", "Examples:\n  "}) + command.examples.front());
    }
    return *group->add_subcommand(command.name.substr(space + 1), in(command.summary));
  }
  std::string group_summary(const Command& command, const std::string& word) {
    static const std::map<std::string_view, Text> summaries = {
        {"key", {"密钥:new 生成、show 查看、enrol 登记", "keys: new, show, enrol"}},
        {"org", {"单位:登记、变更、列出", "organisations: add, change, list"}},
        {"person", {"人员:登记、列出", "staff: add, list"}},
        {"role", {"职务:授予、终止", "roles: grant, end"}},
        {"delegate", {"委托:授予、终止", "delegations: grant, end"}},
        {"pack",
         {"规则包:列出、查看、检查、启用、导入代码表",
          "policy packs: list, show, check, adopt, import tables"}},
        {"clock", {"台账时钟", "the ledger's clock"}},
        {"views", {"视图:列出、重建、比对", "views: list, rebuild, compare"}}};
    const auto at = summaries.find(word);
    return at == summaries.end() ? in(command.summary) : in(at->second);
  }

  void add(const Command& command) {
    auto& app = app_of(command);
    if (command.name.find(' ') == std::string::npos) app.group(in(title_of(command.job)));
    for (const auto& option : command.options)
      add(app, option);
    add_common(app, command.takes);
    if (language_ == Language::chinese) app.get_help_ptr()->group("选项");
    std::string footer = in({"示例:", "Examples:"});
    for (const auto& example : command.examples)
      footer += "\n  " + example;
    if (const auto& remarks = in(command.remarks); !remarks.empty()) footer += "\n\n" + remarks;
    app.footer(footer);
    app.callback([this, &command] { chosen_ = &command; });
  }

  void add(CLI::App& app, const Option& option) {
    CLI::Option* made = nullptr;
    const auto& help = in(option.help);
    std::visit(
        [&](auto* into) {
          using T = std::remove_pointer_t<decltype(into)>;
          if constexpr (std::is_same_v<T, bool>) {
            made = app.add_flag(option.name, *into, help);
          } else {
            made = app.add_option(option.name, *into, help);
          }
          // One value each time, so that a list never swallows the word that follows.
          if constexpr (std::is_same_v<T, std::vector<std::string>>) {
            made->allow_extra_args(false);
          }
        },
        option.into);
    if (option.required) made->required();
  }

  void add_common(CLI::App& app, const Takes& takes) {
    auto& o = session_.options;
    if (takes.data) {
      app.add_option("--data", o.data,
                     in({"台账目录(或 XUEJI_DATA)", "directory of the ledger (or XUEJI_DATA)"}));
    }
    if (takes.key) {
      app.add_option("--key", o.key,
                     in({"签名密钥文件(或 XUEJI_KEY)", "file of the signing key (or XUEJI_KEY)"}));
      app.add_option("--as", o.as, in({"签署身份:职务@单位代码", "capacity: ROLE@ORGCODE"}));
    }
    if (takes.key || takes.wait) {
      app.add_option(
             "--wait", o.wait_seconds,
             in({"另一程序正在写入时,最多等几秒(0 至 3600,默认 10)",
                 "seconds to wait while another program writes (0 to 3600; 10 if not said)"}))
          ->check(quiet(CLI::Range(std::int64_t{0}, std::int64_t{3600})));
    }
    if (takes.master) {
      app.add_option("--master", o.master,
                     in({"个人信息库主密钥(或 XUEJI_MASTER;默认在台账目录旁)",
                         "master key of the vault (or XUEJI_MASTER; default: beside the ledger)"}));
    }
    if (takes.clear) {
      app.add_flag("--clear", o.clear,
                   in({"显示明文(须有密钥、职务和 --purpose,并留痕)",
                       "show clear values (needs key, role and --purpose; leaves a record)"}));
      app.add_option("--purpose", o.purpose,
                     in({"查看明文的用途", "what the clear values are for"}));
    }
    if (takes.json) {
      app.add_flag("--json", o.json, in({"标准输出只有 JSON", "JSON alone on standard output"}));
    }
    app.add_option("--lang", o.lang, in({"语言:zh 或 en", "language: zh or en"}))
        ->check(one_of_languages());
  }

  /// The command that the words name so far, for its help.
  CLI::App& deepest() {
    CLI::App* at = &app_;
    for (;;) {
      const auto chosen = at->get_subcommands();
      if (chosen.empty()) return *at;
      at = chosen.front();
    }
  }

  /// CLI11 takes an unknown command for a missing one.
  [[nodiscard]] Text usage_of(const CLI::ParseError& error) {
    auto& app = deepest();
    const auto rest = app_.remaining(true);
    const bool wants_command =
        app.get_require_subcommand_min() > 0 && app.get_subcommands().empty();
    if (wants_command && error.get_name() == "RequiredError") {
      if (rest.empty()) return {"没有写明命令", "no command is named"};
      return {"没有命令“" + rest.front() + "”", "there is no command \"" + rest.front() + "\""};
    }
    if (error.get_name() != "ExtrasError" || rest.empty()) return usage_text(error);
    std::string words;
    for (const auto& word : rest)
      words += (words.empty() ? "" : " ") + word;
    return {"多余或不认识的参数:" + words, "more than this command takes, or unknown: " + words};
  }

  /// "xueji key" of the app of that command.
  [[nodiscard]] static std::string words_of(const CLI::App* app) {
    if (app == nullptr) return {};
    const auto before = words_of(app->get_parent());
    return before.empty() ? app->get_name() : before + " " + app->get_name();
  }
  [[nodiscard]] static Text advice(const CLI::App& app) {
    const auto words = words_of(&app);
    return {"见 `" + words + " --help`", "see `" + words + " --help`"};
  }

  Language language_;
  Session session_;
  std::deque<std::string> texts_;
  CLI::App app_;
  std::map<std::string, CLI::App*> groups_;
  const Command* chosen_ = nullptr;
};

}  // namespace

int exit_status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return exit_usage;
    case ErrorCode::malformed:
    case ErrorCode::corrupt:
    case ErrorCode::conflict:
    case ErrorCode::refused:
      return exit_refused;
    case ErrorCode::not_found:
    case ErrorCode::locked:
    case ErrorCode::io:
    case ErrorCode::unknown_outcome:
    case ErrorCode::unavailable:
      return exit_environment;
  }
  return exit_environment;
}

Language language_of(int argc, const char* const* argv) {
  std::string_view named;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--lang" && i + 1 < argc) named = argv[i + 1];
    if (word.starts_with("--lang=")) named = word.substr(7);
  }
  if (named.empty()) {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      const char* value = std::getenv(name);
      if (value != nullptr && *value != '\0') {
        named = value;
        break;
      }
    }
  }
  return named.starts_with("zh") ? Language::chinese : Language::english;
}

int run_command_line(std::span<const Command> commands, int argc, const char* const* argv) {
  CommandLine line(commands, language_of(argc, argv));
  return line.run(argc, argv);
}

}  // namespace xueji::cli

// xueji.fbs says exactly what the field descriptors of ledger/model say, and FORMAT.md tells both.
#include <flatbuffers/reflection.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "samples.h"

namespace xueji::test {
namespace {

std::string read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The type as xueji.fbs and FORMAT.md write it.
template <class T>
std::string wire_type() {
  if constexpr (std::is_same_v<T, bool>) {
    return "bool";
  } else if constexpr (std::is_enum_v<T>) {
    return wire_type<std::underlying_type_t<T>>();
  } else if constexpr (std::is_same_v<T, std::uint8_t>) {
    return "ubyte";
  } else if constexpr (std::is_same_v<T, std::uint16_t>) {
    return "ushort";
  } else if constexpr (std::is_same_v<T, std::uint32_t>) {
    return "uint";
  } else if constexpr (std::is_same_v<T, Position> || std::is_same_v<T, TreeSize> ||
                       std::is_same_v<T, std::uint64_t>) {
    return "ulong";
  } else if constexpr (std::is_same_v<T, Date>) {
    return "int";
  } else if constexpr (std::is_same_v<T, Instant>) {
    return "long";
  } else if constexpr (std::is_same_v<T, std::string>) {
    return "string";
  } else if constexpr (std::is_same_v<T, Facts>) {
    return "Facts";
  } else if constexpr (std::is_same_v<T, RecordBody>) {
    return "RecordBody";
  } else if constexpr (Described<T>) {
    return type_name<T>();
  } else if constexpr (requires { T::size_bytes; }) {
    return "Id" + std::to_string(T::size_bytes);
  } else if constexpr (std::is_same_v<T, std::vector<Bytes>>) {
    return "[ByteString]";
  } else {
    return "[" + wire_type<typename T::value_type>() + "]";
  }
}

std::string local_name(const std::string& qualified) {
  return qualified.substr(qualified.rfind('.') + 1);
}

/// The type of a field of the schema as its source text writes it.
std::string schema_type(const reflection::Schema& schema, const reflection::Field& field) {
  const auto name = [&](reflection::BaseType type) -> std::string {
    switch (type) {
      case reflection::Bool:
        return "bool";
      case reflection::UByte:
        return "ubyte";
      case reflection::UShort:
        return "ushort";
      case reflection::UInt:
        return "uint";
      case reflection::ULong:
        return "ulong";
      case reflection::Int:
        return "int";
      case reflection::Long:
        return "long";
      case reflection::String:
        return "string";
      case reflection::Obj:
        return local_name(schema.objects()
                              ->Get(static_cast<flatbuffers::uoffset_t>(field.type()->index()))
                              ->name()
                              ->str());
      case reflection::Union:
        return local_name(schema.enums()
                              ->Get(static_cast<flatbuffers::uoffset_t>(field.type()->index()))
                              ->name()
                              ->str());
      default:
        return "?";
    }
  };
  const auto base = field.type()->base_type();
  return base == reflection::Vector ? "[" + name(field.type()->element()) + "]" : name(base);
}

struct Drift {
  const reflection::Schema& schema;
  const std::string& document;
  std::set<std::string> seen;

  template <class T>
  void visit() {
    if constexpr (Described<T>) {
      visit_table<T>();
    } else if constexpr (std::is_enum_v<T>) {
      visit_enum<T>();
    } else if constexpr (requires { typename Alternatives<T>::Types; }) {
      visit_union<T>(typename Alternatives<T>::Types{});
    } else if constexpr (requires { typename T::value_type; }) {
      visit<typename T::value_type>();
    }
  }

  template <class T>
  void visit_table() {
    const auto name = type_name<T>();
    if (!seen.insert(name).second) return;
    INFO("table " << name);
    const auto* object = schema.objects()->LookupByKey(("xueji.wire." + name).c_str());
    REQUIRE(object != nullptr);
    const auto section = section_of("### Table " + name + "\n");
    flatbuffers::uoffset_t fields = 0;
    T value{};
    for_each_field(value, [&](const auto& f, auto& member) {
      using Member = std::decay_t<decltype(member)>;
      INFO("field " << f.name);
      const auto* found = object->fields()->LookupByKey(std::string(f.name).c_str());
      REQUIRE(found != nullptr);
      constexpr bool is_union = wire_is_union<Member>();
      CHECK(found->id() == f.id + (is_union ? 1 : 0));
      CHECK(schema_type(schema, *found) == wire_type<Member>());
      fields += is_union ? 2 : 1;
      CHECK(section.find("\n| " + std::to_string(f.id) + " | `" + std::string(f.name) + "` | `" +
                         wire_type<Member>() + "` |") != std::string::npos);
      CHECK((section.find("| derived |", section.find("`" + std::string(f.name) + "`")) !=
                 std::string::npos ||
             f.privacy == Privacy::clear));
      visit<Member>();
    });
    CHECK(object->fields()->size() == fields);
  }

  template <class Member>
  static constexpr bool wire_is_union() {
    return std::is_same_v<Member, Facts> || std::is_same_v<Member, RecordBody>;
  }

  template <class Union, class... T>
  void visit_union(TypeList<T...>) {
    const auto* wire = schema.enums()->LookupByKey(("xueji.wire." + wire_type<Union>()).c_str());
    REQUIRE(wire != nullptr);
    CHECK(wire->values()->size() == sizeof...(T) + 1);
    std::int64_t number = 0;
    (visit_alternative<T>(*wire, ++number), ...);
  }
  template <class Alternative>
  void visit_alternative(const reflection::Enum& wire, std::int64_t number) {
    INFO("union member " << type_name<Alternative>());
    const auto* found = wire.values()->LookupByKey(number);
    REQUIRE(found != nullptr);
    CHECK(found->name()->str() == type_name<Alternative>());
    if constexpr (requires { Alternative::type; }) {
      CHECK(static_cast<std::int64_t>(Alternative::type) == number);
    }
    visit<Alternative>();
  }

  template <class Enum>
  void visit_enum() {
    const auto name = type_name<Enum>();
    if (!seen.insert("enum " + name).second) return;
    INFO("enumeration " << name);
    const auto section = section_of("### Enumeration " + name + "\n");
    for (const auto& term : terms_of<Enum>()) {
      INFO(term.code);
      CHECK(section.find("\n| " + std::to_string(static_cast<int>(term.value)) + " | `" +
                         std::string(term.code) + "` |") != std::string::npos);
    }
  }

  /// The document from a heading to the next one of any level.
  std::string section_of(const std::string& heading) const {
    const auto start = document.find(heading);
    CHECK(start != std::string::npos);
    if (start == std::string::npos) return {};
    return document.substr(start, document.find("\n#", start + 1) - start);
  }
};

TEST_CASE("the schema and FORMAT.md say what the field descriptors say") {
  const auto reflected = read_file(XUEJI_REFLECTION);
  flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(reflected.data()),
                                 reflected.size());
  REQUIRE(reflection::VerifySchemaBuffer(verifier));
  const auto document = read_file(XUEJI_FORMAT_DOCUMENT);
  REQUIRE_FALSE(document.empty());
  Drift drift{*reflection::GetSchema(reflected.data()), document, {}};
  for_each_type(Roots{}, [&]<class T>() {
    drift.visit<T>();
    CHECK(document.find("`" + std::string(file_identifier<T>) + "`") != std::string::npos);
  });
  drift.visit<BodyKind>();
  for (const auto* object : *drift.schema.objects()) {
    const auto name = local_name(object->name()->str());
    INFO("table " << name << " of the schema has no struct in the model");
    CHECK((object->is_struct() || name == "ByteString" || drift.seen.contains(name)));
  }
}

TEST_CASE("FORMAT.md lists every personal field and the fields of every form in leaf order") {
  const auto document = read_file(XUEJI_FORMAT_DOCUMENT);
  for (const auto& term : personal_field_terms()) {
    INFO(term.code);
    CHECK(document.find("\n| " + std::to_string(static_cast<int>(term.field)) + " | `" +
                        std::string(term.code) + "` | " + std::string(term.zh) + " |") !=
          std::string::npos);
  }
  const auto numbers = [](std::span<const PersonalField> fields) {
    std::string text;
    for (const auto field : fields) {
      text += (text.empty() ? "" : " ") + std::to_string(static_cast<int>(field));
    }
    return text;
  };
  for (const auto& term : terms_of<EventType>()) {
    const auto fields = personal_fields_of(term.value);
    if (fields.empty()) continue;
    INFO(term.code);
    CHECK(document.find("\n| `" + std::string(term.code) + "` | " + numbers(fields) + " |") !=
          std::string::npos);
  }
  CHECK(document.find("\n| sign-off | " + numbers(personal_fields_of_sign_off()) + " |") !=
        std::string::npos);
}

}  // namespace
}  // namespace xueji::test

#include "tools/xueji/shown_facts.h"

#include <algorithm>
#include <boost/json.hpp>
#include <type_traits>

#include "tools/report/fact_labels.h"
#include "tools/report/form_values.h"

namespace xueji::cli {
namespace {

/// More rows than this do not repeat what they have in common.
constexpr std::size_t rows_in_full_max = 20;

Text same(std::string text) {
  return {text, text};
}

template <class T>
constexpr bool is_vector = false;
template <class T>
constexpr bool is_vector<std::vector<T>> = true;

/// Calls `visit(field, value)` for each fact, whatever the type.
template <class Visitor>
void for_each_fact(const Event& event, Visitor&& visitor) {
  visit(
      [&](const auto& facts) {
        if constexpr (Described<std::remove_cvref_t<decltype(facts)>>) {
          for_each_field(facts, visitor);
        }
      },
      event.facts);
}

std::string in_tenths(std::string_view digits) {
  const auto whole =
      digits.size() > 1 ? std::string(digits.substr(0, digits.size() - 1)) : std::string("0");
  return digits.back() == '0' ? whole : whole + "." + digits.back();
}

}  // namespace

/// A stated value of each type of field; an empty text for what is absent.
struct FactReader::Values {
  FactReader& reader;
  const ShownNames& names;
  EventType type;

  template <class T>
  Shown operator()(std::string_view field, const T& value) const {
    if constexpr (std::is_same_v<T, Date>) {
      if (!value.ok() || value == Date{}) return {};
      return plain(to_text(value));
    } else if constexpr (std::is_same_v<T, bool>) {
      return {value ? Text{"是", "yes"} : Text{"否", "no"}, value};
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (value.empty()) return {};
      auto text = reader.coded(reader.words_of(type, field), value);
      // A name can stand for a division of several revisions: the code is what is signed.
      if (field == "division_code") text = same(text.zh + " " + value);
      if (const auto changed = intake::personal_field_of(value);
          field == "changed" && changed != PersonalField::none) {
        text = label_of(changed);
      }
      return {std::move(text), boost::json::string(value)};
    } else if constexpr (std::is_same_v<T, Bytes>) {
      return value.empty() ? Shown{} : plain(to_hex(value));
    } else if constexpr (is_vector<T>) {
      return list(field, value);
    } else if constexpr (std::is_enum_v<T>) {
      const auto code = code_of(value);
      if (code == "none") return {};
      return {label_of(value), boost::json::string(code)};
    } else if constexpr (std::is_integral_v<T>) {
      // A stated nought cannot be told from nothing: it is shown, for it is signed.
      const auto digits = std::to_string(value);
      const bool tenths = reader.words_of(type, field).type == intake::CellType::tenths;
      return {same(tenths ? in_tenths(digits) : digits), value};
    } else if constexpr (Described<T>) {
      return part(value);
    } else if constexpr (std::is_same_v<T, Position>) {
      return value == Position{} || value == no_position ? Shown{} : act_at(value);
    } else if constexpr (std::is_same_v<T, TreeSize>) {
      return {same(std::to_string(value.value)), value.value};
    } else {
      return value.is_none() ? Shown{} : of_id(value);
    }
  }

 private:
  static Shown plain(const std::string& text) { return {same(text), boost::json::string(text)}; }

  template <class T>
  Shown list(std::string_view field, const std::vector<T>& values) const {
    Shown all;
    boost::json::array array;
    for (const auto& value : values) {
      auto one = (*this)(field, value);
      all.text.zh += (all.text.zh.empty() ? "" : "、") + one.text.zh;
      all.text.en += (all.text.en.empty() ? "" : ", ") + one.text.en;
      array.push_back(std::move(one.plain));
    }
    if (!values.empty()) all.plain = std::move(array);
    return all;
  }

  /// A course of a plan, a term of a calendar: its own fields in brackets.
  template <class T>
  Shown part(const T& value) const {
    Shown all;
    boost::json::object object;
    for_each_field(value, [&](const auto& field, const auto& member) {
      auto one = (*this)(field.name, member);
      if (one.text.zh.empty()) return;
      const auto& label = reader.words_of(type, field.name).label;
      all.text.zh += (all.text.zh.empty() ? "(" : ",") + label.zh + " " + one.text.zh;
      all.text.en += (all.text.en.empty() ? "(" : ", ") + label.en + " " + one.text.en;
      object[field.name] = std::move(one.plain);
    });
    all.text.zh += ")";
    all.text.en += ")";
    all.plain = std::move(object);
    return all;
  }

  /// Which act a position means, not its number alone.
  [[nodiscard]] Shown act_at(Position at) const {
    const auto number = std::to_string(at.value);
    Shown shown{{"台账位置 " + number, "position " + number}, at.value};
    const auto entry = reader.view_.entry(at);
    const auto* event = entry ? std::get_if<Event>(&entry->body) : nullptr;
    if (event == nullptr) return shown;
    const auto label = label_of(type_of(*event));
    const auto day = to_text(event->effective_on);
    shown.text = {label.zh + " " + day + "(" + shown.text.zh + ")",
                  label.en + " of " + day + " (" + shown.text.en + ")"};
    return shown;
  }

  [[nodiscard]] Shown of_id(const OrganisationId& id) const {
    const auto* row = reader.view_.state().organisation(id);
    if (row == nullptr) return plain(to_text(id));
    return {same(row->code + " " + row->name), boost::json::string(row->code)};
  }
  [[nodiscard]] Shown of_id(const ClassId& id) const {
    const auto* row = reader.view_.state().school_class(id);
    return plain(row == nullptr ? to_text(id) : row->name);
  }
  [[nodiscard]] Shown of_id(const PersonId& id) const { return of_person(subject_of(id)); }
  [[nodiscard]] Shown of_id(const StudentId& id) const { return of_person(subject_of(id)); }
  [[nodiscard]] Shown of_person(const SubjectId& id) const {
    auto shown = plain(to_text(id));
    const auto name = names.find(id);
    if (name != names.end()) shown.text = same(name->second + " " + to_text(id));
    return shown;
  }
  [[nodiscard]] Shown of_id(const Digest& digest) const {
    auto shown = plain(to_text(digest));
    if (const auto* pack = reader.view_.packs().find(digest)) {
      shown.text =
          same(pack->metadata().id + "@" + pack->metadata().version + " " + to_text(digest));
    }
    return shown;
  }
  template <class Id>
  [[nodiscard]] Shown of_id(const Id& id) const {
    return plain(to_text(id));
  }
};

std::vector<std::pair<SubjectKind, SubjectId>> people_in(const Event& event) {
  std::vector<std::pair<SubjectKind, SubjectId>> people;
  for_each_fact(event, [&](const auto&, const auto& value) {
    using T = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<T, PersonId>) {
      if (!value.is_none()) people.emplace_back(SubjectKind::person, subject_of(value));
    } else if constexpr (std::is_same_v<T, StudentId>) {
      if (!value.is_none()) people.emplace_back(SubjectKind::student, subject_of(value));
    } else if constexpr (std::is_same_v<T, std::vector<StudentId>>) {
      for (const auto& id : value)
        people.emplace_back(SubjectKind::student, subject_of(id));
    }
  });
  return people;
}

FactReader::FactReader(const LedgerView& view, const Pack* pack, Form form)
    : view_(view), pack_(pack), spec_(intake::find_form_spec(form)) {}

FactReader::Words FactReader::words_from(const intake::Column* column) const {
  Words words;
  if (column == nullptr) return words;
  words.type = column->type;
  if (pack_ == nullptr) return words;
  // Also the codes that a parameter forbids: they have a meaning.
  auto all = *column;
  all.parameter = {};
  for (auto& choice : intake::choices_of(all, *pack_))
    words.codes.emplace(std::move(choice.code), std::move(choice.label));
  return words;
}

const FactReader::Words& FactReader::words_of(EventType type, std::string_view field) {
  auto key = std::pair{type, std::string(field)};
  const auto found = facts_.find(key);
  if (found != facts_.end()) return found->second;
  const auto* column = report::fact_column(spec_, type, field);
  auto words = words_from(column);
  words.label = report::label_of_fact(field, column);
  return facts_.emplace(std::move(key), std::move(words)).first->second;
}

const FactReader::Words& FactReader::words_of(EventType type, PersonalField field) {
  const auto key = std::pair{type, field};
  const auto found = personal_.find(key);
  if (found != personal_.end()) return found->second;
  auto words = words_from(report::personal_column(spec_, type, field));
  words.label = label_of(field);
  return personal_.emplace(key, std::move(words)).first->second;
}

Text FactReader::coded(const Words& words, std::string_view value) const {
  const auto known = words.codes.find(value);
  if (known != words.codes.end()) return known->second;
  using enum intake::CellType;
  const bool is_division = words.type == province || words.type == city || words.type == county ||
                           words.type == division;
  if (is_division && pack_ != nullptr) {
    const auto name = pack_->divisions().full_name_of(value);
    if (!name.empty()) return same(name);
  }
  return same(std::string(value));
}

std::vector<ShownFact> FactReader::facts_of(const Event& event, const ShownNames& names) {
  const auto type = type_of(event);
  const Values values{*this, names, type};
  std::vector<ShownFact> facts;
  const auto add = [&](std::string_view field, const Text& label, Shown shown) {
    if (shown.text.zh.empty()) return;
    facts.push_back({std::string(field), label, std::move(shown.text), std::move(shown.plain)});
  };
  // Who is registered here, and a class that is opened, are named by the facts.
  const auto subject = event.subject;
  if (event.subject_kind == SubjectKind::organisation &&
      view_.state().organisation(as<OrganisationId>(subject)) != nullptr) {
    add("subject", {"事项单位", "about"}, values("subject", as<OrganisationId>(subject)));
  } else if (event.subject_kind == SubjectKind::school_class &&
             view_.state().school_class(as<ClassId>(subject)) != nullptr) {
    add("subject", {"班级", "class"}, values("subject", as<ClassId>(subject)));
  }
  for_each_fact(event, [&](const auto& field, const auto& value) {
    auto shown = values(field.name, value);
    if (shown.text.zh.empty()) return;
    add(field.name, words_of(type, field.name).label, std::move(shown));
  });
  add("effective_on", report::label_of_fact("effective_on", nullptr),
      values("effective_on", event.effective_on));
  return facts;
}

std::vector<ShownFact> FactReader::personal_of(const Event& event, const Disclosure& disclosure,
                                               bool clear) {
  const auto type = type_of(event);
  // A value before or after a change is hidden, and its code read, as the field that changes.
  std::string changed;
  for_each_fact(event, [&](const auto& field, const auto& value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::string>) {
      if (field.name == "changed") changed = value;
    }
  });
  const auto fields = personal_fields_of(type);
  std::vector<ShownFact> facts;
  for (const auto field : fields) {
    const auto value = value_of(fields, disclosure, field);
    if (!value || value->empty()) continue;
    const bool of_change = field == PersonalField::old_value || field == PersonalField::new_value;
    auto meant = of_change ? intake::personal_field_of(changed) : field;
    if (meant == PersonalField::none) meant = field;
    const auto seen = clear ? std::string(*value) : report::masked_value(meant, *value);
    auto text = coded(words_of(type, meant), seen);
    facts.push_back({std::string(code_of(field)), words_of(type, field).label, std::move(text),
                     boost::json::string(seen)});
  }
  return facts;
}

namespace {

using FactKey = std::pair<EventType, std::string_view>;

/// What every row states alike; nothing unless there are many rows.
std::map<FactKey, const Text*> common_facts(std::span<const FactsOfRow> rows) {
  std::map<FactKey, const Text*> common;
  if (rows.size() <= rows_in_full_max) return common;
  for (const auto& event : rows.front().events) {
    for (const auto& fact : event.facts)
      common.emplace(FactKey{event.type, fact.field}, &fact.value);
  }
  for (const auto& row : rows.subspan(1)) {
    std::map<FactKey, const Text*> here;
    for (const auto& event : row.events) {
      for (const auto& fact : event.facts)
        here.emplace(FactKey{event.type, fact.field}, &fact.value);
    }
    std::erase_if(common, [&](const auto& one) {
      const auto found = here.find(one.first);
      return found == here.end() || *found->second != *one.second;
    });
  }
  return common;
}

/// One line of pairs for each event that still has something to say.
template <class Wanted>
void print_row(const std::string& head, std::span<const ShownEvent> events, Language language,
               const Wanted& wanted, std::ostream& out) {
  const bool chinese = language == Language::chinese;
  for (const auto& event : events) {
    std::string line;
    for (const auto& fact : event.facts) {
      if (!wanted(event, fact)) continue;
      line += (line.empty() ? ""
               : chinese    ? ";"
                            : "; ") +
              fact.label.in(language) + (chinese ? ":" : ": ") + fact.value.in(language);
    }
    if (line.empty()) continue;
    const bool first = &event == &events.front();
    out << "  " << head << (first ? "" : (chinese ? "," : ", ") + label_of(event.type).in(language))
        << (chinese ? ":" : ": ") << line << '\n';
  }
}

}  // namespace

void print_facts(std::span<const FactsOfRow> rows, Language language, std::ostream& out) {
  if (rows.empty()) return;
  const bool chinese = language == Language::chinese;
  const auto common = common_facts(rows);
  const auto is_common = [&](const ShownEvent& event, const ShownFact& fact) {
    return common.contains(FactKey{event.type, fact.field});
  };
  out << '\n' << Text{"所签内容:", "what is signed:"}.in(language) << '\n';
  print_row(Text{"各行相同", "every line"}.in(language), rows.front().events, language, is_common,
            out);
  for (const auto& row : rows) {
    const auto number = std::to_string(row.number);
    print_row(
        chinese ? "第 " + number + " 行" : "line " + number, row.events, language,
        [&](const ShownEvent& event, const ShownFact& fact) { return !is_common(event, fact); },
        out);
  }
}

boost::json::object json_of(std::span<const ShownEvent> events) {
  boost::json::object object;
  for (const auto& event : events) {
    const bool first = &event == &events.front();
    const auto prefix = first ? std::string() : std::string(code_of(event.type)) + ".";
    for (const auto& fact : event.facts)
      object[prefix + fact.field] = fact.plain;
  }
  return object;
}

}  // namespace xueji::cli

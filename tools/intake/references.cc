// Names and numbers in a row, found as ids and codes; each failure says what is near.
#include <algorithm>

#include "ledger/registry/guards.h"
#include "ledger/registry/other_school.h"
#include "ledger/registry/succession.h"
#include "ledger/vault/person_index.h"
#include "tools/intake/row_reader.h"

namespace xueji::intake {
namespace {

constexpr std::string_view citizen_id_type = "1";
constexpr std::string_view no_document_type = "A";
constexpr std::string_view main_campus = "校本部";

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const auto& word : words) {
    if (!out.empty()) out += separator;
    out += word;
  }
  return out;
}

bool holds_place(StudentStatus status) {
  using enum StudentStatus;
  return status == admitted || status == entry_place_retained || status == pending ||
         on_roll(status);
}

/// The division of this name at this level: "0000" province, "00" city.
std::optional<std::string> division_named(const DivisionTable& table, std::string_view name,
                                          std::string_view within, std::string_view ending) {
  std::optional<std::string> found;
  for (const auto& division : table.divisions()) {
    const std::string_view code(division.code);
    if (division.name != name || !code.starts_with(within) || !code.ends_with(ending)) continue;
    if (ending == "00" && code.ends_with("0000")) continue;
    found = division.code;
  }
  return found;
}

std::vector<std::string> names_within(const DivisionTable& table, std::string_view within,
                                      bool counties) {
  std::vector<std::string> names;
  for (const auto& division : table.divisions()) {
    const std::string_view code(division.code);
    if (code.starts_with(within) && code.ends_with("00") != counties) {
      names.push_back(division.name);
    }
  }
  return names;
}

}  // namespace

void RowReader::resolve() {
  using enum CellType;
  // Organisations first: classes, teaching points and students are looked for within them.
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].column->type == organisation && values_[i].stated) resolve_organisation(i);
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!values_[i].stated) continue;
    switch (columns_[i].column->type) {
      case school_class:
        resolve_class(i);
        break;
      case site:
        resolve_site(i);
        break;
      case person:
        resolve_person(i);
        break;
      case division:
        resolve_division(i);
        break;
      case identity_list:
        resolve_absentees(i);
        break;
      default:
        break;
    }
  }
  resolve_major();
  resolve_counties();
  resolve_identity();
  note_name();
}

Text RowReader::near_text(std::string_view kind, std::string_view text,
                          const std::vector<std::string>& names, std::string_view scope) {
  const auto key = std::string(kind) + "\n" + std::string(scope) + "\n" + std::string(text);
  if (const auto known = near_known_.find(key); known != near_known_.end()) return known->second;
  const auto near = near_names(text, names);
  Text out;
  if (!near.empty()) {
    out = {"相近的有:" + joined(near, "、"), "near: " + joined(near, ", ")};
  } else if (names.empty()) {
    out = {"目前没有已登记的" + std::string(kind), "none is registered yet"};
  } else {
    out = {"已登记的" + std::string(kind) + ",例如:" + names.front(),
           "a registered one, for example " + names.front()};
  }
  near_known_.emplace(key, out);
  return out;
}

OrganisationId RowReader::school_of_row() const {
  if (const auto* school = value("school")) return OrganisationId{school->id};
  const auto* own = context_.state.organisation(context_.organisation);
  return own != nullptr && own->kind == OrganisationKind::school ? own->id : OrganisationId{};
}

void RowReader::resolve_organisation(std::size_t column) {
  const auto& text = texts_[column];
  const auto found = context_.directory.organisations(text);
  if (found.size() == 1) {
    values_[column].id = found.front()->id.bytes;
    return;
  }
  if (found.size() > 1) {
    refuse(column, text, {"有多个单位同名", "several organisations have this name"},
           {"改填单位代码", "state the code"});
    return;
  }
  std::vector<std::string> names;
  for (const auto& row : context_.directory.all_organisations()) {
    names.push_back(row.name);
    names.push_back(row.code);
  }
  refuse(column, text, {"没有此单位", "there is no such organisation"},
         near_text("单位", text, names));
}

void RowReader::resolve_class(std::size_t column) {
  const auto school = school_of_row();
  const auto& text = texts_[column];
  auto found = context_.directory.classes(school, text);
  const auto* cohort = value("cohort");
  if (found.size() > 1 && cohort != nullptr) {
    std::erase_if(found, [&](const auto* row) { return row->cohort != cohort->number; });
  }
  const bool opens_classes = spec_.form == Form::school_class;
  if (opens_classes && cohort != nullptr) {
    std::erase_if(found, [&](const auto* row) { return row->cohort != cohort->number; });
  }
  if (found.size() == 1) {
    values_[column].id = found.front()->id.bytes;
    new_class_ = found.front()->id;
    return;
  }
  if (found.size() > 1) {
    refuse(column, text, {"有多个班级同名", "several classes have this name"},
           {"同时填写年级和学校代码", "state the year and the school too"});
    return;
  }
  if (opens_classes) {
    class_is_new_ = true;
    return;
  }
  refuse(column, text, {"没有此班级", "there is no such class"},
         near_text("班级", text, context_.directory.class_names(school), to_text(school)));
}

void RowReader::resolve_site(std::size_t column) {
  if (texts_[column].empty() || texts_[column] == main_campus) {
    values_[column] = {};
    return;
  }
  const auto* school = context_.state.organisation(school_of_row());
  std::vector<std::string> names{std::string(main_campus)};
  if (school != nullptr) {
    for (const auto& point : school->sites) {
      names.push_back(point.name);
      if (point.name != texts_[column]) continue;
      values_[column].id = point.site.bytes;
      return;
    }
  }
  refuse(column, texts_[column], {"没有此教学点", "there is no such teaching point"},
         near_text("教学点", texts_[column], names), rule_of("study_place_stated"));
}

void RowReader::resolve_person(std::size_t column) {
  const auto& text = texts_[column];
  const auto* where = value("organisation");
  const auto found = context_.directory.staff(
      text, where != nullptr ? OrganisationId{where->id} : context_.organisation);
  if (found.size() == 1) {
    values_[column].id = found.front().bytes;
    return;
  }
  if (found.size() > 1) {
    refuse(column, shown(column, text), {"有多人同名", "several people have this name"},
           {"改填教工号或人员标识", "state the staff number or the id"});
    return;
  }
  const auto id = id_from_text<PersonId>(text);
  if (id && context_.state.person(*id) != nullptr) {
    values_[column].id = id->bytes;
    return;
  }
  refuse(column, shown(column, text), {"没有登记此人", "this person is not registered"},
         {"教工号、姓名或人员标识;先用 person 表单登记;其他学校的人员请填标识",
          "a staff number, name or id; registered with the form person first; of another school's "
          "staff the id"});
}

void RowReader::resolve_division(std::size_t column) {
  if (context_.pack.divisions().is_known(texts_[column])) return;
  refuse(column, texts_[column], {"没有此区划代码", "there is no such division"},
         {"六位区划代码,如420304", "six digits, e.g. 420304"});
}

void RowReader::resolve_major() {
  const auto name_column = column_of(spec_, "major_name");
  const auto code_column = column_of(spec_, "major_code");
  const auto catalogue_column = column_of(spec_, "major_catalogue");
  if (!name_column || !code_column || !catalogue_column) return;
  auto& catalogue = values_[*catalogue_column];
  if (!catalogue.stated) {
    const auto versions = context_.pack.texts("major_catalogue_versions");
    if (versions.empty()) return;
    catalogue.stated = true;
    catalogue.text = versions.back();
  }
  const auto& majors = context_.pack.majors();
  const auto find = [&](const std::string& text) {
    const auto* found = majors.find(text, catalogue.text);
    return found != nullptr ? found : majors.find_name(text, catalogue.text);
  };
  const auto names = [&] {
    std::vector<std::string> all;
    for (const auto& major : majors.majors()) {
      if (major.version == catalogue.text) all.push_back(major.name);
    }
    return all;
  };
  const auto& name = texts_[*name_column];
  const auto& code = texts_[*code_column];
  const auto* by_name = name.empty() ? nullptr : find(name);
  const auto* by_code = code.empty() ? nullptr : find(code);
  if (name.empty() && code.empty()) {
    // A class that exists already keeps its major, and gives it to who joins it.
    if (spec_.form == Form::school_class && !class_is_new_) return;
    if (spec_.major_of_class) return;
    const auto at = binding_->columns[*name_column] ? *name_column : *code_column;
    refuse(at, "", {"未填专业", "the major is missing"},
           {"填写专业名称或代码", "state its name or code"});
    return;
  }
  const auto by_category = rules_.find("major_or_category_in_catalogue");
  if (by_category != rules_.end() && majors.has_category(code, catalogue.text)) {
    // FJ-05a: registered by category, the direction comes later. Beside it may stand the category's
    // own name (the catalogue lists majors only) or a major of it.
    if (by_name == nullptr ? name.empty() || name.ends_with("类") : by_name->code.starts_with(code))
      return;
    refuse(*name_column, name,
           {"不是代码“" + code + "”的专业大类内的专业", "not a major of category " + code},
           {"留空、填大类名称,或该大类内的专业",
            "leave it empty, or name the category or a major of it"},
           by_category->second);
    return;
  }
  if (!name.empty() && by_name == nullptr) {
    refuse(*name_column, name, {"专业目录中没有此专业", "not in the catalogue of majors"},
           near_text("专业", name, names()), rule_of("major_in_catalogue"));
    return;
  }
  if (!code.empty() && by_code == nullptr) {
    refuse(*code_column, code, {"专业目录中没有此代码", "no such code in the catalogue"},
           by_name != nullptr ? Text{by_name->code + " " + by_name->name, by_name->code}
                              : Text{"目录中的六位代码", "six digits of the catalogue"},
           rule_of("major_in_catalogue"));
    return;
  }
  if (by_name != nullptr && by_code != nullptr && by_name != by_code) {
    refuse(*code_column, code,
           {"代码与专业名称不符:该代码是“" + by_code->name + "”",
            "the code is that of another major: " + by_code->name},
           {by_name->code + "(" + by_name->name + "),或改正名称",
            by_name->code + ", or correct the name"},
           rule_of("major_in_catalogue"));
    return;
  }
  values_[*code_column].stated = true;
  values_[*code_column].text = by_code != nullptr ? by_code->code : by_name->code;
}

void RowReader::resolve_counties() {
  static constexpr std::string_view places[] = {"household", "home"};
  for (const auto place : places) {
    const auto prefix = std::string(place);
    const auto province = column_of(spec_, prefix + "_province");
    const auto city = column_of(spec_, prefix + "_city");
    const auto county = column_of(spec_, prefix + "_county");
    if (province && city && county) resolve_county(*province, *city, *county);
  }
}

void RowReader::resolve_county(std::size_t province, std::size_t city, std::size_t county) {
  const auto& table = context_.pack.divisions();
  const auto& named = texts_[county];
  const auto store = [&](std::size_t column, const std::string& code) {
    values_[column].stated = !code.empty();
    values_[column].text = code;
  };
  if (named.empty()) {
    for (const auto column : {province, city}) {
      if (texts_[column].empty()) continue;
      const auto code = division_named(
          table, texts_[column],
          column == city ? texts_[province].empty() ? "" : values_[province].text.substr(0, 2) : "",
          column == city ? "00" : "0000");
      if (code) {
        store(column, *code);
      } else {
        refuse(column, "***", {"没有此区划名称", "there is no division of this name"},
               {"区划全称,如湖北省、十堰市", "the full name"});
      }
    }
    return;
  }
  const auto key = texts_[province] + "/" + texts_[city] + "/" + named;
  auto known = counties_known_.find(key);
  if (known == counties_known_.end()) {
    auto code = named.size() == 6 && table.is_known(named)
                    ? std::optional(named)
                    : table.find_county(texts_[province], texts_[city], named);
    known = counties_known_.emplace(key, std::move(code)).first;
  }
  if (!known->second) {
    const auto above = division_named(table, texts_[province], "", "0000");
    if (!texts_[province].empty() && !above) {
      refuse(province, "***", {"没有此省级区划", "there is no such province"},
             near_text("省", texts_[province], names_within(table, "", false)),
             rule_of("personal_codes_known"));
    }
    const auto within = above ? above->substr(0, 2) : std::string();
    const auto city_code =
        texts_[city].empty() ? std::nullopt : division_named(table, texts_[city], within, "00");
    const auto area = city_code ? city_code->substr(0, 4) : within;
    refuse(county, named, {"该省市下没有此区县", "that province and city have no such county"},
           near_text("区县", named, names_within(table, area, true), area),
           rule_of("personal_codes_known"));
    return;
  }
  const auto& code = *known->second;
  store(county, code);
  if (!texts_[province].empty()) store(province, code.substr(0, 2) + "0000");
  if (!texts_[city].empty()) store(city, code.substr(0, 4) + "00");
}

std::optional<std::string> RowReader::checked_number(std::size_t column, std::string_view type,
                                                     const std::string& number) {
  if (type != citizen_id_type) return number;
  const auto citizen = parse_citizen_id(number, context_.pack.divisions(), context_.today);
  if (!citizen) {
    refuse(column, mask_number(number),
           {"身份证号不正确:" + citizen.error().what.zh,
            "the citizen id does not hold: " + citizen.error().what.en},
           citizen.error().expected, rule_of("identity_number_valid"));
    return std::nullopt;
  }
  if (citizen->was_old_form) {
    report(row_, binding_->columns[column], Level::warning, rule_of("identity_number_valid"),
           mask_number(number),
           {"15位旧身份证号,已换算为18位:" + mask_number(citizen->number),
            "an id of 15 digits, converted to 18: " + mask_number(citizen->number)},
           {"核对现行证件上的18位号码", "check it against the 18 digits of the present document"});
  }
  return citizen->number;
}

void RowReader::resolve_identity() {
  const auto column = column_of(spec_, "identity_number");
  if (!column) return;
  const auto* stated_type = value("identity_type");
  const std::string type(stated_type != nullptr ? stated_type->text : citizen_id_type);
  // A consent beside an admission concerns the student who is drawn there.
  const bool finds_student =
      spec_.rows_are_students || spec_.events.front().subject == SubjectSource::student;
  const auto* own_id = value("student");
  if (own_id != nullptr && finds_student) {
    const auto id = id_from_text<StudentId>(own_id->text);
    if (id && context_.state.student(*id) != nullptr) {
      student_ = *id;
    } else {
      refuse(*column_of(spec_, "student"), own_id->text,
             {"没有此学籍标识", "there is no student of this id"},
             {"由系统查询得到的26位标识", "the id of 26 characters that the ledger shows"});
    }
  }
  if (!values_[*column].stated) {
    if (faulty_[*column] || student_ || type == no_document_type) return;
    if (spec_.form == Form::external_list) return;
    refuse(*column, "", {"未填证件号码", "the number of the document is missing"},
           {"填写号码;没有证件的,证件类型填“暂无证件”", "state it, or 暂无证件 as its type"},
           rule_of("identity_number_valid"));
    return;
  }
  auto number = checked_number(*column, type, normalised_number("", texts_[*column]));
  if (!number) return;
  values_[*column].text = *number;
  const auto [first, is_new] =
      numbers_seen_.emplace(type + "/" + *number, Origin{sheet_index_, row_});
  // Rows that become one event may name a student again: one row for each course.
  if (!is_new && (spec_.group_by.empty() || spec_.rows_are_students)) {
    const auto where = std::to_string(first->second.row + 1);
    report(row_, binding_->columns[*column], Level::refused, rule_of("person_once_in_file"),
           mask_number(*number), {"与第" + where + "行是同一人", "the same person as row " + where},
           {"每人一行", "one row for each person"});
  }
  if (finds_student && !student_) student_ = find_student(*column, type, *number);
}

/// Beside a number the name is no more than a check, unless an event of the form records it.
void RowReader::note_name() {
  const auto column = column_of(spec_, "name");
  if (!student_ || !column || !values_[*column].stated) return;
  for (const auto& event : spec_.events) {
    const auto fields = personal_fields_of(event.type);
    if (std::find(fields.begin(), fields.end(), PersonalField::name) != fields.end()) return;
  }
  auto place = problem_at(row_, binding_->columns[*column]);
  place.seen = shown(*column, texts_[*column]);
  out_.named.push_back({*student_, texts_[*column], std::move(place)});
}

std::optional<StudentId> RowReader::find_student(std::size_t column, std::string_view type,
                                                 const std::string& number) {
  const auto person = context_.persons.find(type, number);
  const auto* row = person ? context_.state.person(*person) : nullptr;
  const auto school = school_of_row();
  const StudentState* best = nullptr;
  const StudentState* elsewhere = nullptr;
  const bool comes_over = takes_over(spec_.form);
  if (row != nullptr) {
    for (const auto& id : row->statuses) {
      const auto* student = context_.state.student(id);
      if (student == nullptr) continue;
      // Who comes over is found where the status is, and files with the school that takes it.
      const bool is_elsewhere = !school.is_none() && !answer_as_one(context_.state, student->school,
                                                                    school, context_.today);
      if (is_elsewhere != comes_over) {
        elsewhere = student;
      } else if (best == nullptr || holds_place(student->status)) {
        best = student;
      }
    }
  }
  if (best != nullptr) return best->id;
  if (elsewhere != nullptr) {
    const auto* other = context_.state.organisation(elsewhere->school);
    const auto name = other != nullptr ? other->name : std::string();
    refuse(column, mask_number(number),
           comes_over
               ? Text{"该生已在本校:" + name, "the student is of this school already: " + name}
               : Text{"该生不在本校,学籍在:" + name,
                      "this student belongs to another school: " + name},
           {"核对学校和号码", "check the school and the number"});
    return std::nullopt;
  }
  refuse(column, mask_number(number),
         {"本校没有此证件号的学生", "no student of this school has this number"},
         {"先用 admission 表单登记录取,或核对号码", "admitted with the form admission first"},
         rule_of("admitted_before_registration"));
  return std::nullopt;
}

void RowReader::resolve_absentees(std::size_t column) {
  auto& value = values_[column];
  const auto numbers = value.list;
  for (const auto& part : numbers) {
    const auto number = checked_number(column, citizen_id_type, normalised_number("", part));
    if (!number) return;
    const auto student = find_student(column, citizen_id_type, *number);
    if (!student) return;
    values_[column].students.push_back(*student);
  }
}

}  // namespace xueji::intake

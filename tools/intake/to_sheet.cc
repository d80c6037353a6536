#include "tools/intake/to_sheet.h"

#include <iconv.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "tools/intake/facts.h"
#include "tools/sheet/write.h"

namespace xueji::intake {
namespace {

using enum CellType;

/// UTF-8 to GB18030, which holds every character of Unicode.
Result<std::string> to_gb18030(std::string utf8) {
  const auto converter = iconv_open("GB18030", "UTF-8");
  if (converter == reinterpret_cast<iconv_t>(-1)) {
    return fail(ErrorCode::io, "this system cannot write GB18030");
  }
  std::string out(utf8.size() * 2 + 16, '\0');
  char* from = utf8.data();
  std::size_t from_left = utf8.size();
  char* to = out.data();
  std::size_t to_left = out.size();
  const auto converted = iconv(converter, &from, &from_left, &to, &to_left);
  iconv_close(converter);
  if (converted == static_cast<std::size_t>(-1)) {
    return fail(ErrorCode::invalid_argument, "text that GB18030 cannot hold");
  }
  out.resize(out.size() - to_left);
  return out;
}

Status write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return fail(ErrorCode::io, "cannot write " + path.string());
  return {};
}

/// The value of a column in a row, by field code or header.
const std::string* cell_in(const FormRow& row, const Column& column) {
  auto at = row.find(column.header);
  if (at == row.end() && !column.field.empty()) at = row.find(column.field);
  return at == row.end() ? nullptr : &at->second;
}

std::optional<std::string> unknown_field(const FormSpec& spec, std::span<const FormRow> rows) {
  for (const auto& row : rows) {
    for (const auto& [key, value] : row) {
      const bool known =
          std::any_of(spec.columns.begin(), spec.columns.end(), [&key = key](const Column& column) {
            return column.field == key || column.header == key;
          });
      if (!known) return key;
    }
  }
  return std::nullopt;
}

/// A field code that two columns share (an act and its override) means the first of them.
std::vector<const Column*> columns_used(const FormSpec& spec, const Pack& pack,
                                        std::span<const FormRow> rows) {
  std::vector<const Column*> used;
  for (const auto& column : spec.columns) {
    const bool second = &spec.columns[*column_of(spec, column.field)] != &column;
    const auto filled = [&](const FormRow& row) {
      if (second) return row.contains(column.header);
      const auto* cell = cell_in(row, column);
      return cell != nullptr && !cell->empty();
    };
    if (is_required(spec, column, pack) || std::any_of(rows.begin(), rows.end(), filled)) {
      used.push_back(&column);
    }
  }
  return used;
}

// ---- Facts as text.
// ------------------------------------------------------------------------------

template <class T>
std::string text_of_value(const T& value) {
  if constexpr (std::is_same_v<T, Date>) {
    return value == Date{} ? std::string() : to_text(value);
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "1" : "0";
  } else if constexpr (std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (std::is_same_v<T, std::vector<Form>>) {
    std::string out;
    for (const auto form : value)
      out += (out.empty() ? "" : "、") + std::string(code_of(form));
    return out;
  } else if constexpr (std::is_same_v<T, Position>) {
    return value == Position{} ? std::string() : std::to_string(value.value);
  } else if constexpr (std::is_same_v<T, Bytes>) {
    return to_hex(value);
  } else if constexpr (std::is_enum_v<T>) {
    const auto code = std::string(code_of(value));
    return code == "none" ? std::string() : code;
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(value);
  } else if constexpr (requires { value.is_none(); }) {
    return value.is_none() ? std::string() : to_text(value);
  } else {
    return {};
  }
}

/// How a sheet names an id.
struct IdText {
  const SheetNames& names;

  std::string operator()(const OrganisationId& id) const {
    const auto* row = names.directory.organisation(id);
    return row != nullptr ? row->code : std::string();
  }
  std::string operator()(const ClassId& id) const {
    const auto* row = names.directory.school_class(id);
    return row != nullptr ? row->name : std::string();
  }
  std::string operator()(const SiteId& id) const {
    for (const auto& school : names.directory.all_organisations()) {
      for (const auto& point : school.sites) {
        if (point.site == id) return point.name;
      }
    }
    return {};
  }
  std::string operator()(const std::vector<StudentId>& students) const {
    std::string out;
    for (const auto& id : students) {
      const auto number = names.identity_number ? names.identity_number(id) : std::string();
      out += (out.empty() ? "" : "、") + number;
    }
    return out;
  }
  template <class T>
  std::string operator()(const T& value) const {
    return text_of_value(value);
  }
};

template <Described Struct>
void put_fields(const Struct& facts, const FormSpec& spec, EventType type, const IdText& id_text,
                FormRow& row) {
  for_each_field(facts, [&](const auto& field, const auto& member) {
    const auto column = source_of(spec, type, field.name);
    if (!column) return;
    auto text = id_text(member);
    if (!text.empty()) {
      row.insert_or_assign(std::string(spec.columns[*column].header), std::move(text));
    }
  });
}

/// What the event stands under in the row: its subject, and which of the form's acts it is.
void put_subject(const FormSpec& spec, const DraftEvent& event, EventType type,
                 const IdText& id_text, FormRow& row) {
  for (const auto& plan : spec.events) {
    if (plan.type == type && !plan.when_code.empty()) {
      row.insert_or_assign(std::string(plan.when_field), std::string(plan.when_code));
    }
  }
  if (event.subject_kind == SubjectKind::school_class) {
    const auto name = id_text(as<ClassId>(event.subject));
    if (!name.empty()) row.insert_or_assign("class_id", name);
  } else if (event.subject_kind == SubjectKind::person) {
    if (column_of(spec, "person")) row.insert_or_assign("person", to_text(event.subject));
  } else if (event.subject_kind == SubjectKind::organisation &&
             type != EventType::organisation_registered) {
    const auto code = id_text(as<OrganisationId>(event.subject));
    for (const auto field : {"organisation", "school"}) {
      if (!code.empty() && column_of(spec, field)) {
        row.insert_or_assign(field, code);
        break;
      }
    }
  }
}

void put_personal(const FormSpec& spec, const DraftEvent& event, EventType type, FormRow& row) {
  for (const auto& [field, value] : event.personal) {
    const auto column = source_of(spec, type, {}, field);
    if (column) row.insert_or_assign(std::string(spec.columns[*column].header), value);
  }
}

/// One row for each part of a plan or calendar, beside what they share.
template <class Part>
std::vector<FormRow> rows_of_parts(const FormRow& shared, const std::vector<Part>& parts,
                                   const FormSpec& spec, const IdText& id_text) {
  std::vector<FormRow> rows;
  for (const auto& part : parts) {
    auto& row = rows.emplace_back(shared);
    put_fields(part, spec, EventType::none, id_text, row);
  }
  return rows;
}

/// The mark of a course in the sheet of marks ("YW01=86;SX01=59"); empty when it has none.
std::string mark_of(const DraftEvent& event, const std::string& course) {
  for (const auto& [field, sheet] : event.personal) {
    if (field != PersonalField::score_sheet) continue;
    const auto marks = ";" + sheet + ";";
    const auto key = ";" + course + "=";
    const auto at = marks.find(key);
    if (at == std::string::npos) return {};
    const auto begin = at + key.size();
    return marks.substr(begin, marks.find(';', begin) - begin);
  }
  return {};
}

/// One row for each course of a term.
std::vector<FormRow> rows_of_results(const FormRow& shared, const DraftEvent& event,
                                     const FormSpec& spec, const IdText& id_text) {
  const auto& facts = get<TermResultRecorded>(event.facts);
  auto rows = rows_of_parts(shared, facts.results, spec, id_text);
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].insert_or_assign("score", mark_of(event, facts.results[i].course_code));
  return rows;
}

/// One row for each student whom an event of the school names, with a result where there is one.
void add_student_rows(std::vector<FormRow>& rows, const FormRow& shared,
                      const std::vector<StudentId>& students, const SheetNames& names,
                      std::string_view result) {
  for (const auto& id : students) {
    auto& row = rows.emplace_back(shared);
    row.insert_or_assign("student", to_text(id));
    if (names.identity_number) row.insert_or_assign("identity_number", names.identity_number(id));
    if (!result.empty()) row.insert_or_assign("result", std::string(result));
  }
}

}  // namespace

std::string shown_value(const Column& column, const Pack& pack, std::string_view value) {
  switch (column.type) {
    case yes_no:
      if (value == "1" || value == "true") return "是";
      return value == "0" || value == "false" ? "否" : std::string(value);
    case tenths: {
      const bool digits = !value.empty() && value.find_first_not_of("0123456789") == value.npos;
      if (!digits) return std::string(value);
      const auto whole = value.size() > 1 ? std::string(value.substr(0, value.size() - 1)) : "0";
      return value.back() == '0' ? whole : whole + "." + value.back();
    }
    case choice:
      for (const auto& choice : choices_of(column, pack)) {
        if (choice.code == value) return choice.label.zh;
      }
      return std::string(value);
    case province:
    case city:
    case county: {
      const auto name = pack.divisions().name_of(value);
      return std::string(name.empty() ? value : name);
    }
    default:
      return std::string(value);
  }
}

Status write_form_sheet(Form form, const Pack& pack, std::span<const FormRow> rows,
                        SheetFormat format, const std::filesystem::path& path) {
  const auto* spec = find_form_spec(form);
  if (spec == nullptr) {
    return fail(ErrorCode::invalid_argument, Text{"此表单不收表格", "this form takes no sheet"});
  }
  if (const auto unknown = unknown_field(*spec, rows)) {
    return fail(ErrorCode::invalid_argument, "the form has no field " + *unknown);
  }
  const auto columns = columns_used(*spec, pack, rows);
  std::vector<std::string> header;
  for (const auto* column : columns)
    header.emplace_back(column->header);
  std::vector<std::vector<std::string>> cells;
  for (const auto& row : rows) {
    auto& line = cells.emplace_back();
    for (const auto* column : columns) {
      const auto* value = cell_in(row, *column);
      const bool second = &spec->columns[*column_of(*spec, column->field)] != column;
      if (second && !row.contains(column->header)) value = nullptr;
      line.push_back(value != nullptr ? shown_value(*column, pack, *value) : std::string());
    }
  }
  if (format == SheetFormat::csv_utf8) return sheet::write_csv(path, header, cells);
  if (format == SheetFormat::csv_gb18030) {
    auto text = sheet::csv_text(header, cells);
    // The byte order mark is of UTF-8 only.
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    auto bytes = to_gb18030(std::move(text));
    if (!bytes) return fail(bytes.error());
    return write_bytes(path, *bytes);
  }
  sheet::WorkbookSpec workbook;
  auto& sheet = workbook.sheets.emplace_back();
  sheet.name = label_of(form).zh;
  for (const auto* column : columns) {
    sheet::ColumnSpec out;
    out.header = column->header;
    out.width = column->width;
    out.as_text = true;
    sheet.columns.push_back(std::move(out));
  }
  for (auto& line : cells) {
    auto& row = sheet.rows.emplace_back();
    for (auto& cell : line)
      row.emplace_back(std::move(cell));
  }
  return sheet::write_xlsx(path, workbook);
}

std::vector<FormRow> rows_of(Form form, std::span<const DraftEvent> events,
                             const SheetNames& names) {
  const auto* spec = find_form_spec(form);
  if (spec == nullptr || events.empty()) return {};
  const IdText id_text{names};
  FormRow row;
  for (const auto& event : events) {
    Event typed;
    typed.facts = event.facts;
    const auto type = type_of(typed);
    visit(
        [&](const auto& facts) {
          if constexpr (Described<std::remove_cvref_t<decltype(facts)>>) {
            put_fields(facts, *spec, type, id_text, row);
          }
        },
        event.facts);
    if (type != EventType::rule_overridden) {
      put_subject(*spec, event, type, id_text, row);
      row.insert_or_assign("effective_on", to_text(event.effective_on));
    }
    if (const auto* opened = get_if<ClassOpened>(&event.facts)) {
      row.insert_or_assign("class_id", opened->name);
    }
    put_personal(*spec, event, type, row);
  }
  if (const auto* plan = get_if<TeachingPlanFiled>(&events.front().facts)) {
    return rows_of_parts(row, plan->courses, *spec, id_text);
  }
  if (const auto* calendar = get_if<SchoolCalendarSet>(&events.front().facts)) {
    return rows_of_parts(row, calendar->terms, *spec, id_text);
  }
  if (holds_alternative<TermResultRecorded>(events.front().facts)) {
    return rows_of_results(row, events.front(), *spec, id_text);
  }
  std::vector<FormRow> rows;
  if (const auto* applied = get_if<InternshipApplied>(&events.front().facts)) {
    add_student_rows(rows, row, applied->students, names, {});
    return rows;
  }
  if (const auto* closed = get_if<InternshipClosed>(&events.front().facts)) {
    add_student_rows(rows, row, closed->passed, names, code_of(ReviewResult::passed));
    add_student_rows(rows, row, closed->failed, names, code_of(ReviewResult::failed));
    return rows;
  }
  return {std::move(row)};
}

}  // namespace xueji::intake

// Who looked at clear personal data, when, whose and what for (design §4): the vault's access
// record.
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <memory>

#include "ledger/authority/authority.h"
#include "ledger/vault/access_log.h"
#include "tools/xueji/session.h"
#include "tools/xueji/staff_names.h"

namespace xueji::cli {
namespace {

struct AccessOptions {
  std::string school;
  std::string person;
  std::string student;
  std::string from;
  std::string until;
};

constexpr std::size_t records_at_once = 1000;

/// Which looks are asked for.
struct Wanted {
  std::optional<OrganisationId> organisation;
  std::optional<PersonId> person;
  std::optional<StudentId> student;
  Date from{};
  Date until{};
};

/// The organisation whose data a disclosure is; none where nothing says so.
OrganisationId organisation_of(const StateView& state, const DisclosureRef& ref) {
  switch (ref.subject_kind) {
    case SubjectKind::student: {
      const auto* row = state.student(as<StudentId>(ref.subject));
      return row == nullptr ? OrganisationId{} : row->school;
    }
    case SubjectKind::person: {
      const auto* row = state.person(as<PersonId>(ref.subject));
      return row == nullptr ? OrganisationId{} : row->employer;
    }
    case SubjectKind::submission: {
      const auto* row = state.submission(as<SubmissionId>(ref.subject));
      return row == nullptr ? OrganisationId{} : row->organisation;
    }
    case SubjectKind::organisation:
      return as<OrganisationId>(ref.subject);
    case SubjectKind::school_class: {
      const auto* row = state.school_class(as<ClassId>(ref.subject));
      return row == nullptr ? OrganisationId{} : row->school;
    }
    default:
      return {};
  }
}

/// One look, with the organisations whose data was opened.
struct Look {
  AccessRecord record;
  std::vector<OrganisationId> about;
};

bool wants(const StateView& state, const Wanted& wanted, const Look& look) {
  const auto day = china_date(look.record.at);
  if (wanted.from.ok() && day < wanted.from) return false;
  if (wanted.until.ok() && day > wanted.until) return false;
  if (wanted.person && look.record.purpose.person != *wanted.person) return false;
  if (wanted.organisation &&
      std::none_of(look.about.begin(), look.about.end(), [&](const OrganisationId& one) {
        return is_at_or_above(state, *wanted.organisation, one);
      })) {
    return false;
  }
  if (!wanted.student) return true;
  const auto subject = subject_of(*wanted.student);
  const auto& opened = look.record.opened;
  return std::any_of(opened.begin(), opened.end(), [&](const DisclosureRef& ref) {
    return ref.subject_kind == SubjectKind::student && ref.subject == subject;
  });
}

Result<std::vector<Look>> read_looks(const StateView& state, const AccessLog& log,
                                     const Wanted& wanted) {
  std::vector<Look> looks;
  for (std::uint64_t from = 0;;) {
    auto records = log.read(from, records_at_once);
    if (!records) return fail(records.error());
    for (auto& record : *records) {
      Look look{std::move(record), {}};
      for (const auto& ref : look.record.opened) {
        const auto place = organisation_of(state, ref);
        const bool stands =
            std::find(look.about.begin(), look.about.end(), place) != look.about.end();
        if (!place.is_none() && !stands) look.about.push_back(place);
      }
      if (wants(state, wanted, look)) looks.push_back(std::move(look));
    }
    if (records->size() < records_at_once) return looks;
    from += records_at_once;
  }
}

/// Who may read the list: an auditor or inspector, a principal or director, of what is within the
/// reach of his organisation; others would learn who is being looked into.
Result<OrganisationId> reach_of(Session& session) {
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto now = session.now();
  if (!now) return fail(now.error());
  const auto judged = [&](const Signer& one) -> std::optional<Problem> {
    if (auto problem = check_capacity((*view)->state(), one.key->id(), one.capacity, Form::none,
                                      china_date(*now))) {
      return problem;
    }
    static constexpr Role readers[] = {Role::auditor, Role::inspector, Role::principal,
                                       Role::director};
    if (std::find(std::begin(readers), std::end(readers), one.capacity.role) != std::end(readers)) {
      return std::nullopt;
    }
    Problem problem;
    problem.message = {"此职务不能查看查阅记录", "this role does not read the record of accesses"};
    problem.expected = {"由审计、检查人员、校长或局长查看",
                        "let an auditor, an inspector, the principal or the director look"};
    return problem;
  };
  const auto reader = session.signer([&](const Signer& one) { return !judged(one); });
  if (!reader) return fail(reader.error());
  if (const auto problem = judged(*reader)) {
    return fail(ErrorCode::refused, problem->message, problem->expected);
  }
  return reader->capacity.organisation;
}

Result<Wanted> wanted_of(Session& session, const AccessOptions& o) {
  Wanted wanted;
  const auto reach = reach_of(session);
  if (!reach) return fail(reach.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto& state = (*view)->state();
  // The root sees all of it, also looks that opened nothing.
  if (*reach != state.genesis().root_organisation) wanted.organisation = *reach;
  if (!o.school.empty()) {
    const auto row = session.organisation(o.school);
    if (!row) return fail(row.error());
    if (!is_at_or_above(state, *reach, (*row)->id)) {
      return fail(ErrorCode::refused,
                  Text{"单位 " + o.school + " 不在管辖范围内",
                       "the organisation " + o.school + " is not within reach"},
                  Text{"只查本单位及所辖单位", "ask for one's own organisation, or one below it"});
    }
    wanted.organisation = (*row)->id;
  }
  if (!o.person.empty()) {
    const auto person = session.staff(o.person);
    if (!person) return fail(person.error());
    wanted.person = *person;
  }
  if (!o.student.empty()) {
    const auto student = id_from_text<StudentId>(o.student);
    if (!student) {
      return fail(
          ErrorCode::invalid_argument,
          Text{"“" + o.student + "”不是学籍标识", "\"" + o.student + "\" is not a student id"},
          Text{"`xueji roster --json` 列出标识", "`xueji roster --json` lists the ids"});
    }
    wanted.student = *student;
  }
  const auto from = optional_date("--from", o.from);
  if (!from) return fail(from.error());
  const auto until = optional_date("--until", o.until);
  if (!until) return fail(until.error());
  wanted.from = *from;
  wanted.until = *until;
  if (wanted.from.ok() && wanted.until.ok() && wanted.until < wanted.from) {
    return fail(ErrorCode::invalid_argument,
                Text{"--until 早于 --from", "--until is before --from"},
                Text{"对调两个日期", "swap the two days"});
  }
  return wanted;
}

std::vector<StudentId> students_in(const Look& look) {
  std::vector<StudentId> students;
  for (const auto& ref : look.record.opened) {
    if (ref.subject_kind == SubjectKind::student) students.push_back(as<StudentId>(ref.subject));
  }
  std::sort(students.begin(), students.end());
  students.erase(std::unique(students.begin(), students.end()), students.end());
  return students;
}

Result<int> list_access(Session& session, const AccessOptions& o) {
  const auto wanted = wanted_of(session, o);
  if (!wanted) return fail(wanted.error());
  const auto view = session.view();
  if (!view) return fail(view.error());
  const auto personal = session.personal();
  if (!personal) return fail(personal.error());
  const auto& state = (*view)->state();
  const auto looks = read_looks(state, (*personal)->vault().access_log(), *wanted);
  if (!looks) return fail(looks.error());
  const auto names = masked_staff_names(session);
  if (!names) return fail(names.error());
  boost::json::array list;
  std::vector<std::vector<std::string>> rows;
  for (const auto& look : *looks) {
    const auto& record = look.record;
    std::string schools;
    boost::json::array about;
    for (const auto& id : look.about) {
      const auto* row = state.organisation(id);
      const auto code = row == nullptr ? to_text(id) : row->code;
      schools += (schools.empty() ? "" : " ") + code;
      about.push_back(boost::json::string(code));
    }
    const auto students = students_in(look);
    boost::json::array ids;
    for (const auto& id : students)
      ids.push_back(boost::json::string(to_text(id)));
    boost::json::array fields;
    std::string shown;
    for (const auto field : record.fields) {
      fields.push_back(boost::json::string(code_of(field)));
      shown += (shown.empty() ? "" : session.in({"、", ", "})) + session.in(label_of(field));
    }
    list.push_back(boost::json::object{
        {"number", record.sequence},
        {"at", to_text(record.at)},
        {"person", to_text(record.purpose.person)},
        {"person_name", *names ? (*names)(record.purpose.person) : std::string()},
        {"role", code_of(record.purpose.role)},
        {"purpose", record.purpose.text},
        {"organisations", about},
        {"fields", fields},
        {"students", ids}});
    rows.push_back({std::to_string(record.sequence), to_text(record.at),
                    named(*names, record.purpose.person), session.in(label_of(record.purpose.role)),
                    schools, std::to_string(students.size()), shown, record.purpose.text});
  }
  const auto out = session.out();
  if (out.is_json()) {
    out.json(boost::json::object{{"reflects", state.size().value}, {"accesses", list}});
    return exit_done;
  }
  const Text headers[] = {{"序号", "no."},    {"时间", "at"},      {"查阅人", "who"},
                          {"职务", "role"},   {"单位", "whose"},   {"学生数", "students"},
                          {"项目", "fields"}, {"用途", "what for"}};
  out.list(headers, rows,
           {"没有:所问范围内无人看过明文;放宽 --school、--person、--student 或日期",
            "none: nobody looked at clear values within what was asked; widen --school, --person, "
            "--student or the days"},
           {0, 5});
  return exit_done;
}

}  // namespace

std::vector<Command> access_commands() {
  auto o = std::make_shared<AccessOptions>();
  return {{.name = "access",
           .job = Job::prove,
           .summary = {"明文查阅记录:谁在何时为何看了谁",
                       "who looked at clear personal data: when, whose, what for"},
           .examples = {"xueji access --data city --key auditor.pem",
                        "xueji access --data city --key principal.pem --school S001 --from "
                        "2024-09-01 --json"},
           .takes = {.key = true, .master = true, .json = true},
           .options = {{"--school",
                        {"只看此单位及所辖的", "only looks at this organisation or below it"},
                        &o->school},
                       {"--person",
                        {"只看此人的查阅:教工号、姓名或标识",
                         "only looks of this person: staff "
                         "number, name or id"},
                        &o->person},
                       {"--student",
                        {"只看对此学籍标识的查阅", "only looks at this student id"},
                        &o->student},
                       {"--from", {"自某日", "from this day"}, &o->from},
                       {"--until", {"至某日", "until this day"}, &o->until}},
           .remarks = {"由审计、检查人员、校长或局长查看,限其单位及所辖范围。",
                       "For auditors, inspectors, principals and directors, within the reach of "
                       "their organisation."},
           .run = [o](Session& s) { return list_access(s, *o); }}};
}

}  // namespace xueji::cli

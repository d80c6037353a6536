// Class by class: arrival, headcount, on-site verification, presence (SY-1.2a, SY-1.2b, SY-1.2e,
// SY-1.2g, SY-1.3c, SY-1.5d).
#include <string>
#include <unordered_set>

#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

/// Calls `visit(lines, class row)` once for each class of the roster that exists.
template <class Visitor>
void each_roster_class(const GuardContext& context, Visitor&& visit) {
  for (const Line* line : context.submission.of(EventType::roster_line)) {
    const auto& id = get<RosterLine>(line->event->facts).class_id;
    const auto& lines = context.submission.roster_classes.at(id);
    if (lines.first != line) continue;
    if (const auto* row = context.state().school_class(id)) visit(lines, *row);
  }
}

/// SY-1.2b, first half: arrive, pay (or be waived, D-24), attend, in this order.
void arrival_complete(const GuardContext& context, std::vector<Problem>& out) {
  each<ArrivalConfirmed>(context, [&](const Line& line, const ArrivalConfirmed& facts) {
    if (facts.fee == FeeStatus::none) {
      context.refuse(out, &line, "fee", "", {"未注明交费情况", "the fee is not settled"},
                     {"paid、waived 或 exempt", "paid, waived or exempt"});
    }
    if (!is_set(facts.attending_from)) {
      context.refuse(out, &line, "attending_from", "", {"未注明上课日期", "no day of attendance"},
                     {"填写开始上课日期", "state the first day of attendance"});
    } else if (facts.attending_from < facts.arrived_on) {
      context.refuse(
          out, &line, "attending_from", to_text(facts.attending_from),
          {"上课早于报到", "attending before arriving"},
          {"不早于 " + to_text(facts.arrived_on), "not before " + to_text(facts.arrived_on)});
    }
  });
}

/// SY-1.3c: on the roster stands who arrived, paid and attends.
void arrived_paid_attending(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine&) {
    const auto* student = line.student;
    const bool all = student && is_set(student->arrived_on) && student->fee != FeeStatus::none &&
                     is_set(student->attending_from);
    if (all) return;
    context.refuse(out, &line, "arrived_on", "",
                   {"已录取但未到校、交费、上课的学生不得列入注册名单",
                    "who has not arrived, paid and attended does not stand on the roster"},
                   {"先填报报到(表单 arrival)", "file the arrival first (form arrival)"});
  });
}

/// FJ-06a: the roster is that of students who are at the school.
void arrived_before_registration(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine&) {
    if (line.student && is_set(line.student->arrived_on)) return;
    context.refuse(out, &line, "arrived_on", "", {"学生尚未报到", "the student has not arrived"},
                   {"先填报报到(表单 arrival)", "file the arrival first (form arrival)"});
  });
}

/// SY-1.2b: a class is checked after its students have arrived.
void headcount_after_arrival(const GuardContext& context, std::vector<Problem>& out) {
  each<ClassHeadcountVerified>(context, [&](const Line& line, const ClassHeadcountVerified&) {
    const auto* row = context.state().school_class(as<ClassId>(line.event->subject));
    if (!row || row->arrived > 0) return;
    context.refuse(out, &line, "counted_on", "",
                   {"该班尚无学生报到,不能先行核查",
                    "nobody of this class has arrived: arrival comes before the check"},
                   {"先填报报到(表单 arrival)", "file the arrivals first (form arrival)"});
  });
}

/// SY-1.2a: roll = people present; the difference is for the inspector.
void headcount_equals_arrived(const GuardContext& context, std::vector<Problem>& out) {
  each<ClassHeadcountVerified>(context, [&](const Line& line, const ClassHeadcountVerified& facts) {
    const auto* row = context.state().school_class(as<ClassId>(line.event->subject));
    if (!row || row->arrived == facts.counted) return;
    context.refuse(out, &line, "counted", std::to_string(facts.counted),
                   {"清点人数与报到人数不符", "the headcount differs from the arrivals"},
                   {std::to_string(row->arrived), std::to_string(row->arrived)});
  });
}

/// SY-1.2a: every class of the roster has a headcount.
void headcount_of_each_class(const GuardContext& context, std::vector<Problem>& out) {
  each_roster_class(context, [&](const ClassLines& lines, const ClassState& row) {
    if (row.headcount_at != no_position) return;
    context.refuse(
        out, lines.first, "class_id", row.name,
        {"班级“" + row.name + "”未经逐班核查", "class " + row.name + " has no headcount"},
        {"先填报逐班核查(表单 class-headcount)",
         "file the headcount first (form class-headcount)"});
  });
}

/// SY-1.2b: the check comes after arrival, fee and attendance of each student in the roster.
void headcount_after_attendance(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    const auto* row = context.state().school_class(facts.class_id);
    if (!row || !line.student || row->headcount_at == no_position) return;
    if (!is_set(line.student->attending_from)) return;  // SY-1.3c says so.
    if (line.student->attending_from <= row->headcount_on) return;
    context.refuse(
        out, &line, "attending_from", to_text(line.student->attending_from),
        {"逐班核查早于该生到校上课", "the class was checked before the student attended"},
        {"在学生到校上课后重新核查", "count the class again after that day"});
  });
}

/// SY-1.2e, SY-1.2g: the authority has counted on site before it signs.
void on_site_verified(const GuardContext& context, std::vector<Problem>& out) {
  each_roster_class(context, [&](const ClassLines& lines, const ClassState& row) {
    if (row.on_site_at != no_position) return;
    context.refuse(
        out, lines.first, "class_id", row.name,
        {"班级“" + row.name + "”未经到校核查", "class " + row.name + " was not verified on site"},
        {"先填报到校核查(表单 on-site-verification)",
         "file the verification first (form on-site-verification)"});
  });
}

/// SY-1.2e, SY-1.2g: registered = counted; whoever is missing is struck by the signer.
void on_site_count_agrees(const GuardContext& context, std::vector<Problem>& out) {
  each_roster_class(context, [&](const ClassLines& lines, const ClassState& row) {
    if (row.on_site_at == no_position) return;
    const auto listed = row.registered + lines.count;
    if (listed == row.on_site_count) return;
    const auto counted = std::to_string(row.on_site_count);
    context.refuse(out, lines.first, "counted", std::to_string(listed),
                   {"班级“" + row.name + "”学籍人数 " + std::to_string(listed) + " 与到校核查 " +
                        counted + " 不符",
                    "class " + row.name + ": " + std::to_string(listed) + " on the roll, but " +
                        counted + " counted on site"},
                   {"划去不在校的行,或退回更正", "strike who is absent, or return the roster"});
  });
}

/// SY-1.5d: who is named absent is of this class, once, and the month has begun.
void presence_of_own_class(const GuardContext& context, std::vector<Problem>& out) {
  each<PresenceConfirmed>(context, [&](const Line& line, const PresenceConfirmed& facts) {
    const auto month = make_date(facts.year, facts.month, 1);
    if (facts.month > 12 || !is_set(month) || month > context.today) {
      context.refuse(out, &line, "month", std::to_string(facts.month),
                     {"月份不存在或未到", "no such month, or it has not begun"},
                     {"已开始的月份", "a month that has begun"});
    }
    std::unordered_set<StudentId> named;
    for (const auto& id : facts.absentees) {
      const auto* student = context.state().student(id);
      const bool own = student && subject_of(student->class_id) == line.event->subject;
      if (own && named.insert(id).second) continue;
      context.refuse(
          out, &line, "absentees", "",
          {"缺勤名单有非本班学生或重复", "an absentee is not of this class or is named twice"},
          {"本班学生,每人一次", "students of this class, once each"});
    }
  });
}

}  // namespace

std::span<const Guard> class_guards() {
  static const std::vector<Guard> guards = {
      {"arrival_complete", arrival_complete},
      {"arrived_before_registration", arrived_before_registration},
      {"arrived_paid_attending", arrived_paid_attending},
      {"headcount_after_arrival", headcount_after_arrival},
      {"headcount_after_attendance", headcount_after_attendance},
      {"headcount_equals_arrived", headcount_equals_arrived},
      {"headcount_of_each_class", headcount_of_each_class},
      {"on_site_count_agrees", on_site_count_agrees},
      {"on_site_verified", on_site_verified},
      {"presence_of_own_class", presence_of_own_class},
  };
  return guards;
}

}  // namespace xueji

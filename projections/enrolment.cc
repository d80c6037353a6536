#include "projections/enrolment.h"

#include <algorithm>
#include <map>
#include <set>

#include "projections/mergers.h"

namespace xueji {
namespace {

CountedGroup kept_apart(CountedGroup group, const EnrolmentGrouping& by) {
  if (!by.school) group.school = {};
  if (!by.class_id) group.class_id = {};
  if (!by.cohort) {
    group.cohort = 0;
    group.season = {};
  }
  if (!by.major) group.major_code.clear();
  if (!by.study_mode) group.study_mode = {};
  if (!by.status) group.status = {};
  return group;
}

bool wanted(const EnrolmentQuery& query, const CountedGroup& group) {
  return (!query.cohort || group.cohort == *query.cohort) &&
         (query.major_code.empty() || group.major_code == query.major_code) &&
         (query.by.status || on_roll(group.status));
}

void add(EnrolmentCount& count, StudentStatus status, std::int64_t students) {
  count.all += students;
  if (on_roll(status)) count.on_roll += students;
  if (in_school(status)) count.in_school += students;
}

}  // namespace

Result<Enrolment> enrolment(const Views& views, const EnrolmentQuery& query) {
  Enrolment answer;
  answer.reflects = views.size();
  answer.moments = query.moments.empty() ? std::vector<AsOf>{AsOf{}} : query.moments;
  for (const auto& moment : answer.moments) {
    if (moment.axis == Axis::effective && moment.position) {
      return fail(ErrorCode::invalid_argument,
                  Text{"按生效日统计时不能再指定位置", "a count as effective takes no position"},
                  Text{"改用名册查询", "ask for the roster instead"});
    }
  }
  const auto mergers = Mergers::read(views);
  if (!mergers) return fail(mergers.error());
  const auto asked = [&](const OrganisationId& school) {
    return query.schools.empty() ||
           std::find(query.schools.begin(), query.schools.end(), school) != query.schools.end();
  };
  const auto moments = answer.moments.size();
  answer.totals.resize(moments);
  std::map<CountedGroup, std::vector<EnrolmentCount>> lines;
  Status bad;
  const auto visit = [&](ByteView key, ByteView value) {
    auto group = decode_group_key(key.subspan(1));
    if (!group) {
      bad = fail(group.error());
      return Visit::stop;
    }
    if (!wanted(query, *group)) return Visit::more;
    auto counter = Counter::decode(value);
    if (!counter) {
      bad = fail(counter.error());
      return Visit::stop;
    }
    // Row 67: each moment has the school that then answered for whom the row counts.
    const auto school = group->school;
    std::vector<EnrolmentCount>* counts = nullptr;
    for (std::size_t i = 0; i < moments; ++i) {
      const auto answers = mergers->answers_for(school, answer.moments[i]);
      if (!asked(answers)) continue;
      if (counts == nullptr || group->school != answers) {
        group->school = answers;
        counts = &lines[kept_apart(*group, query.by)];
        counts->resize(moments);
      }
      const auto students = counter->count(answer.moments[i]);
      add((*counts)[i], group->status, students);
      add(answer.totals[i], group->status, students);
    }
    return Visit::more;
  };
  std::vector<Bytes> prefixes;
  if (query.schools.empty()) prefixes.push_back(view_key(ViewTable::enrolment));
  std::set<OrganisationId> schools;
  for (const auto& school : query.schools) {
    const auto counted = mergers->ever_answered_by(school);
    schools.insert(counted.begin(), counted.end());
  }
  for (const auto& school : schools)
    prefixes.push_back(view_key(ViewTable::enrolment, {school.view()}));
  for (const auto& prefix : prefixes) {
    auto scanned = views.rows().scan({.prefix = prefix}, visit);
    if (!scanned) return fail(scanned.error());
    if (!bad) return fail(bad.error());
  }
  for (auto& [group, counts] : lines) {
    const bool nobody =
        std::all_of(counts.begin(), counts.end(), [](const auto& count) { return count.all == 0; });
    if (!nobody) answer.lines.push_back({group, std::move(counts)});
  }
  return answer;
}

std::vector<AsOf> month_ends(int year, Axis axis, Date until) {
  std::vector<AsOf> moments;
  for (unsigned month = 1; month <= 12; ++month) {
    const Date first = make_date(year, month, 1);
    if (first > until) break;
    const Date last = add_days(add_months(first, 1), -1);
    moments.push_back({axis, std::min(last, until), std::nullopt});
  }
  return moments;
}

}  // namespace xueji

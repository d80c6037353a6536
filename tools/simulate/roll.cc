#include "tools/simulate/roll.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace xueji::simulate {
namespace {

struct Major {
  std::string_view code;
  std::string_view name;
};
constexpr auto majors = std::to_array<Major>({{"710201", "计算机应用"},
                                              {"660301", "机电技术应用"},
                                              {"700206", "汽车运用与维修"},
                                              {"710103", "电子技术应用"},
                                              {"660103", "数控技术应用"},
                                              {"640301", "建筑工程施工"},
                                              {"610105", "园艺技术"},
                                              {"710202", "计算机网络技术"},
                                              {"660303", "工业机器人技术应用"}});
constexpr std::size_t majors_per_school = 4;
constexpr std::size_t lines_max = 1500;  ///< Of one batch; below what one submission may hold.

/// A county that none of the schools stands in.
constexpr std::string_view outside_shiyan = "420626";
constexpr std::string_view outside_fujian = "360702";
constexpr std::size_t out_of_area_limit = 100;
/// Years from entry to the end of the longest study time of a three-year programme (FJ-15c).
constexpr int years_to_the_end = programme_years + 4;

/// How many students come to one school, by way.
struct Shares {
  std::size_t older = 0;    ///< Opening import, entered two years before the first.
  std::size_t younger = 0;  ///< Opening import, entered the year before.
  std::size_t spring = 0;
  std::size_t autumn = 0;   ///< Without the special ones, each year.
  std::size_t special = 0;  ///< Of one special batch.
  std::size_t last = 0;     ///< More in the last autumn, so that the sum is right.
};

std::vector<std::size_t> school_sizes(std::size_t students, std::size_t schools) {
  std::vector<std::size_t> sizes;
  std::size_t weights = 0;
  const auto weight = [](std::size_t i) { return 60 + i * 37 % 70; };
  for (std::size_t i = 0; i < schools; ++i)
    weights += weight(i);
  std::size_t given = 0;
  for (std::size_t i = 0; i < schools; ++i) {
    sizes.push_back(students * weight(i) / weights);
    given += sizes.back();
  }
  sizes.front() += students - given;
  return sizes;
}

Shares shares_of(std::size_t size, int years) {
  Shares shares;
  // Three cohorts stand on the roll at the end; who entered before them has graduated by then.
  const auto intake = size / programme_years;
  shares.special = std::clamp<std::size_t>(size / 100, 3, 15);
  shares.spring = intake / 12;
  shares.autumn = intake - shares.spring;
  shares.last = size - programme_years * intake;
  shares.older = years == 1 ? (size - intake) / 2 : intake;
  shares.younger = years == 1 ? size - intake - shares.older : intake;
  if (years == 1) shares.last = 0;
  return shares;
}

/// Whoever of the older cohort leaves before graduating, at the school of this number (exits.h).
std::size_t early_leavers(std::size_t number, std::size_t schools) {
  constexpr std::array<std::size_t, 3> leavers{1, 2, 1};
  std::size_t sum = 0;
  for (std::size_t i = 0; i < leavers.size(); ++i)
    sum += i % schools == number ? leavers[i] : 0;
  return sum;
}

std::size_t classes_for(std::size_t students) {
  return (students + class_size - 1) / class_size;
}

class RollDrawing {
 public:
  RollDrawing(const RollPlan& plan, const City& city, PeopleGenerator& people, Random& ids)
      : plan_(plan), city_(city), people_(people), ids_(ids) {}

  Roll draw() {
    const auto sizes = school_sizes(plan_.students, city_.schools().size());
    for (std::size_t i = 0; i < sizes.size(); ++i)
      draw_school(i, shares_of(sizes[i], plan_.years));
    return std::move(roll_);
  }

 private:
  void draw_school(std::size_t number, Shares shares) {
    school_ = city_.schools()[number];
    number_ = number;
    batches_ = 0;
    const auto first = static_cast<std::uint16_t>(plan_.first_year);
    const auto schools = city_.schools().size();
    if (plan_.graduates) {
      add_graduates(static_cast<std::uint16_t>(first - programme_years), shares.older);
    }
    const bool is_absence_wanted =
        plan_.is_provincial && plan_.wants("LEAVE_CAP") && plan_.wants("STUDY_TIME_NEAR_END");
    if (is_absence_wanted && number_ == 1 % schools && !starts_late()) {
      add_long_absent(static_cast<std::uint16_t>(first - years_to_the_end));
    }
    add_import(static_cast<std::uint16_t>(first - 2),
               shares.older + early_leavers(number_, schools));
    const bool one_is_overdue = number_ == 1 % schools && plan_.wants("LEAVE_OVERDUE");
    // Who repeats a grade joins this cohort (study_acts.h), and after two years still stands in it.
    const bool one_repeats = number_ == 1 % schools && !plan_.is_provincial && plan_.years == 2;
    add_import(
        static_cast<std::uint16_t>(first - 1),
        shares.younger + withdrawals_per_school + (one_is_overdue ? 1 : 0) - (one_repeats ? 1 : 0));
    for (int year = 0; year < plan_.years; ++year) {
      const auto cohort = static_cast<std::uint16_t>(first + year);
      const bool is_last = year + 1 == plan_.years;
      add_batches(cohort, Season::spring, shares.spring, Special::none, 0);
      auto autumn = shares.autumn + (is_last ? shares.last : withdrawals_per_school);
      if (year == 0) autumn -= add_special(cohort, shares.special);
      add_batches(cohort, Season::autumn, autumn, Special::none, outside_of(autumn));
      if (year == 0) add_extra();
    }
    if (plan_.is_provincial) {
      add_fujian_ways();
    } else {
      add_shiyan_ways();
    }
  }

  /// The special batches of the first year; returns how many of the intake they take up.
  std::size_t add_special(std::uint16_t cohort, std::size_t size) {
    std::size_t taken = 0;
    const auto schools = city_.schools().size();
    const auto add = [&](Special special, std::size_t step) {
      add_batches(cohort, Season::autumn, size, special, 0);
      roll_.batches.back().open_step = step;
    };
    if (!plan_.is_provincial && number_ == 0) {
      constexpr std::size_t diverted = 2;
      add_batches(cohort, Season::autumn, diverted, Special::diverted, 0);
      taken += diverted;
    }
    if (number_ == 1 % schools) {
      add(Special::late, 0);
      taken += size;
    }
    if (schools > 1 && number_ == 2 % schools) {
      add(Special::extended, 0);
      taken += size;
    }
    for (std::size_t step = 0; step < plan_.steps; ++step) {
      if (number_ != (step + 3) % schools) continue;
      add(Special::open, step);
      if (step > plan_.effect_step) taken += size;
    }
    return taken;
  }

  /// Who comes on top of the roll: struck in Shiyan, failing the identity review in Fujian.
  void add_extra() {
    if (number_ != 0) return;
    auto& batch = roll_.batches.back();
    const auto add = [&](ClassIndex at) -> Student& {
      add_student(at, std::string(city_.office(school_).division));
      return roll_.students.back();
    };
    auto& extra = add(batch.classes.front());
    (plan_.is_provincial ? extra.fails_review : extra.is_struck) = true;
  }

  // ---- Other ways in. --------------------------------------------------------------------------

  /// The first class of an ordinary batch of the first year.
  [[nodiscard]] std::optional<ClassIndex> first_class(Season season) const {
    for (const auto& batch : roll_.batches) {
      const bool fits = batch.school == school_ && batch.season == season &&
                        batch.special == Special::none && batch.cohort == plan_.first_year;
      if (fits) return batch.classes.front();
    }
    return std::nullopt;
  }
  /// Somebody who is admitted and, so far, sits in no class.
  void add_outsider(Season season, WayIn way) {
    const auto at = first_class(season);
    if (!at) return;
    add_student(*at, std::string(city_.office(school_).division));
    roll_.students.back().way = way;
    roll_.classes[*at].students.pop_back();
  }
  /// Student 4 of a new class is of a joint programme: in Fujian of the second one, whose major the
  /// next school teaches too (FJ-04b).
  void add_joint() {
    constexpr std::size_t joint = 4;
    auto at = first_class(Season::autumn);
    const auto follows = [&](ClassIndex next) {
      return next < roll_.classes.size() && roll_.classes[next].school == school_ &&
             roll_.classes[next].cohort == roll_.classes[*at].cohort;
    };
    if (plan_.is_provincial && at && follows(*at + 1)) ++*at;
    if (!at || roll_.classes[*at].students.size() <= joint) return;
    roll_.students[roll_.classes[*at].students[joint]].way = WayIn::joint;
  }

  /// The school of NO_OFFICER has nobody to file before February.
  [[nodiscard]] bool starts_late() const { return number_ == 0 && plan_.wants("NO_OFFICER"); }

  /// Student 5 of a new class is registered by the category of its major (FJ-05a).
  void add_undecided() {
    constexpr std::size_t undecided = 5;
    const auto at = first_class(Season::autumn);
    if (!at || roll_.classes[*at].students.size() <= undecided) return;
    roll_.students[roll_.classes[*at].students[undecided]].way = WayIn::by_category;
  }

  void add_shiyan_ways() {
    if (number_ != 0) return;
    add_joint();
    if (plan_.wants("ADMISSION_UNSETTLED")) add_outsider(Season::autumn, WayIn::never_arrives);
  }

  void add_fujian_ways() {
    const auto schools = city_.schools().size();
    if (number_ == 0) add_undecided();
    if (number_ == 0 && plan_.wants("NUMBER_INVALID")) {
      for (const auto& one : roll_.classes) {
        if (one.school != school_ || one.cohort != plan_.first_year - 1) continue;
        roll_.students[one.students[1]].way = WayIn::misnumbered;
        break;
      }
    }
    if (number_ == 1 % schools) {
      add_joint();
      if (starts_late()) return;  // Places are kept in January.
      if (plan_.wants("PLACE_EXPIRED")) add_outsider(Season::spring, WayIn::place_expires);
      add_outsider(Season::spring, WayIn::place_cancelled);
      if (const auto at = first_class(Season::spring)) {
        roll_.students[roll_.classes[*at].students.back()].way = WayIn::place_restored;
      }
    }
  }

  /// One student who entered so long ago that the study time ends in the first year, on leave.
  void add_long_absent(std::uint16_t cohort) {
    roll_.imports.push_back({school_, cohort, add_classes(cohort, Season::autumn, 1, 0)});
    roll_.students.back().way = WayIn::long_absent;
    roll_.students.back().on_leave = true;
  }

  /// Exactly at the limit in one school and above it in another, where they are large enough.
  std::size_t outside_of(std::size_t autumn) const {
    if (number_ == 0 && autumn > out_of_area_limit + class_size) return out_of_area_limit + 1;
    if (number_ == 1 && autumn > 3 * out_of_area_limit) return out_of_area_limit;
    return std::min(autumn / 12, out_of_area_limit / 2);
  }

  /// One class in its last year; it comes on top of the roll, and leaves it in summer.
  void add_graduates(std::uint16_t cohort, std::size_t older) {
    constexpr std::size_t graduates_min = 4;
    const auto size = std::clamp(older / 10, graduates_min, class_size);
    roll_.imports.push_back({school_, cohort, add_classes(cohort, Season::autumn, size, 0)});
  }

  void add_import(std::uint16_t cohort, std::size_t size) {
    if (size == 0) return;
    // Whoever changes the major needs a second class to go to.
    auto classes = add_classes(cohort, Season::autumn, size, size / 12, 2);
    ImportBatch batch{school_, cohort, {}};
    std::size_t lines = 0;
    for (const auto index : classes) {
      lines += roll_.classes[index].students.size();
      if (lines > lines_max) {
        roll_.imports.push_back(std::exchange(batch, ImportBatch{school_, cohort, {}}));
        lines = roll_.classes[index].students.size();
      }
      batch.classes.push_back(index);
    }
    roll_.imports.push_back(std::move(batch));
    // One of the earlier cohort is on leave.
    roll_.students[roll_.classes[classes.front()].students.front()].on_leave = true;
  }

  void add_batches(std::uint16_t cohort, Season season, std::size_t size, Special special,
                   std::size_t outside) {
    if (size == 0) return;
    Batch batch{school_, cohort, season, special, 0, ++batches_, {}};
    std::size_t lines = 0;
    // Next year's parts are cast from two classes (casting.h).
    const bool is_stage = special == Special::none && season == Season::autumn && plan_.years > 1;
    for (const auto index : add_classes(cohort, season, size, outside, is_stage ? 2 : 1)) {
      roll_.classes[index].is_regular = special == Special::none;
      lines += roll_.classes[index].students.size();
      if (lines > lines_max) {
        auto next = batch;
        next.number = ++batches_;
        next.classes.clear();
        roll_.batches.push_back(std::exchange(batch, std::move(next)));
        lines = roll_.classes[index].students.size();
      }
      batch.classes.push_back(index);
    }
    roll_.batches.push_back(std::move(batch));
  }

  std::vector<ClassIndex> add_classes(std::uint16_t cohort, Season season, std::size_t size,
                                      std::size_t outside, std::size_t classes_min = 1) {
    std::vector<ClassIndex> added;
    const auto count = std::max(classes_for(size), classes_min);
    for (std::size_t i = 0; i < count; ++i) {
      const auto major = majors[(number_ + i % majors_per_school) % majors.size()];
      const auto serial = ++class_numbers_[{school_, cohort}];
      SchoolClass one{ids_.draw<ClassId>(), school_, {}, cohort, season, major.code, nobody, {}};
      one.name = std::to_string(cohort % 100) + (season == Season::spring ? "春" : "级") +
                 std::string(major.name) + std::to_string(serial) + "班";
      const auto teachers = teachers_needed_here();
      one.teacher = city_.holder(school_, Role::class_teacher, (serial - 1) % teachers);
      roll_.classes.push_back(std::move(one));
      added.push_back(roll_.classes.size() - 1);
    }
    for (std::size_t i = 0; i < size; ++i) {
      const auto& home = city_.office(school_).division;
      const auto away = std::string(plan_.is_provincial ? outside_fujian : outside_shiyan);
      add_student(added[i * count / size], i < outside ? away : home);
    }
    return added;
  }

  void add_student(ClassIndex index, const std::string& county) {
    auto& one = roll_.classes[index];
    Student student;
    student.person =
        people_.draw(make_date(one.cohort - 16, 9, 1), make_date(one.cohort - 15, 8, 31), county);
    student.class_index = index;
    one.students.push_back(roll_.students.size());
    roll_.students.push_back(std::move(student));
  }

  std::size_t teachers_needed_here() const {
    std::size_t count = 0;
    for (const auto index : city_.office(school_).staff) {
      const auto& roles = city_.staff(index).roles;
      if (roles.front() == Role::class_teacher) ++count;
    }
    return count;
  }

  const RollPlan& plan_;
  const City& city_;
  PeopleGenerator& people_;
  Random& ids_;
  Roll roll_;
  OfficeIndex school_ = 0;
  std::size_t number_ = 0;
  std::size_t batches_ = 0;
  std::map<std::pair<OfficeIndex, std::uint16_t>, std::size_t> class_numbers_;
};

}  // namespace

std::string_view major_name(std::string_view major) {
  const auto found = std::find_if(majors.begin(), majors.end(),
                                  [&](const Major& one) { return one.code == major; });
  return found == majors.end() ? std::string_view{} : found->name;
}

std::vector<std::size_t> teachers_needed(const RollPlan& plan, std::size_t schools) {
  std::vector<std::size_t> needed;
  for (const auto size : school_sizes(plan.students, schools)) {
    // A teacher leads at most one class of each cohort, and a few small special classes.
    const auto shares = shares_of(size, plan.years);
    const auto cohort =
        std::max({shares.older, shares.younger, shares.autumn + shares.spring + shares.last}) +
        withdrawals_per_school + 1;
    needed.push_back(classes_for(cohort) + 2);
  }
  return needed;
}

Roll draw_roll(const RollPlan& plan, const City& city, PeopleGenerator& people, Random& ids) {
  return RollDrawing(plan, city, people, ids).draw();
}

}  // namespace xueji::simulate

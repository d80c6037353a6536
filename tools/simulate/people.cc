#include "tools/simulate/people.h"

#include <array>
#include <cstdio>
#include <string_view>

#include "ledger/policy/identity.h"

namespace xueji::simulate {
namespace {

constexpr auto surnames = std::to_array<std::string_view>(
    {"演", "示", "王", "李", "张", "刘", "陈", "杨",   "赵",   "黄",   "周",
     "吴", "徐", "孙", "胡", "朱", "高", "林", "何",   "郭",   "马",   "罗",
     "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于",   "董",   "萧",   "程",
     "曹", "袁", "邓", "许", "傅", "沈", "曾", "欧阳", "司马", "上官", "诸葛"});
constexpr auto given = std::to_array<std::string_view>(
    {"子涵", "雨桐", "浩然", "欣怡", "宇轩", "梓萱", "俊杰", "思远", "佳琪", "文博",
     "晓彤", "志强", "雅婷", "天佑", "若曦", "家豪", "静怡", "明哲", "诗涵", "嘉诚",
     "一诺", "建国", "小军", "丽娜", "涛",   "敏",   "静",   "磊",   "洋",   "艳",
     "勇",   "娟",   "杰",   "霞",   "平",   "刚",   "桂英", "安琪", "晨",   "璐"});
/// Rare characters, some beyond the basic plane of Unicode: software that cuts them is caught.
constexpr auto rare = std::to_array<std::string_view>(
    {"\U00020BB7野", "喆", "\U000200CC", "镕", "堃", "淼焱", "\U0002A6D6", "彧", "龑", "翀"});
constexpr auto dotted = std::to_array<std::string_view>(
    {"买买提·阿不都热依木", "古丽·艾山江", "阿依努尔·吐尔逊", "巴特尔·苏和", "扎西·顿珠"});
constexpr auto junior_schools = std::to_array<std::string_view>(
    {"演示第一初级中学", "演示第二初级中学", "演示育才中学", "演示实验中学", "演示乡镇中心中学"});

template <class List>
std::string pick(SeededRandom& random, const List& list) {
  return std::string(list[random.below(list.size())]);
}

std::string digits(std::uint64_t value, int width) {
  char out[24];
  std::snprintf(out, sizeof out, "%0*llu", width, static_cast<unsigned long long>(value));
  return out;
}

std::string birth_digits(Date birth) {
  return digits(static_cast<std::uint64_t>(year_of(birth)), 4) + digits(month_of(birth), 2) +
         digits(static_cast<unsigned>(birth.day()), 2);
}

}  // namespace

std::string PeopleGenerator::name(const std::string& ethnic_group) {
  if (ethnic_group == "05" || ethnic_group == "04") return pick(random_, dotted);
  const auto surname = pick(random_, surnames);
  return surname + (random_.below(60) == 0 ? pick(random_, rare) : pick(random_, given));
}

std::string PeopleGenerator::staff_name() {
  const auto surname = pick(random_, surnames);
  return surname + pick(random_, given);
}

Person PeopleGenerator::draw(Date earliest, Date latest, const std::string& county) {
  Person person;
  const auto first = to_days(earliest);
  const auto span = static_cast<std::uint64_t>(to_days(latest) - first) + 1;
  auto offset = random_.below(span);
  constexpr std::uint64_t sequences = 100;
  const auto start = random_.below(sequences);
  for (std::uint64_t tried = 0;; ++tried) {
    XUEJI_ASSERT(tried < sequences * span);
    if (tried > 0 && tried % sequences == 0) offset = (offset + 1) % span;
    person.birth = from_days(first + static_cast<std::int32_t>(offset));
    const auto sequence = 900 + (start + tried) % sequences;
    auto number = county + birth_digits(person.birth) + digits(sequence, 3);
    number += citizen_id_check_character(number);
    if (!numbers_.insert(number).second) continue;
    person.sex = sequence % 2 == 1 ? '1' : '2';
    person.number = std::move(number);
    break;
  }
  person.household = county;
  const auto group = random_.below(100);
  person.ethnic_group = group == 0 ? "05" : group == 1 ? "04" : group < 6 ? "15" : "01";
  person.name = name(person.ethnic_group);
  person.guardian = std::string(surnames[random_.below(surnames.size())]) + "家长";
  person.phone = "100" + digits(phones_++, 8);
  person.previous_school = pick(random_, junior_schools);
  return person;
}

}  // namespace xueji::simulate

// A small city made through the program alone: one county, one school, its principal, officer and
// class teacher, and the sheets of two students. Invented people only (演示数据).
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tools/xueji/program.h"

namespace xueji::test {

using Words = std::vector<std::string>;

inline bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}
inline std::string text(const boost::json::value& value, std::string_view name) {
  return std::string(value.as_object().at(name).as_string());
}

/// A demonstration ledger with a county, a school, its principal (T001) and its officer (T002).
class City : public Desk {
 public:
  explicit City(const std::string& from = "2024-08-20") {
    done({"init", "--data", "city", "--simulated-from", from, "--policy", "shiyan", "--policy",
          "fujian"});
    as_root({"org", "add", "C01", "--kind", "county", "--name", "演示县教育局", "--division",
             "420322"});
    as_root({"org", "add", "S001", "--name", "演示职校", "--division", "420322", "--under", "C01",
             "--type", "secondary_vocational"});
    staff("T001", "principal@S001");
    staff("T002", "status_officer@S001");
    done({"officer", "--data", "city", "--key", "T001.pem", "--as", "principal@S001", "--person",
          "T002"});
    write("class.json",
          R"([{"class_id":"24计算机1班","cohort":"2024","season":"autumn","major_code":"610101",)"
          R"("major_catalogue":"2021"}])");
  }

  void as_root(Words words) const {
    words.insert(words.end(), {"--data", "city", "--key", "city/keys/root.pem"});
    done(words);
  }
  void staff(const std::string& number, const std::string& role,
             const std::string& employer = "S001") const {
    as_root(
        {"person", "add", "--name", "演示" + number, "--employer", employer, "--number", number});
    done({"key", "new", number + ".pem"});
    as_root({"key", "enrol", number + ".pem", "--person", number});
    as_root({"role", "grant", role, "--person", number});
  }
  /// A class, filed by the officer; waits for the principal.
  [[nodiscard]] std::string file_class() const {
    return text(json({"submit", "class.json", "--form", "class", "--data", "city", "--key",
                      "T002.pem", "--receipt", "class.receipt"}),
                "submission");
  }
};

/// The same city in September with a class teacher (T003), an open class, and sheets of two
/// students: admission.csv, not yet filed, and arrival.csv.
class SchoolYear : public City {
 public:
  SchoolYear() : City("2024-09-05") {
    staff("T003", "class_teacher@S001");
    write("classes.csv",
          "班级,年级,招生季节,修读专业,专业代码,班主任\n"
          "24计算机1班,2024级,秋季,计算机应用,710201,T003\n");
    const auto filed =
        json({"submit", "classes.csv", "--form", "class", "--data", "city", "--key", "T002.pem"});
    done({"sign", text(filed, "submission"), "--data", "city", "--key", "T001.pem", "--yes"});
    write("admission.csv", std::string(admission_header) + first_admitted + second_admitted);
    write("arrival.csv",
          "姓名,身份证号,班级,报到日期,缴费情况,就读起始日期\n"
          "演一,420322200903129016,24计算机1班,2024-09-01,免学费,2024-09-02\n"
          "演二,420322200904139021,24计算机1班,2024-09-01,免学费,2024-09-02\n");
  }
  void admit() const {
    done({"submit", "admission.csv", "--form", "admission", "--data", "city", "--key", "T002.pem"});
  }
  /// Both have arrived, as the class teacher says; waits for the officer.
  [[nodiscard]] std::string file_arrival() const {
    return text(
        json({"submit", "arrival.csv", "--form", "arrival", "--data", "city", "--key", "T003.pem"}),
        "submission");
  }

  static constexpr std::string_view admission_header =
      "姓名,证件类型,身份证号,修读专业,年级,招生季节,招生类型,生源类别,录取依据,原学历,录取日期,"
      "性别,出生日期,户籍所在省,户籍所在市,户籍所在区县,毕业学校\n";
  static constexpr const char* first_admitted =
      "演一,居民身份证,420322200903129016,计算机应用,2024级,秋季,统招,应届初中毕业生,录取名册,"
      "初中毕业,2024-08-19,男,2009-03-12,湖北省,十堰市,郧西县,演示中学\n";
  static constexpr const char* second_admitted =
      "演二,居民身份证,420322200904139021,计算机应用,2024级,秋季,统招,应届初中毕业生,录取名册,"
      "初中毕业,2024-08-19,女,2009-04-13,湖北省,十堰市,郧西县,演示中学\n";
};

}  // namespace xueji::test

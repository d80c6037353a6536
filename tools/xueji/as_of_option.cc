#include "tools/xueji/as_of_option.h"

#include "tools/xueji/session.h"

namespace xueji::cli {

std::vector<Option> as_of_options(AsOfOptions& into) {
  return {{"--as-of", {"某日的情况,默认现在", "as it was on this day; now if not said"}, &into.day},
          {"--axis",
           {"recorded 当时台账所载,effective 当日实际(按现在所知)",
            "recorded: what the ledger had; effective: what held, as known now"},
           &into.axis}};
}

Status note_day_to_come(Session& session, Date day) {
  const auto now = session.now();
  if (!now) return fail(now.error());
  const auto today = china_date(*now);
  if (day <= today) return {};
  session.note({to_text(day) + " 未到:台账今天是 " + to_text(today) + ",答复按现在所载",
                to_text(day) + " has not come: the ledger's day is " + to_text(today) +
                    "; answered with what it has now"});
  return {};
}

Result<AsOf> as_of(Session& session, const AsOfOptions& options) {
  AsOf out;
  if (options.axis == "effective") {
    out.axis = Axis::effective;
  } else if (options.axis != "recorded") {
    return fail(ErrorCode::invalid_argument,
                Text{"--axis 不接受“" + options.axis + "”",
                     "--axis does not take \"" + options.axis + "\""},
                Text{"recorded 或 effective", "recorded or effective"});
  }
  if (options.day.empty()) return out;
  const auto day = date_option("--as-of", options.day);
  if (!day) return fail(day.error());
  if (auto noted = note_day_to_come(session, *day); !noted) return fail(noted.error());
  out.day = *day;
  return out;
}

}  // namespace xueji::cli

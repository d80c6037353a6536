#include "tools/report/ledger_forms.h"

#include <algorithm>

#include "ledger/commit/answer.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/root.h"
#include "projections/responsibility.h"
#include "tools/report/form_lines.h"
#include "tools/report/monthly_forms.h"
#include "tools/report/registration_check.h"

namespace xueji::report {
namespace {

/// All that is missing at once, with an example of each.
Status all_stated(const FormLayout& layout, const FormQuery& query) {
  struct Need {
    bool is_missing;
    Text what;
    std::string_view option;
  };
  const Need needs[] = {
      {layout.needs_cohort && !query.cohort, {"级", "cohort"}, "--cohort 2024"},
      {layout.needs_season && !query.season, {"招生季节", "season"}, "--season autumn"},
      {layout.needs_year && !query.year, {"年份", "year"}, "--year 2024"},
      {layout.needs_month && !query.month, {"月份", "month"}, "--month 2024-10"}};
  Text what;
  std::string options;
  for (const auto& need : needs) {
    if (!need.is_missing) continue;
    what.zh += (what.zh.empty() ? "" : "、") + need.what.zh;
    what.en += (what.en.empty() ? "" : " and the ") + need.what.en;
    options += (options.empty() ? "" : " ") + std::string(need.option);
  }
  if (options.empty()) return {};
  return fail(ErrorCode::invalid_argument,
              Text{layout.name.zh + "须指明" + what.zh,
                   "the form " + layout.name.en + " needs the " + what.en},
              Text{"加上 " + options, "add " + options});
}

// ---- Words of the head. ------------------------------------------------------------------------

/// 春 or 秋: the titles put 季 after it themselves.
std::string season_word(Season season) {
  auto label = label_of(season).zh;
  constexpr std::string_view suffix = "季";
  if (label.ends_with(suffix)) label.resize(label.size() - suffix.size());
  return label;
}

void replace(std::string& text, std::string_view mark, const std::string& value) {
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
    text.replace(at, mark.size(), value);
}

std::string title_of(const FormLayout& layout, const FormQuery& query, const Pack& pack) {
  auto title = layout.title_parameter.empty() ? layout.title
                                              : std::string(pack.text(layout.title_parameter));
  const auto year = query.year ? query.year : query.cohort;
  replace(title, "{cohort}", query.cohort ? std::to_string(*query.cohort) : "");
  replace(title, "{year}", year ? std::to_string(*year) : "");
  // Without a season the word after it goes too.
  if (!query.season) replace(title, "{season}季", "");
  replace(title, "{season}", query.season ? season_word(*query.season) : "");
  return title;
}

std::string period_of(const FormQuery& query) {
  std::string text;
  if (query.cohort) text += std::to_string(*query.cohort) + "级";
  if (query.year) text += std::to_string(*query.year) + "年";
  if (query.season) text += label_of(*query.season).zh;
  if (query.month) text += to_text(*query.month);
  return text;
}

struct HeadContext {
  const FormQuery& query;
  const OrganisationState& school;
  const LedgerView& ledger;
  std::size_t lines = 0;
  std::string totals = {};
};

std::optional<LabelledValue> head_line(std::string_view code, const HeadContext& at) {
  const bool is_school = at.school.kind == OrganisationKind::school;
  if (code == "school") {
    return LabelledValue{is_school ? Text{"学校", "school"} : Text{"单位", "organisation"},
                         at.school.name};
  }
  if (code == "school_code") {
    return LabelledValue{is_school ? Text{"学校代码", "code"} : Text{"单位代码", "code"},
                         at.school.code};
  }
  if (code == "supervisor") {
    const auto* above = at.ledger.state().organisation(at.school.supervisor);
    return LabelledValue{{"主管部门", "authority"}, above != nullptr ? above->name : ""};
  }
  if (code == "intake") return LabelledValue{{"级、季", "intake"}, period_of(at.query)};
  if (code == "graduation") return LabelledValue{{"毕业年度", "graduation"}, period_of(at.query)};
  if (code == "month") return LabelledValue{{"月份", "month"}, period_of(at.query)};
  if (code == "totals") return LabelledValue{{"合计", "totals"}, at.totals};
  if (code == "count") return LabelledValue{{"人数", "students"}, std::to_string(at.lines)};
  if (code == "as_of") {
    const auto day = to_text(china_date(at.ledger.state().recorded_at()));
    return LabelledValue{{"数据截至", "as of"}, day};
  }
  return std::nullopt;
}

std::string stem_of(const FormLayout& layout, const FormQuery& query, const std::string& school) {
  std::string stem = layout.code + "-";
  for (const char c : school) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    stem += plain ? c : '_';
  }
  if (query.cohort) stem += "-" + std::to_string(*query.cohort);
  if (query.year) stem += "-" + std::to_string(*query.year);
  if (query.season) stem += "-" + std::string(code_of(*query.season));
  if (query.month) stem += "-" + to_text(*query.month);
  if (query.student) stem += "-" + to_text(*query.student);
  return stem;
}

// ---- Who signed. -------------------------------------------------------------------------------

ElectronicSignature signature_of(const ResponsibleAct& act, const FormSources& sources) {
  ElectronicSignature out;
  out.step = act.name.zh;
  const auto* place = sources.ledger.state().organisation(act.capacity.organisation);
  out.organisation = place != nullptr ? place->name : "";
  out.role = label_of(act.capacity.role).zh;
  out.person = sources.staff ? sources.staff(act.capacity.person) : "";
  out.on = to_text(china_date(act.recorded_at));
  out.at = act.at;
  out.has_seal = !act.seal_key.is_none();
  return out;
}

bool is_in_effect(const SubmissionState& submission) {
  return submission.stage == SubmissionStage::in_effect ||
         submission.stage == SubmissionStage::complete;
}

Result<Approval> approval_of(const SubmissionState& submission, const FormSources& sources) {
  const auto chain = responsibility_of(sources.views, sources.ledger, submission.id);
  if (!chain) return fail(chain.error());
  Approval approval;
  approval.submission = to_text(submission.id);
  approval.stage = label_of(submission.stage).zh;
  for (const auto& act : chain->acts) {
    if (act.decision == Decision::return_ || act.decision == Decision::withdraw) continue;
    approval.signatures.push_back(signature_of(act, sources));
  }
  if (is_in_effect(submission)) {
    auto receipt = receipt_of(sources.ledger, submission);
    if (!receipt) return fail(receipt.error());
    approval.receipt = *std::move(receipt);
  }
  return approval;
}

// ---- Cells. ------------------------------------------------------------------------------------

std::vector<std::string> columns_of(const FormLayout& layout, const Pack& pack) {
  std::vector<std::string> columns = layout.columns;
  if (!layout.columns_parameter.empty()) {
    const auto of_pack = pack.texts(layout.columns_parameter);
    columns.assign(of_pack.begin(), of_pack.end());
  }
  for (const auto& section : layout.sections) {
    for (const auto& box : section.boxes) {
      if (!box.field.empty()) columns.push_back(box.field);
    }
  }
  return columns;
}

PrintedColumn column_of(const std::string& field) {
  constexpr double unknown_width_mm = 18;
  if (const auto* known = form_layouts().field(field)) return {known->header, known->width_mm};
  for (const auto& term : personal_field_terms()) {
    if (term.code == field) return {label_of(term.field), unknown_width_mm};
  }
  return {{field, field}, unknown_width_mm};
}

std::string text_of(const FormLine& line, const std::string& field) {
  const auto at = line.texts.find(field);
  return at == line.texts.end() ? std::string() : at->second;
}

PrintedTable table_of(const FormLines& lines, std::span<const std::string> columns) {
  PrintedTable table;
  for (const auto& field : columns)
    table.columns.push_back(column_of(field));
  for (const auto& line : lines.lines) {
    auto& row = table.rows.emplace_back();
    for (const auto& field : columns)
      row.push_back(text_of(line, field));
  }
  return table;
}

PrintedCard card_of(const FormLayout& layout, const FormLine& line) {
  PrintedCard card;
  card.approval = line.submission;
  for (const auto& section : layout.sections) {
    auto& out = card.sections.emplace_back();
    out.title = section.title;
    for (const auto& box : section.boxes) {
      const auto label = box.label.zh.empty() ? column_of(box.field).header : box.label;
      out.boxes.push_back({label, box.field.empty() ? "" : text_of(line, box.field), box.span,
                           box.height_mm, box.is_dated});
    }
  }
  return card;
}

// ---- The stamping list: what the registration line said, and what was approved since.
// ------------

/// Changes that explain a difference between registration and stamping (SY-1.7a).
constexpr EventType explaining[] = {
    EventType::student_info_changed, EventType::major_direction_confirmed,
    EventType::major_changed,        EventType::grade_repeated,
    EventType::transfer_completed,   EventType::custody_transferred,
    EventType::leave_granted,        EventType::leave_extended,
    EventType::study_resumed,        EventType::event_reversed};

Result<std::string> changes_since(const Views& views, const StudentId& student, Position from) {
  const auto changes = changes_of(views, student, {});
  if (!changes) return fail(changes.error());
  std::string text;
  for (const auto& change : *changes) {
    const bool explains = std::find(std::begin(explaining), std::end(explaining), change.event) !=
                          std::end(explaining);
    if (!explains || change.event_at <= from) continue;
    text += (text.empty() ? "" : ";") + label_of(change.event).zh + " " +
            to_text(change.effective_on) + " #" + std::to_string(change.event_at.value);
  }
  return text;
}

Status explain_stamping(FormLines& lines, const Pack& pack, const FormSources& sources) {
  const FormValues values(sources.ledger, pack, sources.clear);
  for (auto& line : lines.lines) {
    const auto* facts = line.event ? get_if<StampingLine>(&line.event->facts) : nullptr;
    if (facts == nullptr || facts->registration == no_position) continue;
    const auto basis = LogEventSource(sources.ledger.log()).events(facts->registration, 1);
    if (!basis) return fail(basis.error());
    FieldTexts then;
    values.put_facts(basis->front(), then);
    line.texts["registered_as"] = then["cohort"] + "级 " + then["major_code"];
    auto changes = changes_since(sources.views, line.student, facts->registration);
    if (!changes) return fail(changes.error());
    line.texts["differences"] = *std::move(changes);
  }
  return {};
}

/// By class, as a registrar files them; within a class as they were filed.
void by_class(FormLines& lines) {
  std::stable_sort(lines.lines.begin(), lines.lines.end(), [](const auto& a, const auto& b) {
    return text_of(a, "class_id") < text_of(b, "class_id");
  });
}

Status add_prefilled(FormLines& lines, const FormLayout& layout, const FormQuery& query,
                     const LedgerView& ledger) {
  if (!lines.lines.empty()) return {};
  if (!layout.prefills || !query.student) {
    return fail(ErrorCode::not_found,
                Text{"该校没有可列入此表的申报:" + layout.name.zh,
                     "the school has filed nothing for this form: " + layout.name.en},
                layout.prefills ? Text{"加上 --student 可打印待填的空表",
                                       "add --student for a form to be filled in"}
                                : Text{"先用 `xueji submit` 申报", "file it with `xueji submit`"});
  }
  const auto* student = ledger.state().student(*query.student);
  if (student == nullptr || student->school != query.school) {
    return fail(ErrorCode::not_found, Text{"该校没有这名学生", "the school has no such student"});
  }
  lines.lines.push_back({*query.student, std::nullopt, no_position, std::nullopt, {}, true});
  return {};
}

/// The lists show what was stamped; a reader must not take what was declared void since for valid
/// (FJ-36b).
void note_void_certificates(FormLines& lines, const StateView& state) {
  for (std::size_t i = 0; i < lines.lines.size(); ++i) {
    const auto& line = lines.lines[i];
    const auto* stamped = line.event ? get_if<StampingLine>(&line.event->facts) : nullptr;
    const auto* student = stamped == nullptr ? nullptr : state.student(line.student);
    if (student == nullptr) continue;
    for (const auto& held : student->certificates) {
      const bool is_void = held.voided_on.ok() || held.recalled_on.ok();
      if (!is_void || held.kind != stamped->kind || held.number != stamped->certificate_number) {
        continue;
      }
      const auto row = std::to_string(i + 1);
      const auto day = to_text(held.voided_on.ok() ? held.voided_on : held.recalled_on);
      const Text what =
          held.voided_on.ok() ? Text{"宣布无效", "declared void"} : Text{"追回", "recalled"};
      lines.remarks.push_back(
          {"第 " + row + " 行的证书已于 " + day + " " + what.zh + ",不得使用",
           "the certificate of line " + row + " was " + what.en + " on " + day + ": not valid"});
    }
  }
}

void add_remarks(PrintedForm& form, const FormLayout& layout, const FormLines& lines,
                 const Pack& pack) {
  std::string rules;
  for (const auto& rule : layout.rules) {
    if (rule.starts_with(pack.metadata().rule_prefix + "-"))
      rules += (rules.empty() ? "" : "、") + rule;
  }
  if (!rules.empty()) {
    form.remarks.push_back({"依据:" + pack.metadata().title.zh + " " + rules,
                            "Rules: " + rules + " (" + pack.metadata().title.en + ")"});
  }
  for (const auto& remark : lines.remarks)
    form.remarks.push_back(remark);
  const auto closed = std::count_if(lines.lines.begin(), lines.lines.end(),
                                    [](const auto& line) { return !line.is_open; });
  if (closed > 0) {
    const auto count = std::to_string(closed);
    form.remarks.push_back({"有 " + count + " 行的个人信息打不开",
                            count + " lines whose personal data does not open"});
  }
}

Result<const Pack*> pack_of_form(const FormLines& lines, const FormQuery& query,
                                 const LedgerView& ledger) {
  if (!lines.submissions.empty()) return ledger.pack_of(lines.submissions.back());
  const auto today = china_date(ledger.state().recorded_at());
  const auto pack = ledger.pack_for(query.school, today);
  if (!pack) return fail(pack.error());
  return pack->pack;
}

bool is_in_pack(const FormLayout& layout, const Pack& pack) {
  return (layout.only_with.empty() || pack.is_on(layout.only_with)) &&
         (layout.only_without.empty() || !pack.is_on(layout.only_without));
}

/// The pack that is in force today, before any line is looked for; none in force says nothing yet.
Status form_in_pack_of_today(const FormLayout& layout, const FormQuery& query,
                             const LedgerView& ledger) {
  const auto today = china_date(ledger.state().recorded_at());
  const auto pack = ledger.pack_for(query.school, today);
  return pack ? form_in_pack(layout, *pack->pack) : Status{};
}

}  // namespace

Status form_in_pack(const FormLayout& layout, const Pack& pack) {
  if (is_in_pack(layout, pack)) return {};
  // Its lines stand on the form that this pack has instead.
  const auto& forms = form_layouts().forms;
  const auto instead = std::find_if(forms.begin(), forms.end(), [&](const FormLayout& other) {
    return other.event == layout.event && other.code != layout.code && is_in_pack(other, pack);
  });
  return fail(
      ErrorCode::refused,
      Text{"规则包“" + pack.metadata().title.zh + "”没有" + layout.name.zh,
           "the pack " + pack.metadata().id + " has no " + layout.name.en},
      instead == forms.end()
          ? Text{"用 `xueji report --help` 查看各表", "`xueji report --help` lists the forms"}
          : Text{"该规则包用" + instead->name.zh + ":--form " + instead->code,
                 "this pack has the " + instead->name.en + ": --form " + instead->code});
}

Result<std::string> receipt_of(LedgerView& ledger, const SubmissionState& submission) {
  const auto& checkpoint = ledger.checkpoint();
  Receipt receipt;
  receipt.ledger = ledger.ledger_id();
  receipt.submission = submission.id;
  receipt.position = submission.in_effect_at;
  receipt.size = checkpoint.size;
  receipt.checkpoint = ledger.checkpoint_note();
  receipt.in_effect = true;
  const auto entry = ledger.log().entry(receipt.position);
  if (!entry) return fail(entry.error());
  receipt.leaf = leaf_hash(*entry);
  auto path = inclusion_proof(ledger.tiles(), receipt.position, receipt.size);
  if (!path) return fail(path.error());
  receipt.path = *std::move(path);
  if (!verify_inclusion(receipt.leaf, receipt.position.value, receipt.size, receipt.path,
                        checkpoint.root)) {
    return fail(ErrorCode::corrupt,
                Text{"条目与签名检查点不符", "the entry contradicts the signed checkpoint"},
                Text{"运行 `xueji verify`", "run `xueji verify`"});
  }
  return receipt_text(receipt);
}

namespace {

/// Those of the layout that this pack's chain knows, under its names.
std::vector<SignaturePlace> places_of(std::span<const PlaceLayout> layout,
                                      const ChainTemplate* chain) {
  std::vector<SignaturePlace> places;
  for (const auto& place : layout) {
    auto label = place.label;
    if (!place.step.empty()) {
      const auto at = chain != nullptr ? chain->step_index(place.step) : std::nullopt;
      if (!at) continue;
      const auto& name = chain->steps[*at].name;
      if (label.zh.empty()) label = {name.zh + (place.is_seal ? "(盖章)" : ""), name.en};
    }
    places.push_back({std::move(label), place.is_seal});
  }
  return places;
}

/// Everything that forms of all kinds have: title, head, places, marks.
PrintedForm blank_form(const FormLayout& layout, const FormQuery& query, const Pack& pack,
                       const HeadContext& at, const FormSources& sources) {
  PrintedForm form;
  form.stem = stem_of(layout, query, at.school.code);
  form.title = {title_of(layout, query, pack), layout.name.en};
  form.is_landscape = layout.is_landscape;
  form.running_head = at.school.name + " · " + layout.name.zh;
  if (const auto period = period_of(query); !period.empty()) form.running_head += " · " + period;
  for (const auto& code : layout.head) {
    auto line = head_line(code, at);
    if (line) form.head.push_back(*std::move(line));
  }
  const bool by_authority = at.school.kind != OrganisationKind::school;
  form.places = places_of(
      by_authority && !layout.authority_places.empty() ? layout.authority_places : layout.places,
      layout.sources.empty() ? nullptr : pack.chain(layout.sources.front()));
  form.is_layout_assumed = layout.is_layout_assumed;
  const auto& genesis = sources.ledger.state().genesis();
  form.is_demonstration = genesis.demonstration || genesis.clock == ClockKind::simulated;
  form.is_masked = !sources.clear;
  const auto& checkpoint = sources.ledger.checkpoint();
  form.checkpoint = {checkpoint.origin, checkpoint.size, checkpoint.root};
  return form;
}

Result<PrintedForm> monthly_form(const FormLayout& layout, const FormQuery& query,
                                 const OrganisationState& school, const Pack& pack,
                                 const FormSources& sources) {
  std::vector<PrintedColumn> columns;
  for (const auto& field : layout.columns)
    columns.push_back(column_of(field));
  auto computed = monthly_tables(layout, query, columns, pack, sources);
  if (!computed) return fail(computed.error());
  const auto& report = computed->report;
  auto form =
      blank_form(layout, query, pack,
                 {query, school, sources.ledger, report.lines.size(), computed->totals}, sources);
  form.title = {xueji::title_of(pack, layout.monthly, *query.month), layout.name.en};
  form.tables = std::move(computed->tables);
  form.is_final = report.filed.has_value();
  form.remarks.push_back({"依据前 " + std::to_string(report.computed_from.value) +
                              " 条记录计算;内容摘要 " + to_text(report.content),
                          "Computed from the first " + std::to_string(report.computed_from.value) +
                              " entries; digest of the content " + to_text(report.content) + "."});
  if (report.filed) {
    const auto* submission = sources.ledger.state().submission(report.filed->submission);
    if (submission == nullptr) return fail(ErrorCode::corrupt, "a report without its submission");
    auto approval = approval_of(SubmissionState(*submission), sources);
    if (!approval) return fail(approval.error());
    form.approvals.push_back(*std::move(approval));
  }
  add_remarks(form, layout, {}, pack);
  return form;
}

Result<PrintedForm> filled_form(const FormLayout& layout, const FormQuery& query,
                                const OrganisationState& school, const Pack& pack, FormLines& lines,
                                const FormSources& sources) {
  const auto columns = columns_of(layout, pack);
  if (auto done = fill_texts(lines, layout, columns, pack, sources); !done) {
    return fail(done.error());
  }
  if (auto done = explain_stamping(lines, pack, sources); !done) return fail(done.error());
  by_class(lines);
  note_void_certificates(lines, sources.ledger.state());
  auto form =
      blank_form(layout, query, pack, {query, school, sources.ledger, lines.lines.size()}, sources);
  if (layout.is_cards) {
    for (const auto& line : lines.lines)
      form.cards.push_back(card_of(layout, line));
  } else {
    form.tables.push_back(table_of(lines, columns));
  }
  for (const auto& submission : lines.submissions) {
    auto approval = approval_of(submission, sources);
    if (!approval) return fail(approval.error());
    form.approvals.push_back(*std::move(approval));
    form.is_final = form.is_final && is_in_effect(submission);
  }
  add_remarks(form, layout, lines, pack);
  return form;
}

}  // namespace

Result<PrintedForm> ledger_form(const FormLayout& layout, const FormQuery& query,
                                const FormSources& sources) {
  if (auto stated = all_stated(layout, query); !stated) {
    // What the pack does not have at all needs no option.
    if (auto fits = form_in_pack_of_today(layout, query, sources.ledger); !fits) {
      return fail(fits.error());
    }
    return fail(stated.error());
  }
  const auto* row = sources.ledger.state().organisation(query.school);
  if (row == nullptr) return fail(ErrorCode::not_found, "no such school");
  const OrganisationState school = *row;
  const bool is_monthly = layout.monthly != ReportForm::none;
  auto lines = is_monthly ? FormLines{} : lines_of(layout, query, sources.ledger);
  if (!lines) return fail(lines.error());
  const auto pack = pack_of_form(*lines, query, sources.ledger);
  if (!pack) return fail(pack.error());
  if (auto fits = form_in_pack(layout, **pack); !fits) return fail(fits.error());
  if (is_monthly) return monthly_form(layout, query, school, **pack, sources);
  if (auto more = add_prefilled(*lines, layout, query, sources.ledger); !more) {
    return fail(more.error());
  }
  if (layout.checks_on_site_counts) {
    if (auto clean = keep_checked_lines(*lines, **pack, sources.ledger); !clean) {
      return fail(clean.error());
    }
  }
  return filled_form(layout, query, school, **pack, *lines, sources);
}

}  // namespace xueji::report

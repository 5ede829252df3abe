#include "studio/import_panels.h"

#include "city_import/city_import.h"

#include <cmath>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

namespace tp {
namespace {

namespace fs = std::filesystem;

constexpr ImGuiWindowFlags k_dialog = ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings;

void soft(const std::string& text) {
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    ImGui::TextWrapped("%s", text.c_str());
    ImGui::PopStyleColor();
}

void number_cell(std::int64_t value) {
    ImGui::TableNextColumn();
    std::string text = value == 0 ? "·" : grouped(value);
    float room = ImGui::GetContentRegionAvail().x - ImGui::CalcTextSize(text.c_str()).x;
    if (room > 0) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + room);
    ImGui::TextUnformatted(text.c_str());
}

std::string layer_title(const LayerReport& layer) {
    std::string file = layer.file;
    bool named = !layer.layer.empty() && file.find(layer.layer) == std::string::npos;
    return named ? file + " · " + layer.layer : file;
}

std::string crs_of(const LayerReport& layer) { return layer.epsg > 0 ? "EPSG:" + std::to_string(layer.epsg) : ""; }

bool says_something(const LayerReport& layer) { return layer.repaired > 0 || layer.left_out > 0 || !layer.notes.empty(); }

// The notes of a layer; a click on one lists its features.
void note_list(const PanelText& text, const LayerReport& layer, ReportFilter& filter) {
    if (layer.notes.empty()) soft(text("studio.import.no_notes"));
    for (int n = 0; n < static_cast<int>(layer.notes.size()); ++n) {
        const ReportNote& note = layer.notes[static_cast<std::size_t>(n)];
        if (!text.messages.has("import.note." + note.code)) continue;
        ImGui::PushID(n);
        std::string line = note_text(text.messages, note);
        float width = ImGui::GetContentRegionAvail().x, height = ImGui::CalcTextSize(line.c_str(), nullptr, false, width).y;
        ImVec2 at = ImGui::GetCursorPos();
        if (ImGui::Selectable("##note", filter.note == n, note.rows.empty() ? ImGuiSelectableFlags_Disabled : ImGuiSelectableFlags_None, {width, height})) filter.note = n;
        ImGui::SetCursorPos(at);
        ImGui::PushTextWrapPos(0.0F);
        if (note.rows.empty()) soft(line);
        else ImGui::TextUnformatted(line.c_str());
        ImGui::PopTextWrapPos();
        ImGui::PopID();
    }
}

std::optional<ReportJump> places(const PanelText& text, int index, const ReportNote& note) {
    std::optional<ReportJump> jump;
    ImGui::TextDisabled("%s", text("studio.import.places", {{"shown", grouped(static_cast<std::int64_t>(note.rows.size()))}, {"count", grouped(note.count)}}).c_str());
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(note.rows.size()));
    while (clipper.Step())
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
            auto k = static_cast<std::size_t>(i);
            bool there = k < note.at.size() && std::isfinite(note.at[k].x_m);
            std::string line = text(there ? "studio.import.feature" : "studio.import.feature_nowhere", {{"number", grouped(std::int64_t{note.rows[k]} + 1)}});
            ImGui::PushID(i);
            if (ImGui::Selectable(line.c_str(), false, there ? ImGuiSelectableFlags_None : ImGuiSelectableFlags_Disabled))
                jump = ReportJump{note.at[k], index, note.rows[k]};
            ImGui::PopID();
        }
    return jump;
}

void head_row(const PanelText& text) {
    struct Title {
        const char* key;
        float width; // 0: what is left
    };
    for (auto [key, width] : {Title{"file", 0}, {"role", 72}, {"crs", 68}, {"encoding", 46}, {"in", 42}, {"kept", 42}, {"merged", 42}, {"repaired", 42}, {"left_out", 42}})
        ImGui::TableSetupColumn(text(std::string("studio.import.") + key).c_str(), width > 0 ? ImGuiTableColumnFlags_WidthFixed : ImGuiTableColumnFlags_WidthStretch, width * text.scale);
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableHeadersRow();
}

void layer_row(const PanelText& text, const LayerReport& layer, int index, ReportFilter& filter) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::PushID(index);
    std::string title = layer_title(layer);
    if (ImGui::Selectable("##row", filter.layer == index, ImGuiSelectableFlags_SpanAllColumns)) {
        filter.note = -1;
        filter.layer = filter.layer == index ? -1 : index;
        for (int n = 0; filter.layer == index && filter.note < 0 && n < static_cast<int>(layer.notes.size()); ++n)
            if (!layer.notes[static_cast<std::size_t>(n)].rows.empty()) filter.note = n;
    }
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", title.c_str());
    ImGui::SameLine();
    float room = ImGui::GetContentRegionAvail().x;
    std::string shown = title; // the end of a path tells more than its beginning
    for (std::size_t cut = 0; cut != std::string::npos && ImGui::CalcTextSize(shown.c_str()).x > room && shown.size() > 8;) {
        cut = title.find('/', cut);
        if (cut != std::string::npos) shown = "…" + title.substr(cut++);
    }
    ImGui::TextUnformatted(shown.c_str());
    std::string role = layer.role == "none" ? "–" : text("import.role." + layer.role);
    std::string guessed = layer.guessed && layer.role != "none" ? role + " ?" : role;
    for (const std::string& cell : {guessed, crs_of(layer), layer.encoding}) {
        ImGui::TableNextColumn();
        ImGui::TextUnformatted(cell.c_str());
    }
    for (std::int64_t value : {layer.in, layer.kept, layer.merged, layer.repaired, layer.left_out}) number_cell(value);
    ImGui::PopID();
}

// What happened in the chosen layer, and where.
std::optional<ReportJump> chosen_layer(const PanelText& text, const LayerReport& layer, ReportFilter& filter) {
    std::optional<ReportJump> jump;
    ImGui::BeginChild("##notes", {ImGui::GetContentRegionAvail().x * 0.6F, 0}, false);
    note_list(text, layer, filter);
    ImGui::EndChild();
    ImGui::SameLine();
    ImGui::BeginChild("##places", {0, 0}, false);
    if (filter.note >= 0 && filter.note < static_cast<int>(layer.notes.size()))
        jump = places(text, filter.layer, layer.notes[static_cast<std::size_t>(filter.note)]);
    ImGui::EndChild();
    return jump;
}

} // namespace

fs::path default_target(const std::vector<fs::path>& inputs) {
    if (inputs.empty()) return {};
    std::error_code error;
    fs::path first = fs::absolute(inputs.front(), error).lexically_normal();
    if (first.filename().empty()) first = first.parent_path();
    fs::path folder = first.parent_path();
    std::string name = name_of_inputs(inputs);
    fs::path target = folder / (name + ".twin");
    for (int n = 2; fs::exists(target, error); ++n) target = folder / (name + '-' + std::to_string(n) + ".twin");
    return target;
}

ImportAnswer import_window(const PanelText& text, const PanelBox& box, ImportAsk& ask) {
    ImportAnswer answer = ImportAnswer::none;
    ImGui::SetNextWindowPos({box.x + box.width / 2, box.y + box.height * 0.4F}, ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowSize({620 * text.scale, 0});
    ImGui::Begin((text("studio.import.title") + "###import").c_str(), nullptr, k_dialog);
    constexpr std::size_t k_shown = 5;
    for (std::size_t i = 0; i < std::min(ask.inputs.size(), k_shown); ++i) ImGui::TextUnformatted(ask.inputs[i].string().c_str());
    if (ask.inputs.size() > k_shown) soft(text("studio.import.more", {{"count", std::to_string(ask.inputs.size() - k_shown)}}));
    ImGui::Spacing();
    soft(text("studio.import.hint"));
    ImGui::Spacing();
    ImGui::TextUnformatted(text("studio.import.target").c_str());
    ImGui::SetNextItemWidth(-1);
    bool entered = ImGui::InputText("##target", &ask.target, ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::TextUnformatted(text("studio.import.population").c_str());
    ImGui::SetNextItemWidth(160 * text.scale);
    ImGui::InputText("##population", &ask.population, ImGuiInputTextFlags_CharsDecimal);
    if (!ask.problem.empty()) ImGui::TextWrapped("%s", ask.problem.c_str());
    ImGui::Spacing();
    if (ImGui::Button(text("studio.import.start").c_str()) || entered) answer = ImportAnswer::start;
    ImGui::SameLine();
    if (ImGui::Button(text("studio.cancel").c_str())) answer = ImportAnswer::cancel;
    ImGui::End();
    return answer;
}

std::optional<int> crs_window(const PanelText& text, const PanelBox& box, const CrsQuestion& question, int& chosen) {
    std::optional<int> answer;
    ImGui::SetNextWindowPos({box.x + box.width / 2, box.y + box.height * 0.4F}, ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowSize({std::min(660 * text.scale, box.width * 0.96F), std::min(430 * text.scale, box.height * 0.9F)});
    ImGui::Begin((text("studio.import.crs_title") + "###crs").c_str(), nullptr, k_dialog);
    ImGui::TextWrapped("%s", text("studio.import.crs_question", {{"file", question.file}}).c_str());
    ImGui::Spacing();
    ImGui::BeginChild("##candidates", {0, -44 * text.scale}, true);
    for (int i = 0; i < static_cast<int>(question.candidates.size()); ++i) {
        const CrsCandidate& c = question.candidates[static_cast<std::size_t>(i)];
        if (c.swapped) continue; // --crs says the system, not the order of axes
        std::string place = fmt::format("{:.4f}, {:.4f}", c.longitude_deg, c.latitude_deg);
        std::string line = fmt::format("EPSG:{}  {}", c.epsg, c.name);
        ImGui::PushID(i);
        if (ImGui::RadioButton(line.c_str(), chosen == i)) chosen = i;
        ImGui::PopID();
        ImGui::Indent(30 * text.scale);
        soft(i == 0 ? text("studio.import.crs_place", {{"place", place}})
                    : text("studio.import.crs_place_off", {{"place", place}, {"distance", c.displacement_m < 10'000 ? fmt::format("{:.0f} m", c.displacement_m) : fmt::format("{:.0f} km", c.displacement_m / 1000)}}));
        ImGui::Unindent(30 * text.scale);
    }
    ImGui::EndChild();
    if (ImGui::Button(text("studio.import.crs_use").c_str())) answer = chosen;
    ImGui::SameLine();
    if (ImGui::Button(text("studio.cancel").c_str())) answer = -1;
    ImGui::End();
    return answer;
}

std::optional<int> column_window(const PanelText& text, const PanelBox& box, const ColumnOffer& offer, int& chosen, int number, int count) {
    constexpr std::size_t k_files = 4;
    std::optional<int> answer;
    ImGui::SetNextWindowPos({box.x + box.width / 2, box.y + box.height * 0.4F}, ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowSize({std::min(620 * text.scale, box.width * 0.96F), 0});
    std::string title = count > 1 ? text("studio.import.column_title_of", {{"number", std::to_string(number)}, {"count", std::to_string(count)}}) : text("studio.import.column_title");
    ImGui::Begin((title + "###column").c_str(), nullptr, k_dialog);
    std::string files;
    for (std::size_t i = 0; i < std::min(k_files, offer.files.size()); ++i) files += (i > 0 ? ", " : "") + offer.files[i];
    if (offer.files.size() > k_files) files += ' ' + text("studio.import.more", {{"count", std::to_string(offer.files.size() - k_files)}});
    std::string quantity = quantity_text(text.messages, offer.quantity);
    ImGui::TextWrapped("%s", text("studio.import.column_question", {{"role", text("import.role." + offer.role)}, {"quantity", quantity}}).c_str());
    soft(files);
    ImGui::Spacing();
    int none = static_cast<int>(offer.choices.size());
    for (int i = 0; i < none; ++i) {
        const ColumnOffer::Choice& choice = offer.choices[static_cast<std::size_t>(i)];
        ImGui::PushID(i);
        if (ImGui::RadioButton(choice.column.c_str(), chosen == i)) chosen = i;
        ImGui::PopID();
        ImGui::Indent(30 * text.scale);
        soft(text("studio.import.column_values", {{"values", choice.values}}));
        ImGui::Unindent(30 * text.scale);
    }
    if (ImGui::RadioButton(text("studio.import.column_none").c_str(), chosen == none)) chosen = none;
    ImGui::Spacing();
    soft(text("studio.import.column_hint"));
    ImGui::Spacing();
    ImGui::BeginDisabled(chosen == k_unanswered);
    if (ImGui::Button(text(number < count ? "studio.import.column_next" : "studio.import.start").c_str())) answer = chosen;
    ImGui::EndDisabled();
    ImGui::SameLine();
    if (ImGui::Button(text("studio.cancel").c_str())) answer = k_cancelled;
    ImGui::End();
    return answer;
}

PlaceAnswer place_window(const PanelText& text, const PanelBox& box, const PlaceOffer& offer, bool can_leave_out, PlaceForm& form, const std::string& problem) {
    PlaceAnswer answer = PlaceAnswer::none;
    ImGui::SetNextWindowPos({box.x + box.width / 2, box.y + box.height * 0.4F}, ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowSize({std::min(560 * text.scale, box.width * 0.96F), 0});
    ImGui::Begin((text("studio.import.place_title") + "###place").c_str(), nullptr, k_dialog);
    ImGui::TextWrapped("%s", offer.models > 0 ? text("studio.import.place_question", {{"file", offer.file}, {"count", grouped(offer.models)}}).c_str()
                                              : text("studio.import.place_alone", {{"file", offer.file}}).c_str());
    ImGui::Spacing();
    bool entered = false;
    auto field = [&](const char* key, std::string& value, float width, const char* hint) {
        ImGui::AlignTextToFramePadding(); // beside another as alone
        ImGui::TextUnformatted(text(std::string("studio.import.place_") + key).c_str());
        ImGui::SetNextItemWidth(width);
        if (!ImGui::InputTextWithHint((std::string("##") + key).c_str(), hint, &value, ImGuiInputTextFlags_EnterReturnsTrue)) return;
        entered = true;
        ImGui::SetKeyboardFocusHere(-1); // for where it has to be mended
    };
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    std::string middle = offer.city_middle ? fmt::format("{:.5f}, {:.5f}", offer.city_middle->longitude_deg, offer.city_middle->latitude_deg) : "";
    field("at", form.coordinates, 300 * text.scale, "129.35000, 36.01000");
    if (!middle.empty()) {
        ImGui::SameLine();
        if (ImGui::Button(text("studio.import.place_middle").c_str())) form.coordinates = middle;
    }
    struct Small {
        const char* key;
        std::string& value;
        std::string hint;
    };
    Small small[] = {{"height", form.height, text("studio.import.place_on_ground")}, {"heading", form.heading, ""}, {"scale", form.scale, ""}};
    if (ImGui::BeginTable("##small", 3)) {
        for (Small& one : small) {
            ImGui::TableNextColumn();
            field(one.key, one.value, -1, one.hint.c_str());
        }
        ImGui::EndTable();
    }
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(text("studio.import.place_up").c_str());
    for (char up : {'z', 'y', 'x'}) {
        ImGui::SameLine();
        if (ImGui::RadioButton(std::string(1, up).c_str(), form.up == up)) form.up = up;
    }
    if (!problem.empty()) ImGui::TextWrapped("%s", problem.c_str());
    ImGui::Spacing();
    if (ImGui::Button(text("studio.import.place_use").c_str()) || entered) answer = PlaceAnswer::place;
    ImGui::SameLine();
    if (can_leave_out && ImGui::Button(text("studio.import.place_leave_out").c_str())) answer = PlaceAnswer::leave_out;
    if (can_leave_out) ImGui::SameLine();
    if (ImGui::Button(text("studio.cancel").c_str())) answer = PlaceAnswer::cancel;
    ImGui::End();
    return answer;
}

std::optional<bool> confirm_window(const PanelText& text, const PanelBox& box, const std::string& sentence, const std::string& go_on) {
    std::optional<bool> answer;
    ImGui::SetNextWindowPos({box.x + box.width / 2, box.y + box.height * 0.4F}, ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowSize({560 * text.scale, 0});
    ImGui::Begin((text("studio.import.title") + "###confirm").c_str(), nullptr, k_dialog);
    ImGui::TextWrapped("%s", sentence.c_str());
    ImGui::Spacing();
    if (ImGui::Button(go_on.c_str())) answer = true;
    ImGui::SameLine();
    if (ImGui::Button(text("studio.cancel").c_str())) answer = false;
    ImGui::End();
    return answer;
}

ReportActions report_window(const PanelText& text, const PanelBox& box, const ImportReport& report, ReportFilter& filter) {
    ReportActions out;
    bool open = true;
    ImGui::SetNextWindowPos({box.x, box.y}, ImGuiCond_Appearing);
    ImGui::SetNextWindowSize({box.width, box.height}, ImGuiCond_Appearing);
    ImGui::Begin((text("studio.import.report") + "###report").c_str(), &open, ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings);
    LayerReport sum;
    for (const LayerReport& layer : report.layers)
        sum.in += layer.in, sum.kept += layer.kept, sum.merged += layer.merged, sum.repaired += layer.repaired, sum.left_out += layer.left_out, sum.joined += layer.joined;
    ImGui::TextWrapped("%s", text("import.summary.account", {{"in", grouped(sum.in)}, {"kept", grouped(sum.kept)}, {"merged", grouped(sum.merged)}, {"joined", grouped(sum.joined)},
                                                             {"repaired", grouped(sum.repaired)}, {"left_out", grouped(sum.left_out)}}).c_str());
    std::string missing;
    for (const std::string& role : report.missing) missing += (missing.empty() ? "" : ", ") + text("import.role." + role);
    if (!missing.empty()) soft(text("import.summary.missing", {{"list", missing}}));
    ImGui::Checkbox(text("studio.import.only_notes").c_str(), &filter.only_notes);
    bool chosen = filter.layer >= 0 && filter.layer < static_cast<int>(report.layers.size());
    float below = chosen ? ImGui::GetContentRegionAvail().y * 0.45F : 0;
    constexpr ImGuiTableFlags k_table = ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg | ImGuiTableFlags_Resizable | ImGuiTableFlags_BordersInnerV;
    if (ImGui::BeginTable("##layers", 9, k_table, {0, -below})) {
        head_row(text);
        for (int i = 0; i < static_cast<int>(report.layers.size()); ++i)
            if (!filter.only_notes || says_something(report.layers[static_cast<std::size_t>(i)])) layer_row(text, report.layers[static_cast<std::size_t>(i)], i, filter);
        ImGui::EndTable();
    }
    if (chosen) out.jump = chosen_layer(text, report.layers[static_cast<std::size_t>(filter.layer)], filter);
    ImGui::End();
    out.close = !open;
    return out;
}

} // namespace tp

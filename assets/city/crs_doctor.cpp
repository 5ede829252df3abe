#include "city/crs_doctor.h"

#include "city/crs_readings.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace tp::assembly {
namespace {

constexpr double k_elsewhere_m = 20'000.0; // between a layer and all others: not the same city
constexpr std::size_t k_fine_points = 4000; // of a layer that are compared with streets and buildings

class Doctor {
public:
    explicit Doctor(Job& job) : m_job(job), m_degrees(job.layers.size()), m_suspect(job.layers.size(), false) {}

    Result<void> run() {
        if (auto given = take_given(); !given) return given;
        for (std::size_t k = 0; k < m_job.layers.size(); ++k) stated(k);
        if (!find_rest() && m_job.options.epsg == 0) {
            for (std::size_t k = 0; k < m_job.layers.size(); ++k) degrees_only(k);
            if (!find_rest() && !middle_of_weather())
                if (auto asked = nothing_known(); !asked) return asked;
        }
        int epsg = m_job.options.epsg > 0 ? m_job.options.epsg : epsg_for(m_middle);
        m_job.city.frame.epsg = epsg;
        for (bool essential : {true, false}) // what decides where the city is before what only stands in it
            for (std::size_t k = 0; k < m_job.layers.size(); ++k) {
                if (street_or_building(*m_job.layers[k].in) != essential) continue;
                if (auto placed = m_suspect[k] ? suspect(k) : unstated(k); !placed) return placed;
            }
        if (m_rest.empty()) find_rest();
        for (bool essential : {true, false})
            for (std::size_t k = 0; k < m_job.layers.size(); ++k)
                if (street_or_building(*m_job.layers[k].in) == essential) doubt(k);
        auto projection = Projection::to_epsg(epsg);
        if (!projection) return std::unexpected(projection.error());
        auto centre = projection->forward(m_middle);
        if (!centre) return std::unexpected(centre.error());
        m_job.city.frame.origin = {std::round(centre->easting_m / 100.0) * 100.0, std::round(centre->northing_m / 100.0) * 100.0};
        return {};
    }

private:
    static bool has_place(const Placed& layer) { return layer.in->role != Role::none && has_coordinates(*layer.in); }
    bool wanted(const Placed& layer) const { return layer.crs.empty() && !layer.kept_out && has_place(layer); }

    Result<void> take_given() {
        for (const auto& [file, epsg] : m_job.options.crs_given) {
            bool matched = false;
            for (std::size_t k = 0; k < m_job.layers.size(); ++k) {
                Placed& layer = m_job.layers[k];
                if (!names_file(file, layer.in->file) && !names_file(file, layer.in->file + '/' + layer.in->layer)) continue;
                matched = true;
                if (!has_place(layer)) continue;
                Sample s = sample_of(*layer.in);
                std::string crs = crs_of({epsg});
                if (!m_to_degrees.apply(crs, s))
                    return fail(ErrorCode::unsupported, "geo.unknown_crs", {{"from", fmt::format("EPSG:{}", epsg)}, {"to", "EPSG:4326"}}, layer.in->file);
                layer.crs = crs, layer.report.epsg = epsg;
                m_degrees[k] = std::move(s);
                add_note(layer, "crs_given", "given", fmt::format("EPSG:{}", epsg));
            }
            if (!matched) return fail(ErrorCode::not_found, "import.crs_no_match", {{"file", file}});
        }
        return {};
    }

    void stated(std::size_t k) {
        Placed& layer = m_job.layers[k];
        if (const ModelPlace* given = place_given(m_job.options, *layer.in); given && layer.in->role != Role::none) {
            layer.crs = "OGC:CRS84";
            m_degrees[k] = {{given->longitude_deg}, {given->latitude_deg}};
            return;
        }
        if (!wanted(layer)) return;
        std::string crs = stated_crs(*layer.in);
        if (crs.empty()) return;
        Sample s = sample_of(*layer.in);
        bool degrees = in_degrees(s);
        if (crs == "OGC:CRS84" && !degrees) {
            add_note(layer, "crs_not_degrees", "guessed", layer.in->crs);
            return;
        }
        if (degrees && crs != "OGC:CRS84" && !crs_kind(crs).geographic) { // degrees in metre fields
            add_note(layer, "crs_corrected", "guessed", fmt::format("{} -> EPSG:4326", short_name(crs)));
            return place_as(k, {{4326}, s, middle_of(s), 1.0});
        }
        if (auto korean = layer.in->epsg == 0 ? korean_1985(crs, s, m_to_degrees) : std::nullopt) {
            add_note(layer, "crs_datum", "guessed",
                     fmt::format("{} -> EPSG:{} ({})", short_name(crs), korean->trial.reading.epsg, metres_text(korean->displacement_m)));
            return place_as(k, std::move(korean->trial));
        }
        if (!m_to_degrees.apply(crs, s)) return;
        layer.crs = crs;
        m_degrees[k] = std::move(s);
    }

    void place_as(std::size_t k, Trial trial) {
        Placed& layer = m_job.layers[k];
        layer.crs = crs_of(trial.reading);
        layer.swapped = trial.reading.swapped;
        layer.report.epsg = trial.reading.epsg;
        if (trial.reading.swapped) add_note(layer, "crs_axes", "swapped", crs_of(trial.reading));
        m_degrees[k] = std::move(trial.degrees);
    }

    void degrees_only(std::size_t k) {
        Placed& layer = m_job.layers[k];
        if (!wanted(layer)) return;
        Sample s = sample_of(*layer.in);
        if (!in_degrees(s)) return;
        place_as(k, {{4326}, s, middle_of(s), 1.0});
        add_note(layer, "crs_guessed", "guessed", "EPSG:4326");
    }

    // The heaviest group of layers that lie together is the city; layers far from it become suspects. False: none is placed.
    bool find_rest() {
        std::vector<std::size_t> order;
        for (bool all : {false, true}) {
            for (std::size_t k = 0; k < m_job.layers.size(); ++k)
                if (!m_job.layers[k].crs.empty() && (all || street_or_building(*m_job.layers[k].in)) && !box_of(m_degrees[k]).empty()) order.push_back(k);
            if (!order.empty()) break;
        }
        if (order.empty()) return false;
        auto weight = [&](std::size_t k) { return m_job.layers[k].in->x.size() + (was_given(m_job.layers[k]) ? std::size_t{1} << 40U : 0); };
        std::ranges::stable_sort(order, std::greater{}, weight);
        struct Group {
            GeoBox box;
            std::vector<std::size_t> layers;
            std::size_t weight = 0;
        };
        std::vector<Group> groups;
        for (std::size_t k : order) {
            GeoBox box = box_of(m_degrees[k]);
            auto group = std::ranges::find_if(groups, [&](const Group& g) { return gap_m(g.box, box) < k_elsewhere_m; });
            if (group == groups.end()) group = groups.insert(groups.end(), Group{});
            group->box.add(box);
            group->layers.push_back(k);
            group->weight += weight(k);
        }
        const Group& city = *std::ranges::max_element(groups, {}, &Group::weight);
        m_rest = city.box;
        Sample points;
        for (std::size_t k : city.layers) {
            points.x.insert(points.x.end(), m_degrees[k].x.begin(), m_degrees[k].x.end());
            points.y.insert(points.y.end(), m_degrees[k].y.begin(), m_degrees[k].y.end());
        }
        m_middle = middle_of(points);
        ask_boundary(city.layers.front());
        for (std::size_t k = 0; k < m_job.layers.size(); ++k) {
            if (m_job.layers[k].crs.empty() || was_given(m_job.layers[k]) || place_given(m_job.options, *m_job.layers[k].in)) continue;
            GeoBox whole; // of all its points: a national file reaches into the city
            for (std::size_t i = 0; i < m_degrees[k].x.size(); ++i) whole.add(m_degrees[k].x[i], m_degrees[k].y[i]);
            m_suspect[k] = gap_m(whole, m_rest) > k_elsewhere_m;
        }
        return true;
    }

    // All streets and buildings may state the same wrong system: where another reading of the heaviest layer puts it into
    // the municipality's boundary, the boundary says where the city is. The boundary of another city stays what it is.
    void ask_boundary(std::size_t heaviest) {
        GeoBox before = m_rest;
        Sample s = sample_of(*m_job.layers[heaviest].in);
        if (m_job.layers[heaviest].raster() || was_given(m_job.layers[heaviest])) return;
        for (std::size_t k = 0; k < m_job.layers.size(); ++k) {
            if (m_job.layers[k].in->role != Role::boundary || m_job.layers[k].crs.empty()) continue;
            GeoBox box = box_of(m_degrees[k]);
            if (box.empty() || gap_m(box, before) <= k_elsewhere_m) continue;
            m_rest = box;
            auto trials = trials_near_rest(s, systems(in_degrees(s)), false);
            if (std::ranges::any_of(trials, [](const Trial& t) { return t.score >= 0.3; })) {
                m_middle = middle_of(m_degrees[k]);
                return;
            }
            m_rest = before;
        }
    }

    static bool was_given(const Placed& layer) {
        return std::ranges::any_of(layer.report.notes, [](const ReportNote& n) { return n.code == "crs_given"; });
    }

    // Readings under which the layer lies where the rest lies.
    std::vector<Trial> trials_near_rest(const Sample& s, std::span<const int> codes, bool swapped) {
        std::vector<Trial> out;
        for (int epsg : codes) {
            auto trial = try_reading({epsg, swapped}, s, m_to_degrees);
            if (!trial || gap_m(box_of(trial->degrees), m_rest) > 0.0) continue;
            std::size_t within = 0;
            for (std::size_t i = 0; i < trial->degrees.x.size(); ++i) within += m_rest.contains(trial->degrees.x[i], trial->degrees.y[i], 0.02);
            double share = static_cast<double>(within) / static_cast<double>(std::max<std::size_t>(1, trial->degrees.x.size()));
            trial->score = std::max({share, agreement(box_of(trial->degrees), m_rest), 1e-6});
            out.push_back(std::move(*trial));
        }
        return out;
    }

    // The trial that streets and buildings decide for comes first; true where they decide.
    bool decide(std::size_t k, std::vector<Trial>& trials, const std::vector<bool>& reference) {
        if (trials.size() < 2) return !trials.empty();
        auto fits = fits_of(k, trials, reference);
        if (fits.empty()) return false;
        std::vector<std::size_t> order(trials.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return fits[i].share; });
        std::vector<Trial> sorted;
        for (std::size_t i : order) sorted.push_back(std::move(trials[i])), sorted.back().score = fits[i].share;
        trials = std::move(sorted);
        return Reference::clearly_better(fits[order[0]], fits[order[1]]);
    }

    std::vector<Reference::Fit> fits_of(std::size_t k, const std::vector<Trial>& trials, const std::vector<bool>& reference) {
        if (!m_reference || m_reference_of != reference) {
            m_reference = std::make_unique<Reference>(m_job.layers, reference, m_rest, m_to_degrees);
            m_reference_of = reference;
        }
        Sample own = sample_of(*m_job.layers[k].in, k_fine_points);
        std::vector<Sample> readings;
        for (const Trial& t : trials) {
            Sample s = own;
            if (t.reading.swapped) s.x.swap(s.y);
            m_to_degrees.apply(crs_of(t.reading), s);
            readings.push_back(std::move(s));
        }
        return m_reference->fits(*m_job.layers[k].in, readings);
    }

    std::vector<bool> placed_layers() const {
        std::vector<bool> out(m_job.layers.size());
        for (std::size_t k = 0; k < out.size(); ++k) out[k] = !m_job.layers[k].crs.empty() && !m_suspect[k];
        return out;
    }

    Result<void> ask(std::size_t k, const std::vector<Trial>& trials) {
        Placed& layer = m_job.layers[k];
        CrsQuestion question{layer.in->file, layer.in->layer, candidates_of(trials, m_rest.empty() ? GeoPoint{std::nan(""), std::nan("")} : m_middle)};
        std::string list = text_of(question.candidates);
        if (m_job.options.question) *m_job.options.question = std::move(question);
        return fail(ErrorCode::unsupported, "import.crs_question", {{"file", layer.in->file}, {"list", list}});
    }

    // Several readings remain: ask where the layer matters, else keep it out and say what there is to choose from.
    Result<void> undecided(std::size_t k, const std::vector<Trial>& trials) {
        if (street_or_building(*m_job.layers[k].in)) return ask(k, trials);
        Placed& layer = m_job.layers[k];
        layer.report.candidates = candidates_of(trials, m_middle);
        layer.crs.clear();
        layer.kept_out = "crs_ambiguous";
        layer.kept_out_where = fmt::format("{}: {}", layer.in->file, text_of(layer.report.candidates));
        return {};
    }

    // Stated, and far from everything else.
    Result<void> suspect(std::size_t k) {
        Placed& layer = m_job.layers[k];
        std::string before = layer.crs;
        GeoPoint stated_middle = middle_of(m_degrees[k]);
        Sample s = sample_of(*layer.in);
        std::vector<Trial> trials;
        for (bool swapped : {false, true}) {
            auto more = layer.raster() && swapped ? std::vector<Trial>{} : trials_near_rest(s, systems(in_degrees(s)), swapped);
            std::ranges::move(more, std::back_inserter(trials));
        }
        std::erase_if(trials, [](const Trial& t) { return t.score < 0.3; });
        keep_plausible(trials);
        if (trials.empty()) {
            layer.crs.clear();
            layer.kept_out = "crs_elsewhere";
            layer.kept_out_where = fmt::format("{}: {:.4f}, {:.4f} ({})", layer.in->file, stated_middle.longitude_deg,
                                               stated_middle.latitude_deg, metres_text(ground_distance_m(stated_middle, m_middle)));
            return {};
        }
        if (trials.size() > 1 && !decide(k, trials, placed_layers())) return undecided(k, trials);
        double metres = ground_distance_m(stated_middle, trials.front().middle);
        add_note(layer, "crs_corrected", "guessed", fmt::format("{} -> EPSG:{} ({})", short_name(before), trials.front().reading.epsg, metres_text(metres)));
        layer.report.candidates = candidates_of(trials, m_middle);
        place_as(k, trials.front());
        m_suspect[k] = false;
        return {};
    }

    Result<void> unstated(std::size_t k) {
        Placed& layer = m_job.layers[k];
        if (!wanted(layer)) return {};
        Sample s = sample_of(*layer.in);
        bool degrees = in_degrees(s);
        int own = m_job.city.frame.epsg;
        if (m_rest.empty()) { // --epsg, and nothing to compare with
            auto trial = degrees ? std::nullopt : try_reading({own}, s, m_to_degrees);
            if (trial) accept(k, {*trial});
            return {};
        }
        std::vector<Trial> trials;
        if (!degrees) {
            int near[] = {own};
            trials = trials_near_rest(s, near, false);
            if (!trials.empty() && trials[0].score > 0.5 && close_systems(own).empty()) return accept(k, trials), Result<void>{};
        }
        trials = trials_near_rest(s, systems(degrees), false);
        if (trials.empty() && !layer.raster()) trials = trials_near_rest(s, systems(degrees), true);
        if (trials.empty()) return {};
        keep_plausible(trials);
        if (trials.size() > 1 && !decide(k, trials, placed_layers())) return undecided(k, trials);
        accept(k, trials);
        return {};
    }

    // Guessed: said with the metres to the next best reading.
    void accept(std::size_t k, std::vector<Trial> trials) {
        Placed& layer = m_job.layers[k];
        if (int twin = twin_system(trials[0].reading.epsg); trials.size() == 1 && twin > 0)
            if (auto other = try_reading({twin, trials[0].reading.swapped}, sample_of(*layer.in), m_to_degrees)) trials.push_back(std::move(*other));
        layer.report.candidates = candidates_of(trials, m_rest.empty() ? GeoPoint{std::nan(""), std::nan("")} : m_middle);
        std::string where = fmt::format("EPSG:{}", trials[0].reading.epsg);
        if (trials.size() > 1)
            where += fmt::format(" (EPSG:{}: {})", trials[1].reading.epsg, metres_text(layer.report.candidates[1].displacement_m));
        add_note(layer, "crs_guessed", "guessed", where);
        place_as(k, trials[0]);
    }

    // Placed, and a close system may fit the layers of other systems better.
    void doubt(std::size_t k) {
        Placed& layer = m_job.layers[k];
        if (layer.crs.empty() || layer.raster() || was_given(layer) || !in_korea(m_middle)) return;
        int epsg = layer.crs == "OGC:CRS84" ? 4326 : layer.report.epsg;
        std::vector<int> close = close_systems(epsg);
        if (close.empty() || !layer.report.candidates.empty()) return;
        std::vector<bool> reference = placed_layers();
        for (std::size_t j = 0; j < reference.size(); ++j) reference[j] = reference[j] && m_job.layers[j].crs != layer.crs && !doubted(m_job.layers[j]);
        bool comparable = false;
        for (std::size_t j = 0; j < reference.size(); ++j) comparable = comparable || (reference[j] && street_or_building(*m_job.layers[j].in));
        if (!comparable) return;
        Sample s = sample_of(*layer.in);
        std::vector<Trial> trials;
        close.insert(close.begin(), epsg);
        for (int code : close)
            if (auto trial = try_reading({code, layer.swapped}, s, m_to_degrees)) trials.push_back(std::move(*trial));
        if (trials.size() < 2 || trials[0].reading.epsg != epsg) return;
        auto fits = fits_of(k, trials, reference);
        if (fits.empty()) return;
        std::size_t best = 0;
        for (std::size_t i = 1; i < fits.size(); ++i)
            if (fits[i].share > fits[best].share) best = i;
        if (best == 0 || !Reference::clearly_better(fits[best], fits[0])) return;
        for (std::size_t i = 0; i < fits.size(); ++i) trials[i].score = fits[i].share;
        std::swap(trials[0], trials[best]);
        layer.report.candidates = candidates_of(trials, m_middle);
        double metres = layer.report.candidates[best].displacement_m;
        bool guessed = layer.in->crs_from == CrsFrom::values || layer.in->crs_from == CrsFrom::nothing;
        add_note(layer, guessed ? "crs_guessed" : "crs_doubted", guessed ? "guessed" : "asked",
                 fmt::format("EPSG:{} -> EPSG:{} ({})", epsg, trials[0].reading.epsg, metres_text(metres)));
        if (guessed) place_as(k, trials[0]);
    }

    static bool doubted(const Placed& layer) {
        return std::ranges::any_of(layer.report.notes, [](const ReportNote& n) { return n.code == "crs_doubted"; });
    }
    static bool in_korea(GeoPoint p) { return CrsArea{124.0, 33.0, 132.0, 39.5}.contains(p); }

    // Weather alone: where its station stands.
    bool middle_of_weather() {
        for (const Placed& layer : m_job.layers) {
            if (layer.in->role != Role::weather || layer.size() == 0) continue;
            GeoPoint at{Field(layer, "longitude").number(0), Field(layer, "latitude").number(0)};
            if (!(std::abs(at.longitude_deg) <= 180.0 && std::abs(at.latitude_deg) <= 80.0)) continue;
            m_middle = at;
            return true;
        }
        return false;
    }

    // No layer says where the city is: the readings of the weightiest.
    Result<void> nothing_known() {
        for (const Placed& layer : m_job.layers)
            if (layer.in->needs_place && layer.in->role != Role::none)
                return fail(ErrorCode::not_found, "import.models_need_place", {{"file", layer.report.file}});
        std::size_t weightiest = m_job.layers.size();
        for (bool all : {false, true})
            for (std::size_t k = 0; k < m_job.layers.size() && (!all || weightiest == m_job.layers.size()); ++k) {
                const Placed& layer = m_job.layers[k];
                if (!wanted(layer) || (!all && !street_or_building(*layer.in))) continue;
                if (weightiest == m_job.layers.size() || layer.in->x.size() > m_job.layers[weightiest].in->x.size()) weightiest = k;
            }
        if (weightiest == m_job.layers.size()) return fail(ErrorCode::unsupported, "geo.unknown_crs", {{"from", "?"}, {"to", "EPSG:4326"}});
        Sample s = sample_of(*m_job.layers[weightiest].in);
        std::vector<Trial> trials;
        for (bool swapped : {false, true}) {
            if (swapped && !trials.empty()) break;
            for (int epsg : systems(false))
                if (auto trial = try_reading({epsg, swapped}, s, m_to_degrees)) trials.push_back(std::move(*trial)), trials.back().score = 1.0;
        }
        keep_plausible(trials);
        if (trials.empty())
            return fail(ErrorCode::unsupported, "geo.unknown_crs", {{"from", "?"}, {"to", "EPSG:4326"}}, m_job.layers[weightiest].in->file);
        return ask(weightiest, trials);
    }

    Job& m_job;
    std::vector<Sample> m_degrees; // of each layer, where known
    std::vector<bool> m_suspect;
    ToDegrees m_to_degrees;
    GeoBox m_rest; // where the city is
    GeoPoint m_middle;
    std::unique_ptr<Reference> m_reference; // kept while it is asked for the same layers
    std::vector<bool> m_reference_of;
};

} // namespace

Result<void> find_crs(Job& job) { return Doctor(job).run(); }

} // namespace tp::assembly

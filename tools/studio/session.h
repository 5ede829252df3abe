// studio/session.h - what the window knows between two frames, and what happens on input; owned by the window's thread.
#pragma once

#include "studio/document.h"
#include "studio/evaluator.h"
#include "studio/fly.h"
#include "studio/import_panels.h"
#include "studio/importer.h"
#include "studio/label_overlay.h"
#include "studio/panels.h"
#include "studio/place.h"
#include "studio/scene_thread.h"
#include "studio/sun_panel.h"
#include "studio/thumbnails.h"
#include "studio/studio.h"
#include "studio/views.h"
#include "studio/walk.h"
#include "view/window.h"

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tp {

using StudioClock = std::chrono::steady_clock;

class Session {
public:
    // `device`: part of the name of the graphics device that draws the city; empty: the best.
    Session(Window& window, Messages messages, std::shared_ptr<const Catalogue> catalogue, const std::string& device = {});
    void open(const std::filesystem::path& document);
    // What was dropped on the window or typed: a document is opened, anything else is asked to become one.
    void take(const std::vector<std::filesystem::path>& files);
    // One frame: messages in, input, panels, requests out. False: the session may end.
    Result<bool> turn();

private:
    struct Drag { // of a solution
        Solution before;
        LocalPoint at;
        std::shared_ptr<const Evaluation> evaluation_before;
        bool moved = false;
    };
    struct Toast {
        std::string sentence;
        bool is_error = false;
        StudioClock::time_point until;
    };

    // session.cpp: messages and requests
    void on_opened(std::shared_ptr<const City> city, DocumentState state);
    void on_changed(DocumentState state);
    void on_frame(const std::shared_ptr<const Frame>& frame);
    void on_evaluated(const std::shared_ptr<const EvaluationAnswer>& answer);
    void on_error(const Error& error);
    void tell(const std::string& sentence, bool is_error);
    void on_window_notices(); // of a graphics device that was opened again
    void show_solutions(); // what is drawn and evaluated now: the proposals', with the dragged one where it is
    void request_frame();
    void request_evaluation(bool with_evidence);
    const ProposalState* active() const { return m_document.proposal(m_active); }
    const Solution* selected_solution() const;
    void look_at_whole_city();
    void look_from(FlightMode mode); // the same place; from above after the whole city, all of it
    void update_title();

    // session_input.cpp: mouse and keys
    void input();
    void mouse();
    void keys(double seconds);
    void key(const KeyPress& press);
    void zoom_panels(int key); // Ctrl and +, -, 0
    void click(PicturePoint at);
    void begin_drag(PicturePoint at);
    void move_drag(PicturePoint at);
    void end_drag();
    void place_at(PicturePoint at);
    void choose_tool(const std::string& kind_id); // a service is placed at once
    void undo() { if (active()) m_documents.undo(m_active); }
    void redo() { if (active()) m_documents.redo(m_active); }
    void remove_selected();
    PicturePoint mouse_point() const;
    Camera seen_camera() const { return seen_camera(m_side); } // of the picture on the screen
    Camera seen_camera(int side) const;
    bool can_edit() const { return m_city && !m_document.read_only; }

    // session_views.cpp: two proposals, their cameras, places to fly to, pictures kept
    int sides() const { return m_compare.mode == ViewMode::single ? 1 : 2; }
    Flight& flight() { return m_side == 1 && m_compare.mode == ViewMode::split && !m_compare.tied ? m_other_flight : m_flight; }
    const Flight& flight_of_side(int side) const { return side == 1 && m_compare.mode == ViewMode::split && !m_compare.tied ? m_other_flight : m_flight; }
    double aspect(int side) const;
    double aspect() const { return aspect(m_side); }
    const std::string& proposal_of(int side) const;
    Pane pane(int side, bool moving) const;
    void show_picture();          // of the last frame
    std::shared_ptr<const Layer> layer_of(const std::string& proposal) const; // the chosen one; null: none, or not known yet
    void show_layers();           // of the proposals shown, or their difference
    void choose_layer(const std::string& id);
    void choose_mode(ViewMode mode);
    void choose_side(int side);   // its proposal becomes the one that is edited
    void moved_to(const Flight& flight); // at once, above the ground and not through walls
    void fly_to(const Flight& flight);
    void fly_on();
    void jump_to(PicturePoint at); // nearer to the ground there
    void keep_view(std::size_t i);
    void fly_to_view(std::size_t i);
    void save_picture();
    void wish_thumbnails(); // of proposals and kept views, once nothing else is drawn
    void show_small(const SmallPlaces& places);
    void draw_views(const PanelText& text);
    void draw_sides(const PanelText& text);

    // session_import.cpp: files to a document, and its report
    void draw_import(const PanelText& text);
    void start_import();
    void on_imported(const std::filesystem::path& document);
    void on_import_failed(const Error& error);
    void go_on(CityImport import); // after a question
    int next_choice(int chosen, int count) const; // by an arrow key, in a ring; below 0: nothing chosen yet
    void ask_crs(const PanelText& text);
    void ask_offer(const PanelText& text); // columns, places
    std::optional<bool> ask_column(const PanelText& text, const ColumnOffer& offer); // answered; false: the import is given up
    std::optional<bool> ask_place(const PanelText& text, const PlaceOffer& offer);
    void ask_unsafe(const PanelText& text);
    void jump(const ReportJump& where);
    void ask_attributes(); // of what is selected, once

    // session_draw.cpp: panels and what is drawn over the picture
    void draw();
    void place_panels(); // the picture between them
    void draw_overlay();
    float logical_width() const { return static_cast<float>(m_window.width() / m_window.scale()); }
    PanelBox draw_legend(); // where it is
    void draw_sun();
    void act_on(const SideActions& actions);
    void act_on(const BarActions& actions);

    Window& m_window;
    Messages m_messages;
    std::shared_ptr<const Catalogue> m_catalogue;

    DocumentState m_document;
    std::shared_ptr<const City> m_city;
    std::shared_ptr<const CityModel> m_model;
    std::shared_ptr<const Ground> m_ground;
    std::string m_active, m_new_proposal, m_path_typed;

    Flight m_flight;
    PanelBox m_picture; // where it is in the window, pixels
    PanelsWanted m_panels;
    PanelFit m_panel_fit = PanelFit::both; // they were wanted for
    std::string m_tool; // kind to place; empty: select
    std::uint32_t m_selected = 0;
    std::optional<Drag> m_drag;
    enum class Grip { none, undecided, pan, turn, solution, handle } m_grip = Grip::none;
    PicturePoint m_pressed, m_last;
    std::optional<PicturePoint> m_pick_wanted; // a click that waits for a still picture with ids

    SunChoice m_sun_choice;
    SunAt m_sun; // of it, over this city

    struct Shown { // on one side
        std::shared_ptr<const std::vector<Solution>> solutions = std::make_shared<const std::vector<Solution>>();
        std::shared_ptr<const Layer> layer;
        std::uint64_t solutions_version = 0, layer_version = 0;
    };
    std::array<Shown, 2> m_sides;
    std::shared_ptr<const std::vector<Solution>> m_shown; // the edited proposal's
    std::uint64_t m_version = 0;                          // of whatever is shown: each is another
    std::map<std::string, std::shared_ptr<const EvaluationAnswer>> m_answers; // the last one of every proposal
    Compare m_compare;
    int m_side = 0; // under the mouse
    Flight m_other_flight;
    struct Flying {
        Flight from, to;
        StudioClock::time_point began;
    };
    std::optional<Flying> m_flying;
    Bookmarks m_bookmarks;
    Thumbnails m_thumbnails;
    Flight m_home;  // of proposals' thumbnails: the whole city
    Flight m_whole; // as look_at_whole_city() left it
    std::unique_ptr<WalkMap> m_walk; // made for the first walk
    PanelBox m_views_bar;
    float m_legend_width = 0, m_sun_width = 0; // as they were drawn last
    std::string m_layer = "reach"; // painted; empty: none
    std::vector<std::string> m_layer_ids; // of the city's data
    mutable std::map<std::string, std::shared_ptr<const Layer>> m_city_layers; // those made so far
    bool m_textures_on = false, m_people_on = false, m_volumes_on = false, m_scene_ready = false, m_frame_wanted = false, m_frame_under_way = false, m_moving = false;
    std::uint64_t m_frame_serial = 0;
    bool m_key_held = false;
    StudioClock::time_point m_last_motion{}, m_last_turn{};
    std::shared_ptr<const Frame> m_frame; // on the screen
    double m_resolution = 1.0; // of moving frames; less where they take long

    std::shared_ptr<const Evaluation> m_evaluation;
    std::string m_evaluation_of;
    std::uint64_t m_evaluation_wanted = 0, m_evaluation_done = 0;
    std::string m_evidence_of;

    std::map<std::string, double> m_progress; // step -> share, in the order begun
    std::string m_step;
    bool m_loading = false, m_asking_close = false, m_close_when_saved = false, m_done = false;
    std::optional<Toast> m_toast;

    enum class DialogKey { none, yes, no, up, down } m_dialog_key = DialogKey::none; // Enter, Escape or an arrow since the last frame
    std::vector<KeyPress> m_presses; // that wait for the next frame
    std::optional<ImportAsk> m_import_ask;
    struct Asked { // what an import cannot decide; it waits for the answer
        CityImport import;
        std::optional<CrsQuestion> crs;
        std::string sentence; // of going on without protection
        int chosen = 0;
        ImportOffers offers = {}; // one after the other: the columns, then the places
        std::size_t offer = 0;
        std::vector<RememberedColumn> said = {};
        PlaceForm place = {};
        std::string problem = {}; // with it
        bool changes = false;     // an answer makes the import another
    };
    std::optional<Asked> m_asked;
    std::vector<std::string> m_models_left_out; // of this import: not asked about again
    bool m_importing = false, m_report_open = false, m_report_after = false; // after: shown once the document is open
    ReportFilter m_report_filter;
    std::uint32_t m_file_lines_of = 0; // object that the lines belong to
    std::vector<std::pair<std::string, std::string>> m_file_lines;

    ViewChoice m_view_choice;

    Inbox m_inbox;
    Document m_documents; // the threads: last, so that they end first
    Evaluator m_evaluator;
    SceneThread m_scene;
    Importer m_importer;
    LabelOverlay m_labels;
};

} // namespace tp

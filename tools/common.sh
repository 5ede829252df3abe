# Shared by setup, demo and test: messages in the user's language, steps that show progress and keep a log.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    ko*) . "$top/assets/data/messages/scripts.ko.sh" ;;
    *) . "$top/assets/data/messages/scripts.en.sh" ;;
esac
say() { # format arguments...
    # shellcheck disable=SC2059
    printf "== $1\n" "${@:2}"
}
stop() {
    # shellcheck disable=SC2059
    printf "$1\n" "${@:2}" >&2
    exit 1
}
jobs=$(nproc)

# step LOG SENTENCE COMMAND...: runs quietly into the log; on failure shows its end and one sentence.
step() {
    local log=$1 name=$2 began=$SECONDS
    shift 2
    mkdir -p "$(dirname "$log")"
    say "%s" "$name"
    if ! "$@" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        stop "$m_failed" "$name" "$log"
    fi
    # shellcheck disable=SC2059
    printf "   $m_took\n" $((SECONDS - began))
}

# build PRESET TARGETS...: configure and build, with ninja's own progress on a terminal.
build() {
    local preset=$1
    shift
    cd "$top"
    # shellcheck disable=SC2059
    step "build/$preset-configure.log" "$(printf "$m_configure" "$preset")" cmake --preset "$preset" -DTWINPLAN_TESTS="$with_tests"
    # shellcheck disable=SC2059
    say "$m_build" "$jobs"
    local log=build/$preset-build.log began=$SECONDS
    if [ -t 1 ]; then
        cmake --build --preset "$preset" -j "$jobs" --target "$@" || stop "$m_failed" "build" "-"
    elif ! cmake --build --preset "$preset" -j "$jobs" --target "$@" 2>&1 | tee "$log" | awk -F'[][/]' '
        /^\[[0-9]+\/[0-9]+\]/ { share = int(10 * $2 / $3); if (share > shown) { printf "   %d %%\n", 10 * share; fflush(); shown = share } }'; then
        grep -E -A8 "FAILED|error:" "$log" | head -n 60 >&2
        stop "$m_failed" "build" "$log" # pipefail: a failure of the build is the pipe's
    fi
    # shellcheck disable=SC2059
    printf "   $m_took\n" $((SECONDS - began))
}

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
    if [ -t 1 ]; then
        say "$m_build" "$jobs"
        cmake --build --preset "$preset" -j "$jobs" --target "$@" || stop "$m_failed" "build" "-"
    else
        step "build/$preset-build.log" "$(printf "$m_build" "$jobs")" cmake --build --preset "$preset" -j "$jobs" --target "$@"
    fi
}

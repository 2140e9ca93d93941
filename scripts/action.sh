#!/usr/bin/env bash
# What `action.yml` runs; its inputs come by the environment. The summary goes to the page of the run, where
# GITHUB_STEP_SUMMARY names it. Exit status: that of `check`, or of `diagnose --exit-code`.
set -euo pipefail

if [ "$VERSION" = local ]; then
  program=(node "$ACTION_PATH/dist/cli/main.js")
  [ -e "${program[1]}" ] || (cd "$ACTION_PATH" && node scripts/ensure-built.mjs)
else
  # A version and no other word of npm's command line.
  case $VERSION in
    *[!0-9A-Za-z.+-]* | -* | '')
      echo "pcap-verdict: no version is called $VERSION" >&2
      exit 2
      ;;
  esac
  program=(npx --yes "pcap-verdict@$VERSION")
fi

paths=()
while IFS= read -r line; do
  [ -z "$line" ] || paths+=("$line")
done <<<"$PATHS"

# The step's log would show colours as what they are written with.
export NO_COLOR=1
summary=${GITHUB_STEP_SUMMARY:-/dev/null}
status=0
case $COMMAND in
  check)
    text=$("${program[@]}" check -- "${paths[@]}") || status=$?
    printf '%s\n' "$text"
    # As a block of text: four backticks, which nothing in it has, as names are escaped.
    printf '````text\n%s\n````\n' "$text" >>"$summary"
    [ -z "$JUNIT" ] || "${program[@]}" check -f junit -- "${paths[@]}" >"$JUNIT" || true
    ;;
  diagnose)
    options=(--quiet)
    [ -z "$DISPLAY_FILTER" ] || options+=(-Y "$DISPLAY_FILTER")
    "${program[@]}" "${options[@]}" --exit-code -- "${paths[@]}" || status=$?
    for format in markdown sarif junit; do
      case $format in
        markdown) file=$summary ;;
        sarif) file=$SARIF ;;
        junit) file=$JUNIT ;;
      esac
      [ -z "$file" ] || "${program[@]}" "${options[@]}" -f "$format" -- "${paths[@]}" >>"$file" || true
    done
    # 1 is a failure that the captures show; anything else is one of this step.
    if [ "$status" -eq 1 ] && [ "$FAIL_ON_FAILURE" != true ]; then status=0; fi
    ;;
  *)
    echo "pcap-verdict: the command is check or diagnose, not $COMMAND" >&2
    exit 2
    ;;
esac
exit "$status"

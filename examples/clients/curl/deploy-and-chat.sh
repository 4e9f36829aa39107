#!/usr/bin/env bash
# Deploys an agent project and asks it one question, with nothing but curl.
#
#   NEXAU_CLOUD_TOKEN=nau_pat_... ./deploy-and-chat.sh agent.zip "your question"
set -euo pipefail

if [ $# -ne 2 ] || [ -z "${NEXAU_CLOUD_TOKEN:-}" ]; then
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
zip=$1
question=$2
cloud=${NEXAU_CLOUD_URL:-http://localhost:8080}
tag=v$(date +%s)-$$

# Curl with these arguments; an answer that is an error goes to stderr, where its `detail` can be read.
ask() {
  local answer
  if answer=$(curl -sS --fail-with-body "$@"); then
    printf '%s\n' "$answer"
  else
    printf '%s\n' "$answer" >&2
    return 1
  fi
}

# Calls the control plane: method, path, JSON body.
control() {
  ask -X "$1" "$cloud$2" \
    -H "Authorization: Bearer $NEXAU_CLOUD_TOKEN" -H "Content-Type: application/json" ${3:+-d "$3"}
}

# Calls the data plane of the project, where its key pair opens.
data() {
  curl -sS --fail-with-body -N -X POST "$cloud$1" -u "$access_key:$secret_key" \
    -H "Content-Type: application/json" -d "$2"
}

# The text of a field in an answer; enough for answers without nested quotes.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# A text as JSON.
quote() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/"/'; }

project=$(control POST /api/projects "{\"name\": \"curl-$tag\", \"description\": \"From examples/clients/curl\"}")
project_id=$(field id <<<"$project")
access_key=$(field access_key <<<"$project")
secret_key=$(field secret_key <<<"$project")

# 1. A version with a tag.
version_id=$(control POST "/api/projects/$project_id/versions" "{\"tag\": \"$tag\"}" | field id)
versions=/api/projects/$project_id/versions/$version_id

# 2. A place to upload to.
size=$(wc -c <"$zip" | tr -d ' ')
upload_url=$(control POST "$versions/artifact/upload-url" \
  "{\"content_type\": \"application/zip\", \"content_length\": $size}" | field upload_url)

# 3. The bytes. A relative URL is one of the cloud's own and wants the token, an absolute one is signed already.
case $upload_url in
  /*) set -- "$cloud$upload_url" -H "Authorization: Bearer $NEXAU_CLOUD_TOKEN" ;;
  *) set -- "$upload_url" ;;
esac
ask -X PUT "$@" -H "Content-Type: application/zip" --data-binary "@$zip" >/dev/null

# 4. That was all of it.
control POST "$versions/artifact/confirm" "{\"bundle_size\": $size}" >/dev/null

# 5. Load it: answers 422 with the reason when something is wrong with the project.
control PUT "$versions/activate" >/dev/null
echo "deployed $tag" >&2

session_id=$(data /agent-api/sessions '{"distinct_id": "example"}' | field session_id)

# Lines `data: {event}`; here only the pieces of the answer's text are shown, as they come.
data /agent-api/chat "{\"session_id\": \"$session_id\", \"distinct_id\": \"example\", \"version_tag\": \"$tag\",
  \"messages\": [{\"role\": \"user\", \"content\": $(quote "$question")}]}" |
  while IFS= read -r line; do
    case $line in
      *'"type":"TEXT_MESSAGE_CONTENT"'*) printf '%b' "$(sed -n 's/.*"delta":"\(\([^"\\]\|\\.\)*\)".*/\1/p' <<<"$line" | sed 's/\\"/"/g')" ;;
      *'"type":"TOOL_CALL_START"'*) printf '\n[%s]\n' "$(field tool_call_name <<<"$line")" ;;
      '{'*) printf '%s\n' "$line" >&2 ;;
      *'"type":"RUN_ERROR"'*) printf '\nerror: %s\n' "$(field message <<<"$line")" >&2 ;;
      'data: [DONE]') printf '\n' ;;
    esac
  done

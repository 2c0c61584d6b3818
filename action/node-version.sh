# Before step 1: is the version of Node one that runs TypeScript? Nothing of the input is printed.
set -euo pipefail
version=${NODE_VERSION:-24.21.0}
runs_typescript='^(22\.(1[89]|[2-9][0-9])|(2[4-9]|[3-9][0-9])\.[0-9]{1,2})\.[0-9]{1,2}$'
if [[ ! $version =~ $runs_typescript ]]; then
  echo '::error title=byok-audit%3A wrong input::node-version: expected a whole version such as 24.21.0, of 22 from 22.18.0'
  exit 64
fi
echo "version=$version" >>"$GITHUB_OUTPUT"

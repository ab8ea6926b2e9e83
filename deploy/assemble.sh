#!/bin/sh
# Puts together what a machine needs to run Hazri: the bundled server with its production dependencies and migrations,
# and the built web app beside it. Used by the Dockerfile and by hand: deploy/assemble.sh <folder>
set -eu

out=${1:?name a folder that does not exist yet}
test ! -e "$out" || { echo "$out exists already" >&2; exit 73; }
cd "$(dirname "$0")/.."

PNPM=${PNPM:-npx -y pnpm@12.21.0}
$PNPM run build
$PNPM --filter @hazri/sync-server deploy --prod "$out"
cp -R web/build "$out/web"
printf '%s\n' '#!/bin/sh' 'exec node "$(dirname "$(readlink -f "$0")")/dist/hazri.js" "$@"' > "$out/hazri"
chmod 755 "$out/hazri"
echo "assembled in $out: start it with ORIGIN, DATA_DIR and WEB_DIR=$out/web set: node $out/dist/main.js"

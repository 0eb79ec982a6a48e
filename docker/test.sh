#!/usr/bin/env bash
# Builds the image, runs a profile, places an order through its API and stops everything again.
#   docker/test.sh monolith|split|rabbitmq [...]         default: monolith split rabbitmq
# With the registry that the gateway embeds, so that no Consul is needed. Where no registry of images can be reached, set STAND_IN_IMAGES to
# a program that makes the images named by its arguments.
set -euo pipefail
cd "$(dirname "$0")"
profiles=("$@"); [ $# -gt 0 ] || profiles=(monolith split rabbitmq)
compose() { if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi; }
all() { compose -p modular-test -f compose.yaml -f compose.embedded.yaml "$@"; }
down() { all --profile monolith --profile split --profile rabbitmq down -v --remove-orphans -t 60 >/dev/null 2>&1 || true; }
trap down EXIT

images=(mcr.microsoft.com/dotnet/sdk:10.0 mcr.microsoft.com/dotnet/aspnet:10.0 postgres:17)
case " ${profiles[*]} " in *" rabbitmq "*) images+=(rabbitmq:4) ;; esac
if [ -n "${STAND_IN_IMAGES:-}" ]; then "$STAND_IN_IMAGES" "${images[@]}"; fi
docker build ${DOCKER_BUILD_ARGUMENTS:-} -f Dockerfile -t modular ..

order='{"customerId":"c-42","lines":[{"sku":"SKU-1","quantity":2}],"payment":{"token":"tok_approved"}}'
for profile in "${profiles[@]}"; do
  echo "== $profile"
  down
  export REGISTRY=http://gateway:8500 TRANSPORT=
  [ "$profile" = rabbitmq ] && TRANSPORT=rabbitmq
  [ "$profile" = split ] && TRANSPORT=postgresql
  all --profile "$profile" up -d --no-build --scale consul=0
  answer=
  for _ in $(seq 120); do
    answer=$(curl -s -m 15 http://localhost:8000/api/orders -H 'Content-Type: application/json' -H 'Prefer: wait=10' -d "$order" || true)
    case "$answer" in *Confirmed*) break ;; esac
    sleep 1
  done
  case "$answer" in
    *Confirmed*) echo "$profile: $answer" ;;
    *) all --profile "$profile" ps; all --profile "$profile" logs --tail 40; echo "$profile: no order was confirmed: $answer" >&2; exit 1 ;;
  esac
done
echo "all confirmed: ${profiles[*]}"

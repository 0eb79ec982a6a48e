#!/usr/bin/env bash
# Builds the image, runs each profile, and holds it to what compose.yaml promises: healthy, not root, measured, and an order placed through
# the API is confirmed. In `split` an instance of Order is stopped under requests, and none of them fails.
#   docker/test.sh monolith|split|rabbitmq [...]         default: monolith split rabbitmq
# With the registry that the gateway embeds, so that no Consul is needed. Where no registry of images can be reached, set STAND_IN_IMAGES to
# a program that makes the images named by its arguments.
set -euo pipefail
cd "$(dirname "$0")"
profiles=("$@"); [ $# -gt 0 ] || profiles=(monolith split rabbitmq)
api=http://localhost:8000
order='{"customerId":"c-42","lines":[{"sku":"SKU-1","quantity":2}],"payment":{"token":"tok_approved"}}'
export REGISTRY=http://gateway:8500 TRANSPORT=

compose() { if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi; }
all() { compose -p modular-test -f compose.yaml -f compose.embedded.yaml --profile "$profile" --profile observability "$@"; }
down() { local profile; for profile in monolith split rabbitmq; do all down -v --remove-orphans -t 60 >/dev/null 2>&1 || true; done; }
fail() { echo "$profile: $1 ${unfound:-}" >&2; all ps >&2; all logs --tail 40 >&2; exit 1; }
eventually() { local what=$1 i; shift; for i in $(seq 120); do if "$@"; then return; fi; sleep 1; done; fail "$what"; }

containers() { all ps -q "$@"; }
are_healthy() { ! docker inspect -f '{{if .State.Health}}{{.State.Health.Status}}{{end}}' $(containers) | grep -qv '^\(healthy\|\)$'; }
place() { answer=$(curl -s -m 15 "$api/api/orders" -H 'Content-Type: application/json' -H 'Prefer: wait=10' "$@" -d "$order") || true; }
is_confirmed() { place; case "$answer" in *Confirmed*) ;; *) false ;; esac; }
# How many are up, only if none is down.
targets() { curl -s 'http://localhost:9090/api/v1/targets?state=active' | tr ',' '\n' | grep '"health":' | grep -c '"up"'; }
are_measured() { [ "$(targets)" = "$1" ] && ! curl -s 'http://localhost:9090/api/v1/targets?state=active' | grep -q '"health":"down"'; }

# Every query of the dashboards finds something, but for those about what has gone wrong, which nothing has; these are understood.
queries() { grep -ho '"expr": "\([^"\\]\|\\.\)*"' grafana/dashboards/*.json | sed 's/^"expr": "//; s/"$//; s/\\"/"/g; s/\$__rate_interval/1m/g; s/\$service/.*/g'; }
finds_all() {
  local query answer
  unfound=
  while read -r query; do
    answer=$(curl -s http://localhost:9090/api/v1/query --data-urlencode "query=$query") || true
    case "$answer" in
      *'"value":'*) ;;
      *'"status":"success"'*) case "$query" in *execution_failure*|*dead_letter_queue*|*gateway_retries_total\{*|*gateway_retries_total\[*|*gateway_breaker_state*|*gateway_ejected*|*gateway_weight*|*edge_refusals*|*own_requests*|*throttled*|*'!="success"'*) ;; *) unfound+="$query"$'\n' ;; esac ;;
      *) unfound+="$query: $answer"$'\n' ;;
    esac
  done < <(queries)
  [ -z "$unfound" ]
}

# Orders and reads without a pause while one of two instances stops. Both are idempotent (the orders by their key), as a client's must be that wants
# the gateway to send them again.
stops_cleanly() {
  local stopped count=0 status
  read -r stopped < <(containers order)
  docker stop -t 60 "$stopped" >/dev/null & local stopping=$!
  while kill -0 "$stopping" 2>/dev/null || [ "$count" -lt 20 ]; do
    count=$((count + 1))
    place -H "Idempotency-Key: stop-$count"
    case "$answer" in *Confirmed*) ;; *) fail "order $count while an instance stopped: $answer" ;; esac
    status=$(curl -s -m 15 -o /dev/null -w '%{http_code}' "$api/api/orders?limit=5") || true
    [ "$status" = 200 ] || fail "read $count while an instance stopped: $status"
  done
  [ "$(docker inspect -f '{{.State.ExitCode}}' "$stopped")" = 0 ] || fail "the stopped instance did not exit with 0"
  [ "$(curl -s 'http://localhost:8001/instances?service=order' | grep -o '"id"' | wc -l)" = 1 ] || fail "the stopped instance is still registered"
  echo "$profile: $count orders and as many reads while an instance stopped, none failed"
}

trap down EXIT
down
images=(mcr.microsoft.com/dotnet/sdk:10.0 mcr.microsoft.com/dotnet/aspnet:10.0 postgres:17 prom/prometheus:v3.5.0)
case " ${profiles[*]} " in *" rabbitmq "*) images+=(rabbitmq:4) ;; esac
if [ -n "${STAND_IN_IMAGES:-}" ]; then "$STAND_IN_IMAGES" "${images[@]}"; fi
docker build ${DOCKER_BUILD_ARGUMENTS:-} -f Dockerfile -t modular ..
docker image inspect -f 'image: {{.Size}} bytes with its base, user {{.Config.User}}' modular

for profile in "${profiles[@]}"; do
  echo "== $profile"
  case "$profile" in
    monolith) scale=(); processes=(modular) ;;
    *) scale=(--scale consul=0 --scale order=2); processes=(gateway order order inventory payment) ;;
  esac
  TRANSPORT=; if [ "$profile" = rabbitmq ]; then TRANSPORT=rabbitmq; fi
  # Only Prometheus of `observability`: named, so that the images of the rest are not fetched.
  compose -p modular-test -f compose.yaml -f compose.embedded.yaml --profile "$profile" up -d --no-build "${scale[@]}"
  all up -d --no-deps prometheus
  eventually "no order was confirmed" is_confirmed
  echo "$profile: $answer"
  eventually "not healthy" are_healthy
  for process in "${processes[@]}"; do [ "$(all exec -T "$process" id -u)" != 0 ] || fail "$process runs as root"; done
  eventually "Prometheus does not scrape all" are_measured "${#processes[@]}"
  echo "$profile: healthy, not root, $(targets) processes measured"
  if [ "$profile" = split ]; then
    stops_cleanly
    order=${order/tok_approved/tok_declined} place
    case "$answer" in *Rejected*) ;; *) fail "no order was rejected: $answer" ;; esac
    [ "$(queries | wc -l)" -gt 0 ] && eventually 'the dashboards ask for what is not there' finds_all
    echo "$profile: the $(queries | wc -l) queries of the dashboards are answered"
  fi
  down
done
echo "all well: ${profiles[*]}"

#!/usr/bin/env bash
# Prove the whole GPU path on a box that has one, and write down what was seen: plans, parity, Triton, clicks.
#
#   scripts/gpu_check.sh [--model NAME] [--image IMAGE] [--data-dir FOLDER] [--out FOLDER]
#
# Needs: an NVIDIA driver, docker with the NVIDIA container toolkit, avala-edge with its extras gpu and triton.
# Writes report.md, report.json and all logs into --out. Ends with 0 when everything held, 1 when a step failed,
# 2 when this machine cannot run it.
# shellcheck disable=SC2329 # functions are called by `step`, which is given their names
set -euo pipefail
cd "$(dirname "$0")/.."

model=avala-mini
image=nvcr.io/nvidia/tritonserver:25.12-py3
out=artifacts/gpu
data_dir=
while [ $# -gt 0 ]; do
  case "$1" in
    --model | --image | --data-dir | --out)
      [ $# -ge 2 ] || { echo "gpu_check: $1 needs a value" >&2; exit 2; }
      name=${1#--}
      printf -v "${name//-/_}" '%s' "$2"
      shift 2
      ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "gpu_check: $1 is no option; see --help" >&2; exit 2 ;;
  esac
done

refuse() { echo "gpu_check: $1" >&2; exit 2; }
command -v nvidia-smi >/dev/null || refuse 'there is no nvidia-smi: this machine has no NVIDIA driver'
gpus=$(nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null) ||
  refuse 'nvidia-smi finds no GPU'
[ -n "$gpus" ] || refuse 'nvidia-smi finds no GPU'
edge=$(command -v avala-edge || true)
[ -x .venv/bin/avala-edge ] && edge=$PWD/.venv/bin/avala-edge
[ -n "$edge" ] || refuse "there is no avala-edge: pip install 'avala-edge[gpu,triton]'"
python=$(dirname "$edge")/python
"$python" -c 'import tensorrt' 2>/dev/null || refuse "TensorRT is not installed: pip install 'avala-edge[gpu]'"
command -v docker >/dev/null || refuse 'there is no docker'
docker info --format '{{json .Runtimes}}' 2>/dev/null | grep -q nvidia ||
  refuse 'docker has no nvidia runtime: install the NVIDIA container toolkit'

mkdir -p "$out"
out=$(cd "$out" && pwd)
[ -n "$data_dir" ] || data_dir=$out/data
export AVALA_EDGE_DATA_DIR=$data_dir
repository=$out/models
log=$out/steps.log
: >"$log"
: >"$out/steps.tsv"
: >"$out/rows.txt"
failed=0
triton=avala-edge-gpu-check-$$
server=

cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  docker rm --force "$triton" >/dev/null 2>&1 || true
}
trap cleanup EXIT

# step NAME COMMAND...: run it, keep what it says, note how it ended and how long it took. Functions join commands by
# &&: bash minds no set -e in what is asked how it ended.
step() {
  local name=$1 began=$SECONDS state=ok
  shift
  echo "== $name" | tee -a "$log" >&2
  if ! "$@" >"$out/$name.log" 2>&1; then
    state=failed
    failed=1
    tail -n 5 "$out/$name.log" >&2
  fi
  printf '%s\t%s\t%s\n' "$name" "$state" "$((SECONDS - began))" >>"$out/steps.tsv"
  cat "$out/$name.log" >>"$log"
  [ "$state" = ok ]
}

wait_for() { # URL SECONDS
  local until=$((SECONDS + $2))
  until curl --fail --silent --output /dev/null "$1"; do
    [ "$SECONDS" -lt "$until" ] || { echo "$1 did not answer within $2 seconds"; return 1; }
    sleep 1
  done
}

versions() {
  echo "avala-edge $("$python" -c 'from importlib.metadata import version; print(version("avala-edge"))')"
  echo "tensorrt $("$python" -c 'import tensorrt; print(tensorrt.__version__)')"
  echo "triton image $image"
  docker run --rm --entrypoint sh "$image" -c 'ls /usr/lib/*/libnvinfer.so.*.*.* 2>/dev/null' || true
  nvidia-smi
}

start_triton() {
  docker run --detach --name "$triton" --gpus device=0 --network host --ipc host --read-only --tmpfs /tmp \
    --cap-drop ALL --security-opt no-new-privileges --volume "$repository:/models:ro" "$image" \
    tritonserver --model-repository=/models --disable-auto-complete-config \
    --http-address=127.0.0.1 --grpc-address=127.0.0.1 --metrics-address=127.0.0.1 &&
    { wait_for http://127.0.0.1:8000/v2/health/ready 300 || { docker logs "$triton"; return 1; }; }
}

# A plan alone, without Triton; free dimensions are 1.
trtexec() { # FOLDER
  # shellcheck disable=SC2016 # the container's shell looks for it
  docker run --rm --gpus device=0 --volume "$repository:/models:ro" --entrypoint sh "$image" -c \
    'exec "$(command -v trtexec || echo /usr/src/tensorrt/bin/trtexec)" "$@"' trtexec \
    "--loadEngine=/models/$1/1/model.plan" --warmUp=500 --iterations=200 --useSpinWait
}

perf() { # MODEL CONCURRENCY ARGUMENTS...
  local name=$1 concurrency=$2
  shift 2
  docker run --rm --network host --ipc host "${image}-sdk" perf_analyzer -m "$name" -i grpc -u 127.0.0.1:8001 \
    --concurrency-range "$concurrency" --percentile=95 --measurement-interval 5000 --shared-memory system "$@"
}

serve() {
  AVALA_EDGE_TRITON=127.0.0.1:8001 "$edge" serve --port 18080 >"$out/server.log" 2>&1 &
  server=$!
  wait_for http://127.0.0.1:18080/readyz 120
}

new_key() { # NAME
  "$edge" keys create "$1" --role admin | grep -o 'avk_[A-Za-z0-9_-]*' | head -n 1
}

clicks() {
  local key photo
  key=$(new_key gpu-check) &&
    photo=$("$python" -c 'from avala_edge.models.parity import PROBES; print(min(PROBES.glob("*.jpg")))') &&
    AVALA_EDGE_URL=http://127.0.0.1:18080 AVALA_EDGE_KEY=$key \
      "$python" scripts/gpu_clicks.py "$photo" --triton 8001 >"$out/rows.txt" && cat "$out/rows.txt"
}

parity() { # the server's own word on what runs the model
  local key
  key=$(new_key gpu-check-models) &&
    curl --fail --silent --header "X-Avala-Api-Key: $key" http://127.0.0.1:18080/api/edge/v1/models/ &&
    curl --fail --silent http://127.0.0.1:18080/readyz
}

statistics() {
  curl --fail --silent http://127.0.0.1:8000/v2/models/stats &&
    curl --fail --silent http://127.0.0.1:8002/metrics | grep '^nv_'
}

run() {
  step versions versions || true
  step check "$edge" models build-engine "$model" --check || return
  step render "$edge" triton render --target gpu --model "$model" --out "$repository" || return
  step build "$edge" models build-engine "$model" --repository "$repository" || return
  step built-once "$edge" models build-engine "$model" || return
  step triton start_triton || return
  step trtexec-encoder trtexec sam_image_encoder || true
  step trtexec-decoder trtexec sam_mask_decoder || true
  step perf-encoder perf sam_image_encoder 1:4 || true
  step perf-decoder perf sam_mask_decoder 1:16:5 --shape points:2,2 --shape point_labels:2 || true
  step server serve || return
  step parity parity || true
  step clicks clicks || true
  step perf-prompt perf sam_prompt 1:16:5 --shape points:2,2 --shape point_labels:2 || true
  step statistics statistics || true
}
run || true

"$python" scripts/gpu_report.py "$out" --gpus "$gpus" --model "$model" --image "$image"
echo "$out/report.md"
exit "$failed"

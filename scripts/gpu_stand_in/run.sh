#!/usr/bin/env bash
# The Triton repository of a GPU box on a real GPU, with torch where TensorRT's plans would be: what embeddings on the
# device, sam_prompt and shared memory do there. docs/experiments/0004-sam-on-an-h100.md has what came of it.
#
#   run.sh KIND REPOSITORY TRITON    KIND: tiny, vit_b, vit_l, vit_h; REPOSITORY: of `avala-edge triton render --target gpu`;
#                                    TRITON: the folder tritonserver/ of nvidia-pytriton, its backend with this Python's stub
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kind=$1 work=$(mktemp -d) python=$(command -v python3) port=8991
export STAND_IN_KIND=$kind STAND_IN_PATH="$here:${PYTHONPATH:-$here/../..}" # where avala_edge is, and what it needs
trap 'kill -INT "$server" 2>/dev/null || true; sleep 4; kill -KILL "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
cp -r "$2/." "$work"
for model in sam_image_encoder sam_mask_decoder; do
  mkdir -p "$work/$model/1" && cp "$here/model.py" "$work/$model/1/"
  sed -i 's/backend: "tensorrt"/backend: "python"/; /default_model_filename/d' "$work/$model/config.pbtxt"
  echo 'parameters { key: "FORCE_CPU_ONLY_INPUT_TENSORS" value { string_value: "no" } }' >>"$work/$model/config.pbtxt"
done
PATH="$(dirname "$python"):$PATH" "$3/bin/tritonserver" --model-repository "$work" --backend-directory "$3/backends" \
  --disable-auto-complete-config --rate-limit execution_count --exit-timeout-secs 3 --log-info false \
  --grpc-address 127.0.0.1 --grpc-port $port --http-address 127.0.0.1 --http-port $((port + 1)) \
  --metrics-address 127.0.0.1 --metrics-port $((port + 2)) &
server=$!
for _ in $(seq 120); do
  curl -sf "http://127.0.0.1:$((port + 1))/v2/health/ready" >/dev/null && break
  kill -0 "$server" && sleep 1
done
PYTHONPATH="$STAND_IN_PATH" python3 "$here/clicks.py" $port "$kind"

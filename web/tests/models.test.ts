import { expect, test } from "vitest";

import { partOf } from "../src/api/models";

test("files of a model are known by their names", () => {
  const named = (graphs: number, ...files: string[]) => files.map((file) => partOf(file, graphs));
  expect(named(2, "Sam_ViT_B.encoder.onnx", "Sam_ViT_B.Decoder.onnx", "encoder.onnx.data")).toEqual(["encoder", "decoder", "weights"]);
  const four = ["encoder.onnx", "decoder.onnx", "memory_attention.onnx", "Tiny-Memory-Encoder.onnx"];
  expect(named(4, ...four)).toEqual(["encoder", "decoder", "memory_attention", "memory_encoder"]);
  expect(named(1, "yolo11n.onnx", "classes.txt")).toEqual(["file", "labels"]);
  expect(named(2, "manifest.json")).toEqual(["manifest"]);
});

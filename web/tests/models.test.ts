import { expect, test } from "vitest";

import { partOf } from "../src/api/models";

test("files of a model are known by their names", () => {
  const named = (graphs: number, ...files: string[]) => files.map((file) => partOf(file, graphs));
  expect(named(2, "Sam_ViT_B.encoder.onnx", "Sam_ViT_B.Decoder.onnx", "encoder.onnx.data")).toEqual(["encoder", "decoder", "weights"]);
  expect(named(1, "yolo11n.onnx", "classes.txt")).toEqual(["file", "labels"]);
  expect(named(2, "manifest.json")).toEqual(["manifest"]);
});

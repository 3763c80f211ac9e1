-- A Python model whose conversion to ONNX was proved is served from that graph: a blob of its own beside the pushed files.

ALTER TABLE model_versions ADD COLUMN compiled_digest text;

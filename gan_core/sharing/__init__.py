"""Models on their way in and out: loaded by name, on Hugging Face's hub, as ONNX."""

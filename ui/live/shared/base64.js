// Bytes and floats as the server sends them.

export function bytesFromBase64(base64) {
  if (typeof Uint8Array.fromBase64 === "function") return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Little-endian float32 pairs from base64; the scene's real points come this way. */
export function floatsFromBase64(base64) {
  if (!base64) return new Float32Array(0);
  return new Float32Array(bytesFromBase64(base64).slice().buffer);
}

export function base64FromBytes(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096)
    text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(text);
}

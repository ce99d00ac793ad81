// What a clipboard holds, as bytes that fit into one message.

const SIDES = [2048, 1024, 512]; // pixels, for pictures whose file is too large

/** The first picture among the clipboard's items, or nothing. */
export async function pictureIn(items) {
  for (const item of items) {
    const type = item.types.find((one) => one.startsWith("image/") && one !== "image/svg+xml");
    if (type) return item.getType(type);
  }
  return undefined;
}

/** The picture as it is, or made smaller until it has at most `largest` bytes. */
export async function fitting(blob, largest) {
  if (blob.size <= largest) return { blob, reduced: false };
  const bitmap = await createImageBitmap(blob);
  for (const side of SIDES) {
    const smaller = await drawn(bitmap, Math.min(1, side / Math.max(bitmap.width, bitmap.height)));
    if (smaller.size <= largest) return { blob: smaller, reduced: true };
  }
  throw new Error("too large");
}

function drawn(bitmap, share) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * share));
  canvas.height = Math.max(1, Math.round(bitmap.height * share));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** The bytes in base64, without the words before them. */
export function toBase64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

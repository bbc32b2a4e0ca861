/** Bytes of the file in a data URI; the server takes no larger one. */
export const LARGEST_LOGO = 24 * 1024;
/** Twice as high as it is shown, for sharp screens. */
const HEIGHTS = [192, 144, 96, 64];

/** Bytes of what a data URI holds. */
export const sizeOf = (uri: string): number =>
  Math.floor(((uri.length - uri.indexOf(",") - 1) * 3) / 4);

/**
 * A chosen picture as a data URI that is small enough, made smaller where it has to be; null where the
 * browser can't read it. Drawn anew, so that nothing else in the file (a place, a name) comes with it.
 */
export async function logoOf(file: Blob): Promise<string | null> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return null;
  }
  for (const height of HEIGHTS) {
    const scale = Math.min(1, height / picture.height, (height * 4) / picture.width);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const kind of ["image/png", "image/webp"]) {
      const uri = canvas.toDataURL(kind, 0.85);
      if (uri.startsWith(`data:${kind}`) && sizeOf(uri) <= LARGEST_LOGO) return uri;
    }
  }
  return null;
}

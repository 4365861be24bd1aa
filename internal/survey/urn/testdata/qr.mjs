// Reads our QR codes with the npm package jsqr, for urn's differential test.
import jsQR from "jsqr";
import { qr } from "../../../../web/src/ballot/qr.js";

const SCALE = 3;

/** Draws the modules as a camera would see them, with the quiet zone. */
function picture(rows) {
  const size = (rows.length + 8) * SCALE;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (rows[(y / SCALE | 0) - 4]?.[(x / SCALE | 0) - 4]) pixels.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return { pixels, size };
}

let input = "";
for await (const chunk of process.stdin) input += chunk;
const answers = JSON.parse(input).map(({ text }) => {
  const { pixels, size } = picture(qr(text));
  return { text: jsQR(pixels, size, size)?.data ?? "unreadable" };
});
process.stdout.write(JSON.stringify({ answers, requests: [] }));

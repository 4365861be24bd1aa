// Draws a QR code (ISO/IEC 18004, byte mode, error correction L), to carry a token to another device. It is drawn here and
// not on the server, which must not see the token.
import { utf8 } from "./bytes.js";

// By version, from 1: error correction bytes per block, and blocks. Version 20 holds 858 bytes; a link with a token has about 450.
const CORRECTION = [0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28];
const BLOCKS = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8];
const LARGEST = 20;

const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => ((x / 3 | 0) + (y / 2 | 0)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

const side = (version) => 17 + 4 * version;

/** Where the centres of the alignment patterns lie, along either axis. */
function alignment(version) {
  if (version === 1) return [];
  const count = (version / 7 | 0) + 2;
  const step = Math.ceil((side(version) - 13) / (2 * count - 2)) * 2;
  const rest = Array.from({ length: count - 1 }, (_, i) => side(version) - 7 - i * step);
  return [6, ...rest.reverse()];
}

/** How many bytes, data and correction together, a version holds. */
function capacity(version) {
  const marks = alignment(version).length;
  let modules = (16 * version + 128) * version + 64;
  if (version > 1) modules -= (25 * marks - 10) * marks - 55;
  if (version > 6) modules -= 36;
  return modules >> 3;
}

const room = (version) => capacity(version) - CORRECTION[version] * BLOCKS[version];

/** Multiplication in the field of 256 elements of the standard. */
function times(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}

/** The generator polynomial of a degree, without its leading 1. */
function generator(degree) {
  const g = new Uint8Array(degree);
  g[degree - 1] = 1;
  for (let root = 1, i = 0; i < degree; i++, root = times(root, 2)) {
    for (let j = 0; j < degree; j++) g[j] = times(g[j], root) ^ (g[j + 1] ?? 0);
  }
  return g;
}

function remainder(data, g) {
  const rest = new Uint8Array(g.length);
  for (const byte of data) {
    const factor = byte ^ rest[0];
    rest.copyWithin(0, 1);
    rest[g.length - 1] = 0;
    for (let i = 0; i < g.length; i++) rest[i] ^= times(g[i], factor);
  }
  return rest;
}

/** The data bytes: mode, length, text, terminator, padding. */
function data(bytes, version) {
  const bits = [];
  const add = (value, length) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  add(4, 4);
  add(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((b) => add(b, 8));
  add(0, Math.min(4, 8 * room(version) - bits.length));
  add(0, -bits.length & 7);
  for (let pad = 0xec; bits.length < 8 * room(version); pad ^= 0xec ^ 0x11) add(pad, 8);
  return Uint8Array.from({ length: room(version) }, (_, i) => parseInt(bits.slice(8 * i, 8 * i + 8).join(""), 2));
}

/** Splits the data into blocks, adds correction to each, and interleaves them. */
function interleave(all, version) {
  const [count, g] = [BLOCKS[version], generator(CORRECTION[version])];
  const short = count - (room(version) % count);
  const blocks = [];
  for (let at = 0, i = 0; i < count; i++) {
    const length = (room(version) / count | 0) + (i < short ? 0 : 1);
    blocks.push(all.subarray(at, (at += length)));
  }
  const corrections = blocks.map((b) => remainder(b, g));
  const columns = (rows) => Array.from({ length: Math.max(...rows.map((r) => r.length)) }, (_, i) => rows.map((r) => r[i])).flat();
  return [...columns(blocks), ...columns(corrections)].filter((b) => b !== undefined);
}

/** A code under construction: dark says which modules are dark, fixed which ones carry no data. */
class Grid {
  constructor(version) {
    this.version = version;
    this.side = side(version);
    this.dark = Array.from({ length: this.side }, () => new Uint8Array(this.side));
    this.fixed = Array.from({ length: this.side }, () => new Uint8Array(this.side));
    this.patterns();
  }

  fix(x, y, dark) {
    if (x < 0 || y < 0 || x >= this.side || y >= this.side) return;
    this.dark[y][x] = dark ? 1 : 0;
    this.fixed[y][x] = 1;
  }

  /** Rings around a centre: a ring is dark unless its distance is in light. */
  rings(x, y, reach, light) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) this.fix(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }

  patterns() {
    const end = this.side - 1;
    for (let i = 0; i <= end; i++) {
      this.fix(6, i, i % 2 === 0);
      this.fix(i, 6, i % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [end - 3, 3], [3, end - 3]]) this.rings(x, y, 4, [2, 4]);
    const marks = alignment(this.version);
    const last = marks.at(-1);
    for (const x of marks) {
      for (const y of marks) {
        const finder = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6);
        if (!finder) this.rings(x, y, 2, [1]);
      }
    }
    this.format(0);
    this.versionMarks();
  }

  /** The 15 bits that tell the correction level and the mask, twice. */
  format(mask) {
    const level = (1 << 3) | mask; // 1 is L
    let check = level;
    for (let i = 0; i < 10; i++) check = (check << 1) ^ ((check >> 9) * 0x537);
    const bits = ((level << 10) | check) ^ 0x5412;
    const bit = (i) => (bits >> i) & 1;
    for (let i = 0; i < 6; i++) this.fix(8, i, bit(i));
    this.fix(8, 7, bit(6));
    this.fix(8, 8, bit(7));
    this.fix(7, 8, bit(8));
    for (let i = 9; i < 15; i++) this.fix(14 - i, 8, bit(i));
    for (let i = 0; i < 8; i++) this.fix(this.side - 1 - i, 8, bit(i));
    for (let i = 8; i < 15; i++) this.fix(8, this.side - 15 + i, bit(i));
    this.fix(8, this.side - 8, 1);
  }

  versionMarks() {
    if (this.version < 7) return;
    let check = this.version;
    for (let i = 0; i < 12; i++) check = (check << 1) ^ ((check >> 11) * 0x1f25);
    const bits = (this.version << 12) | check;
    for (let i = 0; i < 18; i++) {
      const [far, near] = [this.side - 11 + (i % 3), i / 3 | 0];
      this.fix(far, near, (bits >> i) & 1);
      this.fix(near, far, (bits >> i) & 1);
    }
  }

  /** Fills in the bytes, two columns at a time, up and down, from the right. */
  fill(bytes) {
    let at = 0;
    for (let right = this.side - 1; right > 0; right -= 2) {
      if (right === 6) right = 5;
      const upward = ((right + 1) & 2) === 0;
      for (let i = 0; i < this.side; i++) {
        const y = upward ? this.side - 1 - i : i;
        for (const x of [right, right - 1]) {
          if (!this.fixed[y][x] && at < 8 * bytes.length) {
            this.dark[y][x] = (bytes[at >> 3] >> (7 - (at & 7))) & 1;
            at++;
          }
        }
      }
    }
  }

  /** Turns a mask on; a second time, off. */
  mask(number) {
    for (let y = 0; y < this.side; y++) {
      for (let x = 0; x < this.side; x++) {
        if (!this.fixed[y][x] && MASKS[number](x, y) === 0) this.dark[y][x] ^= 1;
      }
    }
  }

  /** How hard the code is to read: long runs, blocks, look-alikes of the corner marks, imbalance. */
  penalty() {
    const rows = this.dark.map((row) => row.join(""));
    const columns = rows.map((_, x) => this.dark.map((row) => row[x]).join(""));
    let points = 0;
    for (const line of [...rows, ...columns]) {
      for (const run of line.match(/0{5,}|1{5,}/g) ?? []) points += run.length - 2;
      points += 40 * (line.match(/(?=00001011101|10111010000)/g) ?? []).length;
    }
    for (let y = 1; y < this.side; y++) {
      for (let x = 1; x < this.side; x++) {
        const four = this.dark[y][x] + this.dark[y - 1][x] + this.dark[y][x - 1] + this.dark[y - 1][x - 1];
        if (four % 4 === 0) points += 3;
      }
    }
    const share = rows.join("").replaceAll("0", "").length / this.side ** 2;
    return points + 10 * Math.floor(Math.abs(share - 0.5) * 20);
  }
}

/** The modules of a code: rows of 0 and 1, 1 dark. Throws RangeError for a text that is too long. */
export function qr(text) {
  const bytes = utf8(text);
  let version = 1;
  while (version <= LARGEST && bytes.length + (version < 10 ? 2 : 3) > room(version)) version++;
  if (version > LARGEST) throw new RangeError("too long for a QR code");
  const grid = new Grid(version);
  grid.fill(interleave(data(bytes, version), version));
  const cost = MASKS.map((_, m) => {
    grid.format(m);
    grid.mask(m);
    const points = grid.penalty();
    grid.mask(m);
    return points;
  });
  const best = cost.indexOf(Math.min(...cost));
  grid.format(best);
  grid.mask(best);
  return grid.dark;
}

const SVG = "http://www.w3.org/2000/svg";

/** The code as an SVG element, with its quiet zone, black on white in every theme: cameras need it so. */
export function qrImage(text, label) {
  const rows = qr(text);
  const size = rows.length + 8;
  const path = rows.flatMap((row, y) => [...row].map((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join("");
  const svg = element("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" });
  svg.append(element("rect", { width: size, height: size, fill: "#fff" }), element("path", { d: path, fill: "#000" }));
  return svg;
}

function element(name, attributes) {
  const e = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  return e;
}

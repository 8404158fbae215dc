// The kernels of `src/kernel/` as a web developer writes them well: typed arrays, no objects in inner loops, and a pool
// of workers by the npm package `workerpool`. The same roundings (`Math.fround`, which browsers compile to arithmetic
// of 32 bits), so that the answers are the same.
importScripts('workerpool.js');

const fround = Math.fround;
const widthOf = (height) => Math.floor((height * 4) / 3);

const MAX_ITERATIONS = 1000;
const SHADES = Uint8Array.from({ length: MAX_ITERATIONS + 1 }, (_, count) => {
  return count === 0 || count === MAX_ITERATIONS ? 0 : 1 + (Math.log2(count) * 254) / Math.log2(MAX_ITERATIONS - 1);
});

function mandelbrot(height, from, to) {
  const width = widthOf(height);
  const bytes = new Uint8Array((to - from) * width);
  let value = 0;
  let at = 0;
  for (let row = from; row < to; row += 1) {
    const im = (row / height) * 2 - 1;
    for (let column = 0; column < width; column += 1) {
      const re = (column / width) * 3.5 - 2.5;
      let x = 0;
      let y = 0;
      let count = 0;
      while (count < MAX_ITERATIONS && x * x + y * y < 4) {
        const next = x * x - y * y + re;
        y = 2 * x * y + im;
        x = next;
        count += 1;
      }
      value += count;
      bytes[at] = SHADES[count];
      at += 1;
    }
  }
  return { value, bytes };
}

// Threefry-2x32, 20 rounds; the two numbers are left in `word0` and `word1`.
let word0 = 0;
let word1 = 0;

function threefry(c0, c1, k0, k1) {
  const k2 = 0x1bd11bda ^ k0 ^ k1;
  let a = (c0 + k0) | 0;
  let b = (c1 + k1) | 0;
  a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + k1) | 0; b = (b + k2 + 1) | 0;
  a = (a + b) | 0; b = ((b << 17) | (b >>> 15)) ^ a;
  a = (a + b) | 0; b = ((b << 29) | (b >>> 3)) ^ a;
  a = (a + b) | 0; b = ((b << 16) | (b >>> 16)) ^ a;
  a = (a + b) | 0; b = ((b << 24) | (b >>> 8)) ^ a;
  a = (a + k2) | 0; b = (b + k0 + 2) | 0;
  a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + k0) | 0; b = (b + k1 + 3) | 0;
  a = (a + b) | 0; b = ((b << 17) | (b >>> 15)) ^ a;
  a = (a + b) | 0; b = ((b << 29) | (b >>> 3)) ^ a;
  a = (a + b) | 0; b = ((b << 16) | (b >>> 16)) ^ a;
  a = (a + b) | 0; b = ((b << 24) | (b >>> 8)) ^ a;
  a = (a + k1) | 0; b = (b + k2 + 4) | 0;
  a = (a + b) | 0; b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0; b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0; b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0; b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + k2) | 0; b = (b + k0 + 5) | 0;
  word0 = a;
  word1 = b;
}

const INNER = 512;
const entry = (word) => (word >>> 8) / 8388608 - 1;
let factor = new Float32Array(0);

function matrix(height, from, to) {
  const width = widthOf(height);
  if (factor.length !== INNER * width) {
    factor = new Float32Array(INNER * width);
    for (let k = 0; k < INNER; k += 1) {
      for (let x = 0; x < width; x += 1) {
        threefry(x, k, 2, 0x6d61);
        factor[k * width + x] = entry(word0);
      }
    }
  }
  const bytes = new Uint8Array((to - from) * width);
  const sums = new Float32Array(width);
  let value = 0;
  for (let y = from; y < to; y += 1) {
    sums.fill(0);
    for (let k = 0; k < INNER; k += 1) {
      threefry(k, y, 1, 0x6d61);
      const left = fround(entry(word0));
      const start = k * width;
      for (let x = 0; x < width; x += 1) sums[x] = fround(sums[x] + fround(left * factor[start + x]));
    }
    const start = (y - from) * width;
    for (let x = 0; x < width; x += 1) {
      value += Math.floor(fround(sums[x] + INNER) * 1024);
      bytes[start + x] = Math.max(0, Math.min(255, 128 + sums[x] * 5));
    }
  }
  return { value, bytes };
}

const BODIES = 96;
const SOFTENING = fround(0.0004);
const [bodyX, bodyY, mass] = [new Float32Array(BODIES), new Float32Array(BODIES), new Float32Array(BODIES)];
for (let body = 0; body < BODIES; body += 1) {
  threefry(body, 0, 3, 0x6772);
  bodyX[body] = fround((word0 >>> 8) / 16777216) * fround(4 / 3);
  bodyY[body] = (word1 >>> 8) / 16777216;
  threefry(body, 1, 3, 0x6772);
  mass[body] = fround(0.2) + (word0 >>> 8) / 16777216;
}

function gravity(height, from, to) {
  const width = widthOf(height);
  const bytes = new Uint8Array((to - from) * width);
  let value = 0;
  let at = 0;
  for (let row = from; row < to; row += 1) {
    const y = fround(row / height);
    for (let column = 0; column < width; column += 1) {
      const x = fround(column / height);
      let sum = fround(0);
      for (let body = 0; body < BODIES; body += 1) {
        const dx = fround(x - bodyX[body]);
        const dy = fround(y - bodyY[body]);
        const square = fround(fround(fround(dx * dx) + fround(dy * dy)) + SOFTENING);
        sum = fround(sum + fround(mass[body] / fround(Math.sqrt(square))));
      }
      value += Math.floor(sum * 1024);
      bytes[at] = fround(sum * 3);
      at += 1;
    }
  }
  return { value, bytes };
}

const DARTS = 64;
const DRAWN = 32;

function darts(height, from, to) {
  const width = widthOf(height);
  const bytes = new Uint8Array((to - from) * width);
  const pairs = Math.ceil((width * DARTS) / 2 / 4) * 4;
  const rowHeight = fround(1 / height);
  let value = 0;
  for (let row = from; row < to; row += 1) {
    const below = height - 1 - row;
    const isHit = (word) => {
      const x = fround((word >>> 16) / 65536);
      const y = fround(fround(below + fround((word & 0xffff) / 65536)) * rowHeight);
      return fround(fround(x * x) + fround(y * y)) < 1;
    };
    for (let place = 0; place < pairs; place += 1) {
      threefry(place, row, 0x7069, 0);
      if (isHit(word0)) value += 1;
      if (isHit(word1)) value += 1;
    }
    for (let place = 0; place < pairs; place += DRAWN / 2) {
      threefry(place, row, 0x7069, 0);
      bytes[(row - from) * width + (((word0 >>> 16) * width) >>> 16)] = isHit(word0) ? 230 : 60;
    }
  }
  return { value, bytes };
}

// The photograph comes once a worker, by a synchronous request before the first row: its time is not measured.
const RADIUS = 64;
const TAPS = 2 * RADIUS + 1;
const [PHOTO_WIDTH, PHOTO_HEIGHT, HEADER_BYTES] = [512, 384, 15];
let photograph;
const weights = new Float32Array(TAPS);
{
  const fall = 0.9989019704635819;
  const half = [1];
  for (let k = 1, step = fall; k <= RADIUS; k += 1, step *= fall * fall) half.push(half[k - 1] * step);
  const sum = half.slice(1).reduce((all, weight) => all + 2 * weight, 1);
  for (let k = 0; k < TAPS; k += 1) weights[k] = half[Math.abs(k - RADIUS)] / sum;
}
const nearest = (at, of, from) => Math.floor((Math.min(Math.max(at - RADIUS, 0), of - 1) * from) / of);

function load() {
  const request = new XMLHttpRequest();
  request.open('GET', 'blur.pgm', false);
  request.responseType = 'arraybuffer';
  request.send();
  photograph = Float32Array.from(new Uint8Array(request.response, HEADER_BYTES));
}

function blur(height, from, to) {
  if (!photograph) load();
  const width = widthOf(height);
  const bytes = new Uint8Array((to - from) * width);
  const columns = new Float32Array(PHOTO_WIDTH);
  const line = new Float32Array(width + TAPS);
  const places = Int32Array.from({ length: width + TAPS }, (_, x) => nearest(x, width, PHOTO_WIDTH));
  const sums = new Float32Array(width);
  let value = 0;
  let at = 0;
  for (let row = from; row < to; row += 1) {
    columns.fill(0);
    for (let k = 0; k < TAPS; k += 1) {
      const weight = weights[k];
      const start = nearest(row + k, height, PHOTO_HEIGHT) * PHOTO_WIDTH;
      for (let x = 0; x < PHOTO_WIDTH; x += 1) columns[x] = fround(columns[x] + fround(weight * photograph[start + x]));
    }
    for (let x = 0; x < line.length; x += 1) line[x] = columns[places[x]];
    sums.fill(0);
    for (let k = 0; k < TAPS; k += 1) {
      const weight = weights[k];
      for (let x = 0; x < width; x += 1) sums[x] = fround(sums[x] + fround(weight * line[x + k]));
    }
    for (let x = 0; x < width; x += 1) {
      const shade = fround(sums[x] + 0.5) | 0;
      value += shade;
      bytes[at] = shade;
      at += 1;
    }
  }
  return { value, bytes };
}

const sent = (kernel) => (...given) => {
  const { value, bytes } = kernel(...given);
  return new workerpool.Transfer({ value, bytes }, [bytes.buffer]);
};

workerpool.worker({ mandelbrot: sent(mandelbrot), matrix: sent(matrix), gravity: sent(gravity), darts: sent(darts), blur: sent(blur) });

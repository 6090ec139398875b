/**
 * SHA3-256 (FIPS 202), for checksums and tokens. Node's needs node:crypto, and a well-kept package's costs about as much, 9 million
 * instructions of a launch: its words are unsigned, and on 64 bits V8 keeps only signed ones without an object each. There were enough
 * objects to start the garbage collector.
 */

/** Octets of a block. */
const RATE = 136;
const ROUNDS = 24;

/**
 * The state is 25 lanes of 64 bits, each two words, the lower half first. The steps rho and pi rotate a lane by so many bits, and take
 * its lower half to this word; the upper half goes to the word beside that.
 */
const ROTATIONS = new Int8Array(25);
const PLACES = new Int8Array(25);
for (let step = 1, x = 1, y = 0; step < 25; step += 1) {
  const lane = x + 5 * y;
  const rotation = ((step * (step + 1)) / 2) % 64;
  [x, y] = [y, (2 * x + 3 * y) % 5];
  ROTATIONS[lane] = rotation % 32;
  PLACES[lane] = 2 * (x + 5 * y) + (rotation < 32 ? 0 : 1);
}

/** For the step iota: a lane for each round. */
const CONSTANTS = Int32Array.of(
  ...[0x00000001, 0, 0x00008082, 0, 0x0000808a, 1 << 31, 0x80008000, 1 << 31, 0x0000808b, 0, 0x80000001, 0],
  ...[0x80008081, 1 << 31, 0x00008009, 1 << 31, 0x0000008a, 0, 0x00000088, 0, 0x80008009, 0, 0x8000000a, 0],
  ...[0x8000808b, 0, 0x0000008b, 1 << 31, 0x00008089, 1 << 31, 0x00008003, 1 << 31, 0x00008002, 1 << 31],
  ...[0x00000080, 1 << 31, 0x0000800a, 0, 0x8000000a, 1 << 31, 0x80008081, 1 << 31, 0x00008080, 1 << 31],
  ...[0x80000001, 0, 0x80008008, 1 << 31],
);

/** The hash of a message, 32 octets. */
export function sha3_256(message: Uint8Array): Uint8Array {
  const octets = new Uint8Array(Math.ceil((message.length + 1) / RATE) * RATE);
  octets.set(message);
  octets[message.length] = 0x06;
  octets[octets.length - 1] = (octets.at(-1) as number) | 0x80;

  const blocks = new DataView(octets.buffer);
  const state = new Int32Array(50);
  for (let at = 0; at < octets.length; at += 4) {
    const word = (at % RATE) / 4;
    state[word] = (state[word] as number) ^ blocks.getInt32(at, true);
    if (word === RATE / 4 - 1) permute(state);
  }
  const hash = new DataView(new ArrayBuffer(32));
  for (let at = 0; at < 32; at += 4) hash.setInt32(at, state[at / 4] as number, true);
  return new Uint8Array(hash.buffer);
}

/** Keccak-f[1600], with the names that FIPS 202 has. */
function permute(a: Int32Array): void {
  const b = new Int32Array(50);
  const c = new Int32Array(10);
  for (let round = 0; round < ROUNDS; round += 1) {
    // theta
    for (let x = 0; x < 10; x += 1) {
      const upper = (a[x] as number) ^ (a[x + 10] as number) ^ (a[x + 20] as number);
      c[x] = upper ^ (a[x + 30] as number) ^ (a[x + 40] as number);
    }
    for (let x = 0; x < 5; x += 1) {
      const left = ((x + 4) % 5) * 2;
      const right = ((x + 1) % 5) * 2;
      const low = c[right] as number;
      const high = c[right + 1] as number;
      const dLow = (c[left] as number) ^ (low << 1) ^ (high >>> 31);
      const dHigh = (c[left + 1] as number) ^ (high << 1) ^ (low >>> 31);
      // rho and pi
      for (let lane = x; lane < 25; lane += 5) {
        const bits = ROTATIONS[lane] as number;
        const place = PLACES[lane] as number;
        const aLow = (a[2 * lane] as number) ^ dLow;
        const aHigh = (a[2 * lane + 1] as number) ^ dHigh;
        // In two steps, since JavaScript takes a shift by 32 for none.
        b[place] = (aLow << bits) | ((aHigh >>> 1) >>> (31 - bits));
        b[place ^ 1] = (aHigh << bits) | ((aLow >>> 1) >>> (31 - bits));
      }
    }
    // chi
    for (let row = 0; row < 50; row += 10) {
      for (let word = row; word < row + 2; word += 1) {
        const b0 = b[word] as number;
        const b1 = b[word + 2] as number;
        const b2 = b[word + 4] as number;
        const b3 = b[word + 6] as number;
        const b4 = b[word + 8] as number;
        a[word] = b0 ^ (~b1 & b2);
        a[word + 2] = b1 ^ (~b2 & b3);
        a[word + 4] = b2 ^ (~b3 & b4);
        a[word + 6] = b3 ^ (~b4 & b0);
        a[word + 8] = b4 ^ (~b0 & b1);
      }
    }
    // iota
    a[0] = (a[0] as number) ^ (CONSTANTS[2 * round] as number);
    a[1] = (a[1] as number) ^ (CONSTANTS[2 * round + 1] as number);
  }
}

/**
 * SHA3-256 (FIPS 202), for checksums and tokens. Node's needs node:crypto, and a well-kept package's costs about as much, 9 of the 176
 * million instructions of a launched session: its words are unsigned, and V8 makes an object of each that has the first bit set. So
 * many are those that they bring the garbage collector into the session; of signed words there are none.
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
export function sha3_256(message: Uint8Array): Buffer {
  const blocks = Buffer.alloc(Math.ceil((message.length + 1) / RATE) * RATE);
  blocks.set(message);
  blocks[message.length] = 0x06;
  blocks[blocks.length - 1] = (blocks.at(-1) as number) | 0x80;

  const state = new Int32Array(50);
  for (let at = 0; at < blocks.length; at += 4) {
    const word = (at % RATE) / 4;
    state[word] = (state[word] as number) ^ blocks.readInt32LE(at);
    if (word === RATE / 4 - 1) permute(state);
  }
  const hash = Buffer.alloc(32);
  for (let at = 0; at < hash.length; at += 4) hash.writeInt32LE(state[at / 4] as number, at);
  return hash;
}

/** Keccak-f[1600], with the names that FIPS 202 has. */
function permute(a: Int32Array): void {
  const b = new Int32Array(50);
  const c = new Int32Array(10);
  for (let round = 0; round < ROUNDS; round += 1) {
    // theta
    c.fill(0);
    for (let word = 0; word < 50; word += 1) c[word % 10] = (c[word % 10] as number) ^ (a[word] as number);
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
        b[place] = (aLow << bits) | ((aHigh >>> 1) >>> (31 - bits));
        b[place ^ 1] = (aHigh << bits) | ((aLow >>> 1) >>> (31 - bits));
      }
    }
    // chi
    for (let y = 0; y < 50; y += 10) {
      for (let x = 0; x < 10; x += 1) {
        const next = b[y + ((x + 2) % 10)] as number;
        a[y + x] = (b[y + x] as number) ^ (~next & (b[y + ((x + 4) % 10)] as number));
      }
    }
    // iota
    a[0] = (a[0] as number) ^ (CONSTANTS[2 * round] as number);
    a[1] = (a[1] as number) ^ (CONSTANTS[2 * round + 1] as number);
  }
}

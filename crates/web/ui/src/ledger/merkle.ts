// The Merkle tree of RFC 6962 §2.1 by WebCrypto's SHA-256: leaves and nodes, the root over every leaf, and the two proofs checked.
// The same rules as crates/ledger/src/merkle. No framework.
import { equal, joined, type Bytes } from './bytes'

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)
/** Hashes under way at once: enough to keep the browser's own threads busy, few enough for memory. */
const TOGETHER = 8_192

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

export const leafHash = (leaf: Bytes): Promise<Bytes> => sha256(joined(LEAF, leaf))
export const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(joined(NODE, left, right))

/** What a proof does not show; none: it holds. */
export type ProofFault = 'the proof speaks of an entry that the tree does not have' | 'the proof has not as many hashes as it should' | 'the proof does not lead to the root'

const RANGE: ProofFault = 'the proof speaks of an entry that the tree does not have'
const LENGTH: ProofFault = 'the proof has not as many hashes as it should'
const ROOT: ProofFault = 'the proof does not lead to the root'

/** A place on the way up: the node's index, the last one's on its level. Plain arithmetic: indexes may be beyond 2³². */
interface Way { node: number; last: number }

const odd = (number: number): boolean => number % 2 === 1

function up(way: Way): void {
  way.node = Math.floor(way.node / 2)
  way.last = Math.floor(way.last / 2)
}

/** A node without sibling stands as it is on every level on which it is the last. */
function pastLonely(way: Way): void {
  while (!odd(way.node) && way.node !== 0) up(way)
}

/** Checks that a leaf stands at `index` of the tree of `size` leaves (RFC 6962 §2.1.1). */
export async function inclusion(index: number, size: number, leaf: Bytes, path: Bytes[], root: Bytes): Promise<ProofFault | undefined> {
  if (index >= size) return RANGE
  const way = { node: index, last: size - 1 }
  let hash = leaf
  for (const sibling of path) {
    if (way.last === 0) return LENGTH
    if (odd(way.node) || way.node === way.last) {
      hash = await nodeHash(sibling, hash)
      pastLonely(way)
    } else {
      hash = await nodeHash(hash, sibling)
    }
    up(way)
  }
  if (way.last !== 0) return LENGTH
  return equal(hash, root) ? undefined : ROOT
}

/** Checks that the tree of `from` leaves is the beginning of the tree of `to` leaves (RFC 6962 §2.1.2). */
export async function consistency(from: number, old: Bytes, to: number, now: Bytes, path: Bytes[]): Promise<ProofFault | undefined> {
  if (from > to) return RANGE
  if (from === 0 || from === to) {
    if (path.length > 0) return LENGTH
    return equal(old, from === 0 ? await sha256(new Uint8Array()) : now) ? undefined : ROOT
  }
  // A power of two is a whole subtree: its root is known to whoever checks, and is not in the proof.
  const whole = Number.isInteger(Math.log2(from))
  const first = whole ? old : path[0]
  if (first === undefined) return LENGTH
  const way = { node: from - 1, last: to - 1 }
  while (odd(way.node)) up(way)
  let [oldHash, newHash] = [first, first]
  for (const sibling of whole ? path : path.slice(1)) {
    if (way.last === 0) return LENGTH
    if (odd(way.node) || way.node === way.last) {
      oldHash = await nodeHash(sibling, oldHash)
      newHash = await nodeHash(sibling, newHash)
      pastLonely(way)
    } else {
      newHash = await nodeHash(newHash, sibling)
    }
    up(way)
  }
  if (way.last !== 0) return LENGTH
  return equal(oldHash, old) && equal(newHash, now) ? undefined : ROOT
}

/** Every complete subtree's hash by height, and the leaf hashes at 0: `levels[h][i]` is over the 2^h leaves from i·2^h on. */
export type Levels = Bytes[][]

/** Hashes every level over the leaves; `told` hears how many nodes are done. */
export async function levelsOf(leaves: Bytes[], told: (nodes: number) => void = () => {}): Promise<Levels> {
  const levels: Levels = [leaves]
  let done = 0
  for (let below = leaves; below.length > 1;) {
    const level: Bytes[] = []
    for (let at = 0; at + 1 < below.length; at += 2 * TOGETHER) {
      const pairs: Promise<Bytes>[] = []
      for (let left = at; left + 1 < Math.min(below.length, at + 2 * TOGETHER); left += 2) {
        pairs.push(nodeHash(below[left]!, below[left + 1]!))
      }
      level.push(...await Promise.all(pairs))
      done += pairs.length
      told(done)
    }
    if (level.length === 0) break
    levels.push(level)
    below = level
  }
  return levels
}

/** The root over the leaves from `start` to before `end`, a range that RFC 6962 splits off. */
export async function subtree(levels: Levels, start: number, end: number): Promise<Bytes> {
  const parts: Bytes[] = []
  for (let at = start; at < end;) {
    let height = 0
    while (2 ** (height + 1) <= end - at) height += 1
    const part = levels[height]?.[at / 2 ** height]
    if (!part) throw new RangeError('a range that the tree does not split off')
    parts.push(part)
    at += 2 ** height
  }
  let root = parts.pop()
  if (!root) return sha256(new Uint8Array())
  for (const left of parts.reverse()) root = await nodeHash(left, root)
  return root
}

/** The largest power of two below `size`, which is at least 2. */
function split(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/** The parts of the tree that the hashes of an audit path stand for, in the path's order: from, to before. */
export function siblings(index: number, size: number): [number, number][] {
  let [start, end] = [0, size]
  const parts: [number, number][] = []
  while (end - start > 1) {
    const middle = start + split(end - start)
    if (index < middle) {
      parts.push([middle, end])
      end = middle
    } else {
      parts.push([start, middle])
      start = middle
    }
  }
  return parts.reverse()
}

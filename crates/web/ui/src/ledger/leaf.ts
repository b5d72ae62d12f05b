// A leaf of the log taken apart and opened: header, and the two salted commitments to meta and body
// (crates/ledger/src/entry). No framework.
import { equal, joined, utf8, type Bytes } from './bytes'

const MAGIC = utf8('CTAC1')
const HEADER = 27
const LEAF = MAGIC.length + 2 + HEADER + 64

export interface Leaf {
  /** Microseconds since 1970. */
  recorded: bigint
  /** 0 clear … 4 red. */
  marking: number
  meta: Bytes
  body: Bytes
}

/** Takes a leaf apart; none where it is not one of this format. */
export function readLeaf(leaf: Bytes): Leaf | undefined {
  if (leaf.length !== LEAF || !equal(leaf.slice(0, 5), MAGIC)) return undefined
  const view = new DataView(leaf.buffer, leaf.byteOffset)
  const [marking, group] = [view.getUint8(16), view.getUint8(17)]
  if (view.getUint16(5) !== HEADER || view.getUint8(7) !== 1 || marking > 4 || group > 6) return undefined
  return { recorded: view.getBigInt64(8), marking, meta: leaf.slice(34, 66), body: leaf.slice(66, 98) }
}

/** HMAC-SHA256 of a part under its salt. */
export async function commitment(salt: Bytes, part: 'meta' | 'body', bytes: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', salt, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, joined(utf8(`ctac/${part}/v1\0`), bytes)))
}

/** What is read of an entry's meta. */
export interface Meta { stream: string; seq: number; kind: string; marking: number; recorded_us: number }

export function readMeta(text: string): Meta | undefined {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return undefined
  }
  const meta = read as Meta
  const whole = typeof meta === 'object' && meta !== null && typeof meta.stream === 'string' && typeof meta.kind === 'string'
  return whole && [meta.seq, meta.marking, meta.recorded_us].every(Number.isSafeInteger) ? meta : undefined
}

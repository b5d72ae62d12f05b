// The files of an exported bundle, read with a limit on everything: from the one file that the service sends (JSON Lines of pieces),
// or from the folder that `ctac export` writes. No framework.
import { decimal, fromBase64, joined, type Bytes } from './bytes'

/** What this verifier takes into a browser's memory. `ctac verify` takes 2 GiB. */
export const LIMITS = {
  bytes: 256 * 1024 * 1024,
  /** Leaves of the whole log: their tree is hashed in some seconds. */
  leaves: 1_000_000,
  entries: 20_000,
  line: 512 * 1024,
} as const

const SMALL: Record<string, number> = {
  'manifest.json': 64 * 1024, 'manifest.sig': 64 * 1024, checkpoint: 64 * 1024, cosignatures: 64 * 1024,
  'leaves.bin': LIMITS.leaves * 32, 'entries.jsonl': LIMITS.bytes, 'people.json': 4 * 1024 * 1024,
}

export type Files = Map<string, Bytes>

/** A bundle that cannot be checked here, with what to do. */
export class Unreadable extends Error {}

/** The number of the entry whose receipt this is. */
export function proofSeq(file: string): number | undefined {
  const seq = decimal(/^proofs\/(.+)\.tlog-proof$/.exec(file)?.[1] ?? '')
  return seq === 0 ? undefined : seq
}

function limitOf(file: string): number {
  const limit = proofSeq(file) === undefined ? SMALL[file] : 80 * 1024
  if (limit === undefined) throw new Unreadable(`${file}: a bundle has no such file.`)
  return limit
}

/** Pieces as they come, each file's together, nothing beyond its limit. */
export class Collected {
  private readonly pieces = new Map<string, { parts: Bytes[]; bytes: number }>()
  private bytes = 0

  add(file: string, piece: Bytes): void {
    const kept = this.pieces.get(file) ?? { parts: [], bytes: 0 }
    kept.bytes += piece.length
    this.bytes += piece.length
    if (kept.bytes > limitOf(file) || this.bytes > LIMITS.bytes || this.pieces.size > LIMITS.entries + 8) {
      throw new Unreadable('The bundle is larger than a browser checks. Check it with ctac verify, which has no such limit.')
    }
    kept.parts.push(piece)
    this.pieces.set(file, kept)
  }

  files(): Files {
    return new Map([...this.pieces].map(([file, { parts }]) => [file, joined(...parts)]))
  }
}

type Line = { type: 'piece'; file: string; data: string } | { type: 'end'; files: number }

/** Takes one line of an export; tells whether it was the last. */
function take(collected: Collected, text: string): boolean {
  let line: Line
  try {
    line = JSON.parse(text) as Line
  } catch {
    throw new Unreadable('This is neither a bundle’s export (one .jsonl file) nor the folder of one.')
  }
  if (line.type === 'end') {
    if (collected.files().size !== line.files) throw new Unreadable('Files are missing from the export: export it again.')
    return true
  }
  const data = line.type === 'piece' && typeof line.data === 'string' ? fromBase64(line.data) : undefined
  if (!data || line.type !== 'piece' || typeof line.file !== 'string') throw new Unreadable('A line of the export cannot be read.')
  collected.add(line.file, data)
  return false
}

/** Reads the one file that the service sends. */
export async function fromExport(file: Blob): Promise<Files> {
  const reader = file.stream().getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const collected = new Collected()
  let rest = ''
  let ended = false
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    rest += decoder.decode(read.value, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LIMITS.line) throw new Unreadable('A line is longer than an export’s lines are: this is no export.')
    for (const line of lines) {
      if (ended) throw new Unreadable('There is more after the end of the export.')
      ended = take(collected, line)
    }
  }
  if (!ended || rest !== '') throw new Unreadable('The export was cut off before its end: export it again.')
  return collected.files()
}

/** Reads the files of a folder; each name as the bundle has it. */
export async function fromFolder(chosen: { name: string; file: Blob }[]): Promise<Files> {
  const collected = new Collected()
  for (const { name, file } of chosen) {
    if (file.size > limitOf(name)) collected.add(name, new Uint8Array(limitOf(name) + 1))
    collected.add(name, new Uint8Array(await file.arrayBuffer()))
  }
  return collected.files()
}

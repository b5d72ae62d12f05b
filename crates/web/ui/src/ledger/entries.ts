// Checks the entries of a bundle one after another, each with its leaf and its receipt: as crates/ledger/src/verify/entries.rs.
// No framework.
import { equal, fromBase64, textOf, utf8, type Bytes } from './bytes'
import { Fault, inFile, type Told } from './fault'
import { LIMITS, proofSeq, type Files } from './files'
import { commitment, readLeaf, readMeta, type Leaf } from './leaf'
import { inclusion, leafHash, sha256 } from './merkle'
import { Malformed, type Checkpoint } from './note'
import { readReceipt } from './receipt'

export interface Tally { stream: string | undefined; entries: number; shown: number; erased: number; withheld: number; unexplained: number[] }

interface Shown { meta_salt: string; meta: string; body_salt: string; body: string }
type Content = { shown: Shown } | { erased: Omit<Shown, 'body' | 'body_salt'> } | { withheld: { marking: number; organisation?: string } }
interface Line { seq: number; position: number; leaf: string; content: Content }

interface Walk {
  tally: Tally
  last: number
  lastWithheld: number
  erased: [seq: number, position: number][]
  /** Places named by `entry.erased` entries, and where those stand. */
  named: [position: number, at: number][]
}

/** Checks every line and every receipt. */
export async function checkEntries(files: Files, note: string, checkpoint: Checkpoint, leaves: Bytes[], told: Told): Promise<Tally> {
  const text = files.get('entries.jsonl') && textOf(files.get('entries.jsonl')!)
  if (!files.has('entries.jsonl')) throw inFile('entries.jsonl', 'the file is missing')
  if (text === undefined) throw inFile('entries.jsonl', 'the file is not UTF-8 text')
  if (!text.endsWith('\n')) throw inFile('entries.jsonl', 'there is no entry in it, or its last line has no end')
  const lines = text.slice(0, -1).split('\n')
  if (lines.length > LIMITS.entries) throw inFile('entries.jsonl', `a browser checks up to ${LIMITS.entries} entries; check this bundle with ctac verify`)
  const walk: Walk = { tally: { stream: undefined, entries: 0, shown: 0, erased: 0, withheld: 0, unexplained: [] }, last: -1, lastWithheld: -1, erased: [], named: [] }
  for (const [at, line] of lines.entries()) {
    if (at % 100 === 0) told(`Checking entry ${at + 1} of ${lines.length}`)
    await checkLine(walk, line, at + 1, files, note, checkpoint, leaves)
  }
  const orphan = [...files.keys()].find((name) => (proofSeq(name) ?? 0) > walk.tally.entries)
  if (orphan) throw inFile(orphan, 'the receipt belongs to no entry of the bundle')
  return erasures(walk)
}

/** A line as it was written, and no other: its members in their order, nothing doubled. */
function readLine(text: string, seq: number): Line {
  let line: Line
  try {
    line = JSON.parse(text) as Line
  } catch {
    throw new Fault(`Entry ${seq}: its line in entries.jsonl cannot be read`, seq)
  }
  const content = line?.content as Record<string, Record<string, unknown>> | undefined
  const kind = Object.keys(content ?? {})[0] ?? ''
  const members = {
    shown: ['meta_salt', 'meta', 'body_salt', 'body'], erased: ['meta_salt', 'meta'], withheld: ['marking', 'organisation'],
  }[kind]?.filter((member) => member !== 'organisation' || content?.[kind]?.['organisation'] !== undefined)
  const canonical = JSON.stringify(line) === text && Object.keys(line).join() === 'seq,position,leaf,content'
    && members && Object.keys(content?.[kind] ?? {}).join() === members.join() && Number.isSafeInteger(line.position)
  if (!canonical) throw new Fault(`Entry ${seq}: its line in entries.jsonl is not written as it was exported`, seq)
  if (line.seq !== seq) throw new Fault(`Entry ${seq}: its line has the number ${line.seq}: an entry is missing, doubled or moved`, seq)
  return line
}

async function checkLine(walk: Walk, text: string, seq: number, files: Files, note: string, checkpoint: Checkpoint, leaves: Bytes[]): Promise<void> {
  const line = readLine(text, seq)
  const wrong = (what: string) => new Fault(`Entry ${seq} (position ${line.position}): ${what}`, seq)
  if (line.position <= walk.last) throw wrong('it stands at a place before that of the entry before it')
  walk.last = line.position
  const inLog = leaves[line.position]
  if (!inLog) throw wrong(`the log of ${checkpoint.size} entries has no such position`)
  const leaf = fromBase64(line.leaf)
  if (!leaf) throw wrong('a value is not base64')
  const hash = await leafHash(leaf)
  if (!equal(hash, inLog)) throw wrong('its leaf is not the one that the log has at this position')
  const parts = readLeaf(leaf)
  if (!parts) throw wrong('the leaf is not one of this format')
  await checkContent(walk, line, parts, wrong)
  await checkReceipt(line, text, hash, files, note, checkpoint, wrong)
  walk.tally.entries += 1
}

type Wrong = (what: string) => Fault

function salt(text: unknown, wrong: Wrong): Bytes {
  const bytes = typeof text === 'string' ? fromBase64(text) : undefined
  if (bytes?.length !== 32) throw wrong('a salt is not 32 bytes')
  return bytes
}

async function checkContent(walk: Walk, line: Line, leaf: Leaf, wrong: Wrong): Promise<void> {
  const { content } = line
  if ('withheld' in content) {
    walk.tally.withheld += 1
    walk.lastWithheld = line.position
    if (content.withheld.marking !== leaf.marking) throw wrong('its line says another marking than its leaf')
    return
  }
  const opened: Partial<Shown> = 'shown' in content ? content.shown : content.erased
  const meta = opened.meta ?? ''
  if (!equal(await commitment(salt(opened.meta_salt, wrong), 'meta', utf8(meta)), leaf.meta)) throw wrong('the meta does not match its commitment')
  const body = 'shown' in content ? content.shown.body : undefined
  if (body !== undefined && !equal(await commitment(salt(opened.body_salt, wrong), 'body', utf8(body)), leaf.body)) {
    throw wrong('the body does not match its commitment')
  }
  const read = readMeta(meta)
  if (!read) throw wrong('the meta cannot be read')
  if (BigInt(read.recorded_us) !== leaf.recorded) throw wrong('the leaf’s header and the meta disagree about the time')
  if (read.marking !== leaf.marking) throw wrong('the leaf’s header and the meta disagree about the marking')
  walk.tally.stream ??= read.stream
  if (read.stream !== walk.tally.stream || read.seq !== line.seq) throw wrong(`its meta belongs to ${read.stream} entry ${read.seq}: it was moved`)
  if (body === undefined) {
    walk.tally.erased += 1
    walk.erased.push([line.seq, line.position])
    return
  }
  walk.tally.shown += 1
  if (read.kind === 'entry.erased') walk.named.push([erasedPosition(body, wrong), line.position])
}

function erasedPosition(body: string, wrong: Wrong): number {
  try {
    const { position } = JSON.parse(body) as { position?: unknown }
    if (typeof position === 'number' && Number.isSafeInteger(position)) return position
  } catch { /* said below */ }
  throw wrong('the meta cannot be read: it names no position')
}

/** The receipt has only one writing: this line, position and path, the bundle's own checkpoint. */
async function checkReceipt(line: Line, text: string, leaf: Bytes, files: Files, note: string, checkpoint: Checkpoint, wrong: Wrong): Promise<void> {
  const bytes = files.get(`proofs/${line.seq}.tlog-proof`)
  if (!bytes) throw wrong('its receipt is missing from proofs/')
  let receipt
  try {
    receipt = readReceipt(textOf(bytes) ?? '')
  } catch (error) {
    if (error instanceof Malformed) throw wrong(`its receipt: ${error.message}`)
    throw error
  }
  if (receipt.position !== line.position || receipt.checkpoint !== note) throw wrong('its receipt is not for this position and the bundle’s checkpoint')
  if (!receipt.extra || !equal(receipt.extra, await sha256(utf8(text)))) throw wrong('its line in entries.jsonl, or what its receipt says of it, was changed')
  const fault = await inclusion(line.position, checkpoint.size, leaf, receipt.path, checkpoint.root)
  if (fault) throw wrong(`its receipt: ${fault}`)
}

/** Every missing body went by a later entry that says so, as far as the reader may see. */
function erasures(walk: Walk): Tally {
  for (const [seq, position] of walk.erased) {
    if (walk.named.some(([named, at]) => named === position && at > position)) continue
    if (walk.lastWithheld < position) {
      throw new Fault(`Entry ${seq} (position ${position}): its body is missing, and no later entry.erased entry names it`, seq)
    }
    walk.tally.unexplained.push(seq)
  }
  return walk.tally
}

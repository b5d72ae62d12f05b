// Signed notes, checkpoints and keys of C2SP (signed-note, tlog-checkpoint, tlog-cosignature v1), Ed25519 by WebCrypto. A browser
// that has no Ed25519 is told apart from a signature that does not hold. No framework.
import { decimal, equal, fromBase64, fromHex, joined, utf8, type Bytes } from './bytes'
import { sha256 } from './merkle'

const NOTE_BYTES = 64 * 1024
const SIGNATURES = 256

/** Something that is not in its format, in a sentence for a person. */
export class Malformed extends Error {}

export interface Signature { name: string; id: Bytes; bytes: Bytes }
export interface Note { text: string; signatures: Signature[] }
export interface Checkpoint { origin: string; size: number; root: Bytes }
/** Kind 1 signs notes, kind 4 cosigns checkpoints. */
export interface Key { name: string; id: Bytes; kind: 1 | 4; key: Bytes }
/** What was found of a signature. */
export type Signed = 'holds' | 'bad' | 'not-signed' | 'browser'

function isName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- a name holds none
  return name !== '' && utf8(name).length <= 255 && !/[+\s\u0000-\u001f\u007f-\u009f]/u.test(name)
}

export function readSignature(line: string): Signature | undefined {
  const found = /^— (\S+) (\S+)$/u.exec(line)
  const bytes = found && fromBase64(found[2]!)
  if (!found || !bytes || bytes.length < 5 || !isName(found[1]!)) return undefined
  return { name: found[1]!, id: bytes.slice(0, 4), bytes: bytes.slice(4) }
}

/** Takes a signed note apart; nothing of it is verified yet. */
export function readNote(note: string): Note {
  if (utf8(note).length > NOTE_BYTES) throw new Malformed('It is longer than a signed note can be (64 KiB).')
  // oxlint-disable-next-line no-control-regex -- the format forbids them
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new Malformed('It has a control character, which no signed note has.')
  const end = note.lastIndexOf('\n\n')
  if (end < 0) throw new Malformed('This is not a signed note: no empty line ends its text.')
  const lines = note.slice(end + 2)
  if (!lines.endsWith('\n')) throw new Malformed('This is not a whole signed note: it has no signature, or its end is missing. Paste all of it, with the line that begins with —.')
  const signatures = lines.slice(0, -1).split('\n').map((line, at) => {
    const signature = at < SIGNATURES ? readSignature(line) : undefined
    if (!signature) throw new Malformed(`Signature line ${at + 1} of the note cannot be read.`)
    return signature
  })
  return { text: note.slice(0, end + 1), signatures }
}

/** Reads the text of a checkpoint: origin, size and root, one a line. */
export function readCheckpoint(text: string): Checkpoint {
  const [origin, size, root, end, ...more] = text.split('\n')
  const [count, hash] = [decimal(size ?? ''), fromBase64(root ?? '')]
  if (!origin || count === undefined || hash?.length !== 32 || end !== '' || more.length > 0) {
    throw new Malformed('This is not a checkpoint: origin, size and root, one a line.')
  }
  return { origin, size: count, root: hash }
}

/** Reads `NAME+ID+KEY`, and checks that the id is that of name and key. */
export async function readKey(text: string): Promise<Key> {
  const found = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim())
  const bytes = found && fromBase64(found[3]!)
  if (!found || !bytes || !isName(found[1]!)) throw new Malformed('The key is not written as NAME+ID+KEY.')
  const kind = bytes[0]
  if (bytes.length !== 33 || (kind !== 1 && kind !== 4)) throw new Malformed('The key is not an Ed25519 key of a supported kind.')
  const [name, key] = [found[1]!, bytes.slice(1)]
  const id = (await sha256(joined(utf8(`${name}\n`), bytes))).slice(0, 4)
  if (!equal(id, fromHex(found[2]!)!)) throw new Malformed('The key’s id does not fit its name and key: one of them was changed.')
  return { name, id, kind, key }
}

async function ed25519(key: Bytes, message: Bytes, signature: Bytes): Promise<Signed> {
  let imported: CryptoKey
  try {
    imported = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify'])
  } catch (error) {
    // Without the algorithm the browser says so by this name; anything else is a key that is none.
    return error instanceof DOMException && error.name === 'NotSupportedError' ? 'browser' : 'bad'
  }
  return (await crypto.subtle.verify({ name: 'Ed25519' }, imported, signature, message)) ? 'holds' : 'bad'
}

const isOf = (key: Key, line: Signature): boolean => line.name === key.name && equal(line.id, key.id)

/** Whether the key signed the note: every line that claims to be its must hold. */
export async function signedBy(note: Note, key: Key): Promise<Signed> {
  const lines = note.signatures.filter((line) => isOf(key, line))
  if (key.kind !== 1 || lines.length === 0) return 'not-signed'
  for (const line of lines) {
    const found = await ed25519(key.key, utf8(note.text), line.bytes)
    if (found !== 'holds') return found
  }
  return 'holds'
}

/** Whether a witness cosigned a checkpoint's text with this line, and when it says it did. */
export async function cosignedBy(text: string, line: Signature, witness: Key): Promise<{ signed: Signed; at?: Date }> {
  if (witness.kind !== 4 || !isOf(witness, line)) return { signed: 'not-signed' }
  if (line.bytes.length !== 72) return { signed: 'bad' }
  const seconds = new DataView(line.bytes.buffer, line.bytes.byteOffset).getBigUint64(0)
  const message = utf8(`cosignature/v1\ntime ${seconds}\n${text}`)
  return { signed: await ed25519(witness.key, message, line.bytes.slice(8)), at: new Date(Number(seconds) * 1_000) }
}

/** A checkpoint with what was found of its signature by the log's key. */
export interface Opened { note: Note; checkpoint: Checkpoint; signed: Signed }

/** Opens a signed checkpoint of the log whose key this is. */
export async function openCheckpoint(note: string, key: Key): Promise<Opened> {
  const read = readNote(note)
  const checkpoint = readCheckpoint(read.text)
  if (checkpoint.origin !== key.name) throw new Malformed(`The checkpoint is of ${checkpoint.origin}, the key of ${key.name}.`)
  return { note: read, checkpoint, signed: await signedBy(read, key) }
}

/** A pasted note: what editors and mail change about line ends and outer space is put right, nothing else. */
export const pasted = (text: string): string => `${text.replaceAll('\r\n', '\n').trim()}\n`


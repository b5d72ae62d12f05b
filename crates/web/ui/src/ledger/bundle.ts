// Checks a whole bundle as `ctac verify` does: every entry against its leaf and receipt, the root recomputed from every leaf of the
// log, the seal, and what the reader holds from elsewhere. The first thing that does not fit is named. No framework.
import { equal, fromHex, hexOf, textOf, utf8, type Bytes } from './bytes'
import { checkEntries, type Tally } from './entries'
import { Fault, inFile, type Told } from './fault'
import { LIMITS, proofSeq, type Files } from './files'
import { levelsOf, sha256, siblings, subtree, type Levels } from './merkle'
import { cosignedBy, Malformed, openCheckpoint, readKey, readNote, readSignature, signedBy, type Checkpoint, type Key } from './note'
import { readReceipt } from './receipt'

const FORMAT = 'ctac-bundle@v1'

/** What the reader holds that did not come with the bundle. */
export interface Trust { checkpoint?: string; key?: string; witnesses?: string[] }

export interface Manifest {
  format: string; origin: string; key: string; stream: string; reference?: string; exported_us: number; size: number
  entries: number; shown: number; erased: number; withheld: number; files: Record<string, string>; unproved: string[]
}

export interface Report {
  manifest: Manifest
  root: string
  /** Whether the browser could check the signatures; without Ed25519 only the hashes are proved. */
  signatures: 'checked' | 'browser'
  /** What the reader held: a checkpoint of this size, and whether it was the key too. */
  against: { checkpoint?: number; key: boolean }
  cosigned: { witness: string; at: string }[]
  /** Erased entries whose erasure may stand in a withheld entry. */
  unexplained: number[]
}

export async function verifyBundle(files: Files, trust: Trust, told: Told = () => {}): Promise<Report> {
  told('Reading the manifest and the checkpoint')
  const manifestText = textIn(files, 'manifest.json')
  const manifest = readManifest(manifestText)
  const key = await keyOf(manifest)
  if (trust.key && trust.key.trim() !== manifest.key) throw new Fault(`The bundle is signed by another key than the one you hold: ${manifest.key}`)
  const note = textIn(files, 'checkpoint')
  const opened = await within('checkpoint', () => openCheckpoint(note, key))
  if (opened.signed === 'bad' || opened.signed === 'not-signed') throw inFile('checkpoint', 'the log’s key did not sign it')
  const leaves = leavesOf(files, opened.checkpoint.size)
  const tally = await checkEntries(files, note, opened.checkpoint, leaves, told)
  await checkSeal(files, manifestText, key)
  told(`Hashing the tree over all ${leaves.length} leaves`)
  const levels = await levelsOf(leaves, (done) => told(`Hashed ${done} of about ${leaves.length} nodes of the tree`))
  const root = await subtree(levels, 0, leaves.length)
  if (!equal(root, opened.checkpoint.root)) throw await changedLeaf(files, levels, leaves.length, root, opened.checkpoint)
  told('Comparing the manifest and every file')
  checkClaims(manifest, opened.checkpoint, tally)
  await checkDigests(files, manifest)
  const against = await heldBefore(trust, key, opened.checkpoint, levels)
  const cosigned = await cosignatures(files, opened.note.text, opened.note.signatures, trust.witnesses ?? [])
  return {
    manifest, root: hexOf(root), signatures: opened.signed === 'holds' ? 'checked' : 'browser', against, cosigned, unexplained: tally.unexplained,
  }
}

export function textIn(files: Files, name: string): string {
  const bytes = files.get(name)
  if (!bytes) throw inFile(name, 'the file is missing')
  const text = textOf(bytes)
  if (text === undefined) throw inFile(name, 'the file is not UTF-8 text')
  return text
}

/** What is not in its format, said of its file. */
async function within<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof Malformed ? inFile(file, error.message) : error
  }
}

const MEMBERS = ['format', 'origin', 'key', 'stream', 'reference', 'exported_us', 'size', 'entries', 'shown', 'erased', 'withheld', 'files', 'unproved']

/** The manifest, in the one writing that the exporter has. */
function readManifest(text: string): Manifest {
  let manifest: Manifest
  try {
    manifest = JSON.parse(text) as Manifest
  } catch {
    throw inFile('manifest.json', 'the file cannot be read')
  }
  if (manifest?.format !== FORMAT) throw inFile('manifest.json', `this page reads ${FORMAT} and no other format`)
  const members = Object.keys(manifest)
  const expected = MEMBERS.filter((member) => member !== 'reference' || members.includes(member))
  if (`${JSON.stringify(manifest, null, 2)}\n` !== text || members.join() !== expected.join()) {
    throw inFile('manifest.json', 'the file is not written as it was exported')
  }
  return manifest
}

const keyOf = (manifest: Manifest): Promise<Key> => within('manifest.json', () => readKey(manifest.key))

function leavesOf(files: Files, size: number): Bytes[] {
  const bytes = files.get('leaves.bin')
  if (!bytes) throw inFile('leaves.bin', 'the file is missing')
  if (size > LIMITS.leaves) throw inFile('leaves.bin', `a browser checks logs of up to ${LIMITS.leaves} entries; check this one with ctac verify`)
  if (bytes.length !== size * 32) throw inFile('leaves.bin', `the file has ${bytes.length} bytes; ${size} entries need 32 each`)
  return Array.from({ length: size }, (_, at) => bytes.subarray(at * 32, at * 32 + 32))
}

/** Checks that the log's key signed this very manifest, and that nothing else stands in the file. */
async function checkSeal(files: Files, manifest: string, key: Key): Promise<void> {
  const note = await within('manifest.sig', async () => readNote(textIn(files, 'manifest.sig')))
  if (note.signatures.length !== 1) throw inFile('manifest.sig', 'the file is not written as it was exported')
  const signed = await signedBy(note, key)
  if (signed === 'bad' || signed === 'not-signed') throw inFile('manifest.sig', 'the log’s key did not sign it')
  const text = `${FORMAT}\nmanifest.json sha256 ${hexOf(await sha256(utf8(manifest)))}\n`
  if (note.text !== text) throw inFile('manifest.json', 'the file was changed after the bundle was sealed')
}

/** The root is wrong: the smallest part of the log that no longer is as the receipts have it. */
async function changedLeaf(files: Files, levels: Levels, size: number, root: Bytes, checkpoint: Checkpoint): Promise<Fault> {
  let narrowest: [number, number] | undefined
  for (const name of files.keys()) {
    if (proofSeq(name) === undefined) continue
    const receipt = readReceipt(textIn(files, name))
    const parts = siblings(receipt.position, size)
    for (const [at, part] of parts.entries()) {
      if (equal(await subtree(levels, ...part), receipt.path[at] ?? root)) continue
      if (!narrowest || part[1] - part[0] < narrowest[1] - narrowest[0]) narrowest = part
      break
    }
  }
  const place = !narrowest ? 'somewhere' : narrowest[1] - narrowest[0] === 1 ? `at position ${narrowest[0]}` : `between positions ${narrowest[0]} and ${narrowest[1] - 1}`
  return inFile('leaves.bin', `the root over every leaf is ${hexOf(root)}, the checkpoint says ${hexOf(checkpoint.root)}: a leaf hash ${place} was changed`)
}

/** What the manifest says of the rest; its signature holds, so a difference is its maker's mistake. */
function checkClaims(manifest: Manifest, checkpoint: Checkpoint, tally: Tally): void {
  const claims: [string, boolean][] = [
    ['origin', manifest.origin === checkpoint.origin], ['size', manifest.size === checkpoint.size],
    ['stream', tally.stream === undefined || tally.stream === manifest.stream],
    ['entries', manifest.entries === tally.entries], ['shown', manifest.shown === tally.shown],
    ['erased', manifest.erased === tally.erased], ['withheld', manifest.withheld === tally.withheld],
  ]
  const wrong = claims.find(([, holds]) => !holds)
  if (wrong) throw inFile('manifest.json', `its ${wrong[0]} is not what the rest of the bundle shows`)
}

async function checkDigests(files: Files, manifest: Manifest): Promise<void> {
  for (const [name, bytes] of files) {
    if (name === 'manifest.json' || name === 'manifest.sig' || proofSeq(name) !== undefined) continue
    const digest = manifest.files[name]
    if (digest === undefined) throw inFile(name, 'the manifest does not list this file')
    if (!equal(await sha256(bytes), fromHex(digest) ?? new Uint8Array())) throw inFile(name, 'the file was changed after the bundle was sealed')
  }
  const missing = Object.keys(manifest.files).find((name) => !files.has(name))
  if (missing) throw inFile(missing, 'the file is missing')
}

/** Compares with what the reader held before. */
async function heldBefore(trust: Trust, key: Key, checkpoint: Checkpoint, levels: Levels): Promise<Report['against']> {
  const against = { key: Boolean(trust.key) }
  if (!trust.checkpoint) return against
  const kept = await within('The checkpoint that you hold', () => openCheckpoint(trust.checkpoint!, key))
  if (kept.signed === 'bad' || kept.signed === 'not-signed') throw new Fault('The checkpoint that you hold is not signed by this log’s key.')
  const { size } = kept.checkpoint
  if (size > checkpoint.size) throw new Fault(`The checkpoint that you hold covers ${size} entries, the bundle only ${checkpoint.size}: export it again, later than the checkpoint.`)
  const root = await subtree(levels, 0, size)
  if (!equal(root, kept.checkpoint.root)) {
    throw new Fault(`The log was rewritten: its first ${size} entries had the root ${hexOf(kept.checkpoint.root)} when your checkpoint was signed, and have ${hexOf(root)} in this bundle.`)
  }
  return { ...against, checkpoint: size }
}

async function cosignatures(files: Files, text: string, lines: ReturnType<typeof readNote>['signatures'], witnesses: string[]): Promise<Report['cosigned']> {
  const all = [...lines]
  if (files.has('cosignatures')) {
    const written = textIn(files, 'cosignatures')
    for (const line of written.replace(/\n$/, '').split('\n')) {
      const signature = written.endsWith('\n') ? readSignature(line) : undefined
      if (!signature) throw inFile('cosignatures', 'the file is not written as it was exported')
      all.push(signature)
    }
  }
  const cosigned: Report['cosigned'] = []
  for (const witness of await Promise.all(witnesses.map(readKey))) {
    for (const line of all) {
      const { signed, at } = await cosignedBy(text, line, witness)
      if (signed === 'bad') throw inFile('cosignatures', `the signature of ${witness.name} does not verify`)
      if (signed === 'holds' && at) cosigned.push({ witness: witness.name, at: at.toISOString() })
    }
  }
  return cosigned
}


// @vitest-environment node
// The bundle of crates/ledger's own tests, whole and harmed: what fits, and that what does not is named.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { textOf, utf8, type Bytes } from './bytes'
import { verifyBundle } from './bundle'
import { Fault } from './fault'
import { fromExport, fromFolder, LIMITS, proofSeq, Unreadable, type Files } from './files'

const sent = readFileSync(new URL('fixtures/bundle.jsonl', import.meta.url))
let whole: Files
beforeAll(async () => { whole = await fromExport(new Blob([sent])) })

/** The bundle with one file changed. */
function harmed(name: string, change: (bytes: Bytes) => Bytes | undefined): Files {
  const files = new Map(whole)
  const changed = change(files.get(name)!.slice())
  if (changed) files.set(name, changed)
  else files.delete(name)
  return files
}

async function fault(files: Files): Promise<Fault> {
  try {
    await verifyBundle(files, {})
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('it verified')
}

describe('a whole bundle', () => {
  it('verifies, and says what it rests on', async () => {
    const said: string[] = []
    const report = await verifyBundle(whole, {}, (words) => said.push(words))
    expect(report.manifest).toMatchObject({ reference: 'CTAC-2026-0001', size: 40, entries: 6, shown: 4, erased: 1, withheld: 1 })
    expect(report.signatures).toBe('checked')
    expect(report.against).toEqual({ key: false })
    expect(said.join()).toMatch('all 40 leaves')
  })

  it('is compared with the key and the checkpoint that the reader holds', async () => {
    const checkpoint = textOf(whole.get('checkpoint')!)!
    const { manifest } = await verifyBundle(whole, {})
    const trusted = await verifyBundle(whole, { checkpoint, key: manifest.key })
    expect(trusted.against).toEqual({ checkpoint: 40, key: true })
    await expect(verifyBundle(whole, { key: `${manifest.key}x` })).rejects.toThrow('another key')
    await expect(verifyBundle(whole, { checkpoint: checkpoint.replace('\n40\n', '\n41\n') })).rejects.toThrow('not signed by this log')
  })

  it('comes from a folder too, and nothing else may lie in it', async () => {
    const folder = [...whole].map(([name, bytes]) => ({ name, file: new Blob([bytes]) }))
    expect(await fromFolder(folder)).toEqual(whole)
    await expect(fromFolder([...folder, { name: 'notes.txt', file: new Blob(['x']) }])).rejects.toThrow('no such file')
    await expect(fromFolder([{ name: 'manifest.sig', file: new Blob(['x'.repeat(70_000)]) }])).rejects.toThrow('ctac verify')
  })
})

describe('a harmed bundle', () => {
  it('is refused for any byte, naming the entry where it is one’s', async () => {
    let refused = 0
    for (const [name, bytes] of whole) {
      // A prime step: over the files every kind of byte comes up, in seconds and not minutes.
      for (let at = refused % 7; at < bytes.length; at += 23) {
        const found = await fault(harmed(name, (copy) => { copy[at] = copy[at]! ^ [0x01, 0x20, 0x40][at % 3]!; return copy }))
        const seq = proofSeq(name)
        if (seq !== undefined) expect(found.entry, `${name} byte ${at}: ${found.message}`).toBe(seq)
        else if (name === 'entries.jsonl' && at + 1 < bytes.length && !found.message.includes('UTF-8')) {
          expect(found.entry, `${name} byte ${at}: ${found.message}`).toBe(1 + [...bytes.slice(0, at)].filter((byte) => byte === 10).length)
        } else if (name !== 'manifest.json' && name !== 'leaves.bin') expect(found.message.startsWith(name), `${name} byte ${at}: ${found.message}`).toBe(true)
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(300)
  }, 60_000)

  it('names the leaf that belongs to no entry of the incident', async () => {
    const found = await fault(harmed('leaves.bin', (bytes) => { bytes[32 * 5] = bytes[32 * 5]! ^ 1; return bytes }))
    expect(found.message).toMatch(/^leaves\.bin: the root over every leaf is .* (at position 5|between positions \d+ and \d+) was changed$/)
  })

  it('is refused for any file that is missing', async () => {
    for (const name of whole.keys()) {
      const found = await fault(harmed(name, () => undefined))
      expect(found.message).toMatch(proofSeq(name) === undefined ? name : `Entry ${proofSeq(name)} `)
    }
  })

  it('is refused with an entry taken out, doubled or moved', async () => {
    const lines = textOf(whole.get('entries.jsonl')!)!.trimEnd().split('\n')
    const without = harmed('entries.jsonl', () => utf8(`${lines.filter((_, at) => at !== 2).join('\n')}\n`))
    expect((await fault(without)).message).toMatch('Entry 3: its line has the number 4')
    const cut = harmed('entries.jsonl', () => utf8(`${lines.slice(0, 5).join('\n')}\n`))
    expect((await fault(cut)).message).toMatch('belongs to no entry')
  })
})

describe('what is no export', () => {
  it('is refused with what to do', async () => {
    const refused = async (text: string) => expect(fromExport(new Blob([text]))).rejects.toThrow(Unreadable)
    await refused('')
    await refused('hello\n')
    await refused('{"type":"end","files":3}\n')
    await refused('{"type":"piece","file":"../x","data":""}\n{"type":"end","files":1}\n')
    await refused(sent.subarray(0, sent.length - 40).toString())
    await refused(`${sent.toString()}{"type":"end","files":1}\n`)
    await refused(`{"type":"piece","file":"people.json","data":"${'A'.repeat(LIMITS.line + 4)}`)
  })
})

// @vitest-environment node
// Against a receipt that crates/ledger/src/proof.rs pins, made by another implementation of Ed25519.
import { describe, expect, it, vi } from 'vitest'
import { base64Of, decimal, fromBase64, fromHex, utf8 } from './bytes'
import { inclusion, leafHash } from './merkle'
import { Malformed, openCheckpoint, pasted, readCheckpoint, readKey, readNote } from './note'
import { readReceipt } from './receipt'

// The public half of the seed [3; 32] with this name, as `VerifyingKey` writes it: the bundle's manifest has it too.
const KEY = 'ctac.example/cell+78e1bfd0+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR'
const RECEIPT = `c2sp.org/tlog-proof@v1
index 3
/PCmxwDdE+J0tvuo3uqN2bJuTu3eNJVxfKyECMnFF38=
ogv5p8wtyKCPX0FacbGfasQnurVNJO7IaLXTEDRJlTo=
S4wSntFMziwIz8Z2bbf4zbEztfaYuN49WJDqf/fwqNE=

ctac.example/cell
6
uzbn09TO5XIMvTI9AvqxWWLiuh2t9fj8bu70/WrQVqg=

— ctac.example/cell eOG/0DvknCElOzQg7KCHglqghD9Wk0QjdnKJO8o/24H7mTfRR7eAVKin9y3Dt7A0m7mK1rEzFKOBpAVyKk3JGl0vPQc=
`

describe('a receipt', () => {
  it('shows its entry in the signed log', async () => {
    const receipt = readReceipt(RECEIPT)
    const { checkpoint, signed } = await openCheckpoint(receipt.checkpoint, await readKey(KEY))
    expect(signed).toBe('holds')
    expect(checkpoint).toMatchObject({ origin: 'ctac.example/cell', size: 6 })
    expect(await inclusion(receipt.position, checkpoint.size, await leafHash(Uint8Array.of(3)), receipt.path, checkpoint.root)).toBeUndefined()
    expect(await inclusion(receipt.position, checkpoint.size, await leafHash(Uint8Array.of(4)), receipt.path, checkpoint.root)).toMatch('root')
  })

  it('shows nothing with any character changed', async () => {
    const key = await readKey(KEY)
    const leaf = await leafHash(Uint8Array.of(3))
    for (let at = 0; at < RECEIPT.length; at += 1) {
      const changed = RECEIPT.slice(0, at) + String.fromCharCode(RECEIPT.charCodeAt(at) ^ 1) + RECEIPT.slice(at + 1)
      const holds = async () => {
        const receipt = readReceipt(changed)
        const { checkpoint, signed } = await openCheckpoint(receipt.checkpoint, key)
        return signed === 'holds' && !(await inclusion(receipt.position, checkpoint.size, leaf, receipt.path, checkpoint.root))
      }
      expect(await holds().catch((error: unknown) => { if (error instanceof Malformed) return false; throw error }), `character ${at}`).toBe(false)
    }
  })
})

describe('a checkpoint', () => {
  const note = readReceipt(RECEIPT).checkpoint

  it('is read whole or refused with what to do', () => {
    expect(() => readNote('hello')).toThrow('not a signed note')
    expect(() => readNote(note.split('\n—')[0]!)).toThrow(Malformed)
    expect(() => readNote(`${note}x`)).toThrow('Paste all of it')
    expect(() => readCheckpoint('a\n01\nx\n')).toThrow('origin, size and root')
    expect(readNote(pasted(`  \n${note.replaceAll('\n', '\r\n')}\r\n`)).text).toBe(readNote(note).text)
  })

  it('of another key says so, and a browser without Ed25519 is no bad signature', async () => {
    const key = await readKey(KEY)
    const other = { ...key, id: Uint8Array.of(1, 2, 3, 4) }
    expect((await openCheckpoint(note, other)).signed).toBe('not-signed')
    expect((await openCheckpoint(note.replace('\n6\n', '\n7\n'), key)).signed).toBe('bad')
    const without = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('no', 'NotSupportedError'))
    expect((await openCheckpoint(note, key)).signed).toBe('browser')
    without.mockRestore()
  })

  it('needs a key that is one', async () => {
    await expect(readKey('x')).rejects.toThrow('NAME+ID+KEY')
    await expect(readKey(KEY.replace('78e1bfd0', '00000000'))).rejects.toThrow('id does not fit')
    await expect(readKey(KEY.replace('cell', 'cel1'))).rejects.toThrow('id does not fit')
  })
})

describe('the writings of bytes', () => {
  it('are each taken in one form only', () => {
    for (const text of ['', 'YQ==', 'YWI=', 'YWJj', 'YWJjZA==']) expect(base64Of(fromBase64(text)!)).toBe(text)
    for (const text of ['YR==', 'YWJ=', 'Y', 'YQ', 'YQ=', ' YQ==', 'Y-==']) expect(fromBase64(text)).toBeUndefined()
    expect(fromHex('0g')).toBeUndefined()
    expect(fromHex('AB')).toBeUndefined()
    expect([...fromHex('00ff')!]).toEqual([0, 255])
    expect([decimal('0'), decimal('12'), decimal('012'), decimal('-1'), decimal('9007199254740993'), decimal('')]).toEqual([0, 12, undefined, undefined, undefined, undefined])
    expect(base64Of(utf8('x'.repeat(100_000))).length).toBe(133_336)
  })
})

// Receipts (C2SP tlog-proof v1): one entry's place in the log, in one text. No framework.
import { decimal, fromBase64, type Bytes } from './bytes'
import { Malformed } from './note'

export interface Receipt { extra: Bytes | undefined; position: number; path: Bytes[]; checkpoint: string }

export function readReceipt(text: string): Receipt {
  const bad = (why: string) => new Malformed(`this is not a tlog-proof: ${why}`)
  const end = text.indexOf('\n\n')
  if (end < 0) throw bad('it has no checkpoint')
  const [head, ...lines] = text.slice(0, end).split('\n')
  if (head !== 'c2sp.org/tlog-proof@v1') throw bad('its first line is another')
  let extra: Bytes | undefined
  if (lines[0]?.startsWith('extra ')) {
    extra = fromBase64(lines.shift()!.slice('extra '.length))
    if (!extra) throw bad('its extra data')
  }
  const index = lines.shift()
  const position = index?.startsWith('index ') ? decimal(index.slice('index '.length)) : undefined
  if (position === undefined) throw bad('its index line')
  if (lines.length > 64) throw bad('it has too many hashes')
  const path = lines.map((line) => {
    const hash = fromBase64(line)
    if (hash?.length !== 32) throw bad('a hash is not one')
    return hash
  })
  return { extra, position, path, checkpoint: text.slice(end + 2) }
}

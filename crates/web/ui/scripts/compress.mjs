// Writes FILE.br and FILE.gz beside every file that shrinks: the service sends them as they are and compresses nothing itself.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const shrinks = /\.(js|css|html|svg|json|webmanifest|txt)$/

for (const name of await readdir(dist, { recursive: true })) {
  if (!shrinks.test(name)) continue
  const file = new URL(name, dist)
  const bytes = await readFile(file)
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }
  await writeFile(new URL(`${name}.br`, dist), brotliCompressSync(bytes, brotli))
  await writeFile(new URL(`${name}.gz`, dist), gzipSync(bytes, { level: 9 }))
}

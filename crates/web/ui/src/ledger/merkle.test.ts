// @vitest-environment node
// Against RFC 6962's published roots, and every proof of small trees made here from the definition.
import { describe, expect, it } from 'vitest'
import { fromHex, hexOf, type Bytes } from './bytes'
import { consistency, inclusion, leafHash, levelsOf, nodeHash, sha256, siblings, subtree } from './merkle'

/** The leaves of the Certificate Transparency test vectors, and the roots of their prefixes (crates/ledger/src/merkle/tests.rs). */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

/** The root by RFC 6962's own words: no frontier, no levels. */
async function root(leaves: Bytes[]): Promise<Bytes> {
  if (leaves.length === 0) return sha256(new Uint8Array())
  if (leaves.length === 1) return leaves[0]!
  const middle = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return nodeHash(await root(leaves.slice(0, middle)), await root(leaves.slice(middle)))
}

/** PROOF(m, D[n]) of RFC 6962 §2.1.2. */
async function subproof(from: number, leaves: Bytes[], known: boolean): Promise<Bytes[]> {
  if (from === leaves.length) return known ? [] : [await root(leaves)]
  const middle = 2 ** Math.floor(Math.log2(leaves.length - 1))
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)]
  return from <= middle ? [...await subproof(from, left, known), await root(right)] : [...await subproof(from - middle, right, false), await root(left)]
}

const grown = (size: number) => Promise.all(Array.from({ length: size }, (_, at) => leafHash(Uint8Array.of(at))))
const flipped = (hash: Bytes): Bytes => hash.map((byte, at) => (at === 7 ? byte ^ 4 : byte))

describe('the tree', () => {
  it('has the published roots', async () => {
    const leaves = await Promise.all(LEAVES.map((leaf) => leafHash(fromHex(leaf)!)))
    for (const [size, expected] of ROOTS.entries()) {
      const levels = await levelsOf(leaves.slice(0, size))
      expect(hexOf(await subtree(levels, 0, size))).toBe(expected)
      expect(hexOf(await root(leaves.slice(0, size)))).toBe(expected)
    }
  })

  it('proves every leaf of every small tree, and nothing else', async () => {
    for (const size of [1, 2, 3, 5, 8, 13, 21]) {
      const leaves = await grown(size)
      const [levels, whole] = [await levelsOf(leaves), await root(leaves)]
      for (let index = 0; index < size; index += 1) {
        const path = await Promise.all(siblings(index, size).map(([start, end]) => subtree(levels, start, end)))
        expect(await inclusion(index, size, leaves[index]!, path, whole)).toBeUndefined()
        expect(await inclusion(index, size, flipped(leaves[index]!), path, whole)).toBeDefined()
        expect(await inclusion(size, size, leaves[index]!, path, whole)).toMatch('does not have')
        expect(await inclusion(index, size, leaves[index]!, [...path, whole], whole)).toMatch('as many')
        if (path.length > 0) {
          expect(await inclusion(index, size, leaves[index]!, path.slice(1), whole)).toBeDefined()
          expect(await inclusion(index, size, leaves[index]!, [flipped(path[0]!), ...path.slice(1)], whole)).toMatch('root')
        }
      }
    }
  })

  it('proves every prefix of every small tree, and nothing else', async () => {
    for (const size of [1, 2, 3, 6, 7, 8, 13]) {
      const leaves = await grown(size)
      const now = await root(leaves)
      for (let from = 1; from <= size; from += 1) {
        const [old, path] = [await root(leaves.slice(0, from)), from === size ? [] : await subproof(from, leaves, true)]
        expect(await consistency(from, old, size, now, path)).toBeUndefined()
        expect(await consistency(from, flipped(old), size, now, path)).toBeDefined()
        expect(await consistency(from, old, size, flipped(now), path)).toBeDefined()
        expect(await consistency(from, old, size, now, [...path, now])).toBeDefined()
        for (const at of path.keys()) expect(await consistency(from, old, size, now, path.map((hash, place) => (place === at ? flipped(hash) : hash)))).toBeDefined()
      }
      expect(await consistency(0, await sha256(new Uint8Array()), size, now, [])).toBeUndefined()
      expect(await consistency(0, now, size, now, [])).toMatch('root')
      expect(await consistency(size + 1, now, size, now, [])).toMatch('does not have')
    }
  })
})

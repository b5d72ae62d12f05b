// One name, one part: all partials come into one style sheet, so a name that two of them define dresses pages that know nothing
// of it.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** The classes that a partial defines: rules of its own, at the root, for the class alone. */
function defined(file: string): string[] {
  const rules = readFileSync(`src/styles/${file}`, 'utf8').matchAll(/^(\.ctac-[^{}@]*?)\s*\{/gm)
  return [...rules].flatMap(([, selectors = '']) => selectors.split(',').map((it) => it.trim())).filter((it) => /^\.[\w-]+$/.test(it))
}

it('gives every class to one partial', () => {
  const owners = new Map<string, Set<string>>()
  for (const file of readdirSync('src/styles').filter((it) => it.startsWith('_'))) {
    for (const name of defined(file)) owners.set(name, (owners.get(name) ?? new Set()).add(file))
  }
  const shared = [...owners].filter(([, files]) => files.size > 1).map(([name, files]) => `${name}: ${[...files].join(', ')}`)
  expect(owners.size).toBeGreaterThan(100)
  expect(shared).toEqual([])
})

// Looking at a page: no violation of WCAG 2.2 AA that axe can find, no fault, nothing wider than the screen; and a picture at
// each size, light and dark, in the test's output.
import { readFile, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { sizes } from './browser'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const pictures = process.env['CTAC_PICTURES'] ?? join(process.cwd(), '../../target/browser')

/** Checks the page as it stands, at each size and in both colour schemes, and keeps a picture of each as `name-size-scheme.png`. */
export async function look(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true })
  const before = page.viewportSize()
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`), fullPage: size !== 'wall' })
      expect(await violations(page), `${name}, ${size}, ${colorScheme}`).toEqual([])
    }
    expect(await sideways(page), `${name} at ${size} is wider than the screen`).toBeLessThanOrEqual(0)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  if (before) await page.setViewportSize(before)
}

/** What axe finds, in lines that name the rule and the place. */
export async function violations(page: Page): Promise<string[]> {
  // Put in through the debugger's protocol, which the page's policy does not concern.
  await page.evaluate(axe)
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const found = (await page.evaluate((tags) => {
    const run = (globalThis as unknown as { axe: { run: (place: Document, options: object) => Promise<unknown> } }).axe.run
    return run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  }, tags)) as AxeResults
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} (${node.failureSummary ?? ''})`))
}

function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

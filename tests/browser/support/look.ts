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

/** The place of a picture in the test's output. */
export const picture = (file: string): string => join(pictures, file)

/** Checks the page as it stands, at each size and in both colour schemes, and keeps a picture of each as `name-size-scheme.png`. */
export async function look(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true })
  const before = page.viewportSize()
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: picture(`${name}-${size}-${colorScheme}.png`), fullPage: size !== 'wall' })
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
  const found = await run(page, undefined, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  const lines: string[] = []
  for (const rule of found.violations) for (const node of rule.nodes) {
    const place = node.target.join(' ')
    if (rule.id === 'target-size' && (await isWholeElsewhere(page, place))) continue
    lines.push(`${rule.id}: ${place} (${node.failureSummary ?? ''})`)
  }
  return lines
}

/**
 * Whether a target that is too small or covered where the page happens to be scrolled to is neither in the middle of the window:
 * one that moves under what is fixed to the window's foot can always be moved out from there. One that is always too small, or
 * always covered, is found all the same.
 */
async function isWholeElsewhere(page: Page, place: string): Promise<boolean> {
  const at = await page.evaluate((place) => {
    const was = scrollY
    document.querySelector(place)?.scrollIntoView({ block: 'center', behavior: 'instant' })
    return was
  }, place)
  const found = await run(page, place, { runOnly: { type: 'rule', values: ['target-size'] }, resultTypes: ['violations'] })
  await page.evaluate((top) => scrollTo({ top, behavior: 'instant' }), at)
  // A target that is not there any more was not judged.
  return found.passes.length > 0 && found.violations.length === 0
}

async function run(page: Page, place: string | undefined, options: object): Promise<AxeResults> {
  const asked: [string | undefined, object] = [place, options]
  return (await page.evaluate(([place, options]) => {
    const { axe } = globalThis as unknown as { axe: { run: (place: Document | string, options: object) => Promise<unknown> } }
    return axe.run(place ?? document, options)
  }, asked)) as AxeResults
}

function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

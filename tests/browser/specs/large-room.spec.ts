// A room of 5,000 entries is scrolled and filtered without the page standing still.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { open } from '../support/room'
import { Service } from '../support/service'

const ENTRIES = 5_000
const ROUNDS = 5
/** Milliseconds for which the page may stand still. */
const LIMIT = 50

let service: Service
let browser: Browser
let gorse: Visitor
let incident: { id: string; reference: string }

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  const lead = await Client.signIn(service, 'gorse')
  incident = await lead.declare('A long incident')
  let next = 0
  const write = async () => {
    while (next < ENTRIES) {
      const number = (next += 1)
      await lead.note(incident.id, `Note ${number}: ${number % 10 === 0 ? 'containment holds' : 'still looking at the archive and what depends on it'}`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, write))
  gorse = await signedIn(browser, service, 'gorse')
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

describe('a room of 5,000 entries', () => {
  it('opens, scrolls and filters', async () => {
    const { page } = gorse
    await open(page, incident.reference)
    await page.getByText(/5,?\d{3} entries/).first().waitFor({ timeout: 60_000 })
    await page.locator('summary').filter({ hasText: 'Find, filter and order' }).click()
    await watch(page)
    const rounds: Record<string, number[]> = { scroll: [], filter: [], order: [] }
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds['scroll']?.push(await longest(page, () => scrolled(page)))
      rounds['filter']?.push(await longest(page, () => filtered(page)))
      rounds['order']?.push(await longest(page, () => ordered(page)))
    }
    for (const [what, all] of Object.entries(rounds)) {
      console.info(`${what}: the longest task of each round ${all.map((ms) => (ms === 0 ? 'under 50' : ms.toFixed(0))).join(', ')} ms`)
      // What the page itself does at length it does in every round; what a machine with other work does besides, in some.
      const [, second = 0] = [...all].sort((a, b) => a - b)
      expect(second, `${what}: long tasks of ${all.join(', ')} ms`).toBeLessThanOrEqual(LIMIT)
      expect(Math.max(...all), `${what}: long tasks of ${all.join(', ')} ms`).toBeLessThan(10 * LIMIT)
    }
  })
})

async function scrolled(page: Page) {
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
  for (let step = 0; step < 40; step += 1) {
    await page.mouse.wheel(0, 3_000)
    await frame(page)
  }
}

async function filtered(page: Page) {
  const search = page.getByRole('searchbox', { name: 'Find words' })
  await search.pressSequentially('containment')
  await page.getByText(/500 of 5,?\d{3} entries/).first().waitFor()
  await search.fill('')
  await page.getByText(/^\s*5,?\d{3} entries/).first().waitFor()
}

async function ordered(page: Page) {
  for (const order of ['happened', 'learnt']) {
    await page.getByLabel('Order').selectOption(order)
    await frame(page)
  }
}

/** Keeps the length of every task beyond 50 ms, which is as short as a browser tells. */
async function watch(page: Page) {
  await page.evaluate(() => {
    const told: number[] = []
    ;(globalThis as unknown as { told: number[] }).told = told
    new PerformanceObserver((list) => told.push(...list.getEntries().map((task) => task.duration))).observe({ type: 'longtask' })
  })
}

/** The longest task while something is done, ms; 0 where none was long. */
async function longest(page: Page, act: () => Promise<void>): Promise<number> {
  const told = () => page.evaluate(() => (globalThis as unknown as { told: number[] }).told.splice(0))
  await told()
  await act()
  // The observer is told of a task after the frame that it was in.
  await frame(page)
  await frame(page)
  return Math.max(0, ...(await told()))
}

function frame(page: Page): Promise<void> {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done())))
}

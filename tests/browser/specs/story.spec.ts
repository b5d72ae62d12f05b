// The story of one incident in the browser: an alert wakes somebody, who acknowledges; an incident is declared; others are brought in;
// the log is exported.
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, sizes, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { look } from '../support/look'
import { message } from '../support/phone'
import { entry, open, panels } from '../support/room'
import { Service } from '../support/service'

let service: Service
let browser: Browser
let dahlia: Visitor
let gorse: Visitor
let reference = ''

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  dahlia = await signedIn(browser, service, 'dahlia', { viewport: sizes.phone })
  gorse = await signedIn(browser, service, 'gorse')
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

const fold = (page: Page, name: string | RegExp) => page.locator('summary').filter({ hasText: name }).first()

describe('one incident', () => {
  it('nothing waits for anybody', async () => {
    await dahlia.page.goto('/app/')
    await dahlia.page.getByRole('heading', { name: 'Now', level: 1 }).waitFor()
    await look(dahlia.page, 'now-quiet')
  })

  it('an alert wakes the responder, on the phone and on the page', async () => {
    await service.alert('Imaging archive unreachable', 'imaging')
    const phone = await dahlia.context.newPage()
    expect(await message(phone, 'Dahlia', /S2/)).not.toContain('Imaging')
    await dahlia.page.bringToFront()
    const acknowledge = dahlia.page.getByRole('button', { name: /^Acknowledge/ })
    await acknowledge.waitFor()
    await look(dahlia.page, 'now-paged')
    await acknowledge.click()
    await expect.poll(() => acknowledge.count()).toBe(0)
  })

  it('an incident is declared on a phone', async () => {
    const { page } = gorse
    await page.goto('/app/declare')
    await page.getByLabel('What is happening').fill('Imaging archive unreachable at two sites')
    await page.getByRole('radio', { name: /^S2/ }).check()
    await look(page, 'declare')
    await page.getByRole('button', { name: /Declare/ }).click()
    await page.waitForURL(/\/app\/incidents\/CTAC-/)
    reference = /CTAC-\d+-\d+/.exec(page.url())?.[0] ?? ''
    await entry(page, /declared/i).waitFor()
  })

  it('somebody is brought in, and is in the room', async () => {
    const { page } = gorse
    await panels(page)
    await fold(page, 'Bring somebody in').click()
    await page.getByLabel('Person', { exact: true }).selectOption({ label: await optionLike(page, 'Dahlia') })
    await page.getByRole('button', { name: 'Bring in' }).click()
    await page.getByText(/Dahlia Example/).first().waitFor()
    await expect.poll(async () => {
      await open(dahlia.page, reference).catch(() => undefined)
      return entry(dahlia.page, /declared/i).count()
    }, { timeout: 20_000 }).toBeGreaterThan(0)
    await panels(dahlia.page)
    await look(dahlia.page, 'room-panels')
  })

  it('what is for named people alone is withheld from the rest, and shown as withheld', async () => {
    const lead = await Client.signIn(service, 'gorse')
    await lead.note(reference, 'For the named alone', { marking: 'red', named: [lead.person] })
    await dahlia.page.getByRole('button', { name: 'Timeline', exact: true }).click()
    await dahlia.page.getByRole('button', { name: /Ask the originator/ }).first().waitFor()
    expect(await dahlia.page.getByText('For the named alone').count()).toBe(0)
    await entry(gorse.page, 'For the named alone').waitFor()
  })

  it('the timeline is exported and checked in the browser; with one letter changed it is refused', async () => {
    const { page } = gorse
    await panels(page)
    const link = page.getByRole('link', { name: 'Export the timeline' })
    if (!(await link.isVisible())) await fold(page, /Access|export/i).click()
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const bundle = await readFile(await download.path())
    await page.goto('/app/ledger')
    const given = page.getByLabel('The export')
    await given.setInputFiles({ name: 'bundle.jsonl', mimeType: 'application/jsonl', buffer: bundle })
    const check = page.getByRole('button', { name: 'Check the bundle' })
    await check.click()
    await page.getByText('It holds', { exact: true }).waitFor({ timeout: 60_000 })
    await look(page, 'ledger-holds')
    // One letter in the middle of it, whatever it belongs to.
    const changed = Buffer.from(bundle)
    const isLetter = (byte: number | undefined) => byte !== undefined && byte >= 97 && byte < 122
    let at = Math.floor(changed.length / 2)
    while (!isLetter(changed[at])) at += 1
    changed[at] = (changed[at] ?? 0) + 1
    await given.setInputFiles({ name: 'changed.jsonl', mimeType: 'application/jsonl', buffer: changed })
    await check.click()
    await page.getByText('It does not hold', { exact: true }).waitFor({ timeout: 60_000 })
    await look(page, 'ledger-refused')
  })

  it('the list of incidents has it', async () => {
    await dahlia.page.goto('/app/incidents')
    await dahlia.page.getByText(reference).first().waitFor()
    await look(dahlia.page, 'incidents')
  })
})

async function optionLike(page: Page, name: string): Promise<string> {
  const options = await page.getByLabel('Person', { exact: true }).locator('option').allInnerTexts()
  return options.find((option) => option.includes(name)) ?? name
}

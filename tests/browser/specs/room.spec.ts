// Two people of two organisations in one room: what one writes the other sees, once, in order, through a killed service; what is
// withheld is shown as withheld; whoever is taken out sees nothing more.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, sizes, type Visitor } from '../support/browser'
import { DEAD } from '../support/faults'
import { Client } from '../support/client'
import { look, picture } from '../support/look'
import { compose, entry, note, open } from '../support/room'
import { Service } from '../support/service'

let service: Service
let browser: Browser
let gorse: Visitor
let dahlia: Visitor
let lead: Client
let responder: Client
let incident: { id: string; reference: string }

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  lead = await Client.signIn(service, 'gorse')
  responder = await Client.signIn(service, 'dahlia')
  incident = await lead.declare('Imaging archive unreachable')
  await lead.bringIn(incident.id, responder.person)
  gorse = await signedIn(browser, service, 'gorse')
  dahlia = await signedIn(browser, service, 'dahlia', { viewport: sizes.phone })
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

describe('two people in a room', () => {
  it('see what each other writes', async () => {
    await open(gorse.page, incident.reference)
    await open(dahlia.page, incident.reference)
    await note(gorse.page, 'The vendor has been called')
    await entry(dahlia.page, 'The vendor has been called').waitFor()
    await compose(gorse.page, 'Decision')
    const fields = gorse.page.locator('.ctac-composer textarea')
    await fields.nth(0).fill('Radiology goes to paper')
    await fields.nth(1).fill('The archive will be away for hours')
    await gorse.page.getByRole('button', { name: 'Post decision' }).click()
    await entry(dahlia.page, 'Radiology goes to paper').waitFor()
    await look(gorse.page, 'room')
  })

  it('what is typed is kept when the page is loaded again', async () => {
    const { page } = gorse
    await compose(page, 'Note')
    const text = page.locator('.ctac-composer textarea').first()
    await text.fill('Half a thought')
    await page.reload()
    await page.getByRole('heading', { name: 'Timeline', exact: true }).waitFor()
    await compose(page, 'Note')
    expect(await text.inputValue()).toBe('Half a thought')
    await text.fill('')
  })

  it('an entry for one organisation is a visible stub to the other', async () => {
    await lead.note(incident.id, 'For the council alone', { marking: 'amber-strict' })
    const stub = dahlia.page.getByRole('button', { name: /Ask the originator/ }).first()
    await stub.waitFor()
    expect(await dahlia.page.getByText('For the council alone').count()).toBe(0)
    await entry(gorse.page, 'For the council alone').waitFor()
    await look(dahlia.page, 'room-withheld')
  })

  it('a correction strikes through, and what was said stays readable', async () => {
    const { page } = gorse
    await note(page, 'The archive is at site B')
    const wrong = entry(page, 'The archive is at site B')
    await wrong.getByText('More').click()
    await wrong.getByRole('button', { name: /Correct entry/ }).click()
    await wrong.getByLabel('What it should say').fill('The archive is at site A')
    await wrong.getByLabel('Why').fill('The vendor named the wrong site')
    await wrong.getByRole('button', { name: 'Correct', exact: true }).click()
    const struck = dahlia.page.getByRole('feed', { name: 'Entries' }).locator('s').filter({ hasText: 'The archive is at site B' })
    await struck.waitFor()
    // On a phone what came new waits below, until it is asked for.
    await dahlia.page.getByRole('button', { name: /new entr/ }).click()
    await entry(dahlia.page, 'The archive is at site A').waitFor()
    await wrong.getByText('Struck through by').waitFor()
    await look(page, 'room-struck')
  })

  it('the whole log goes onto paper, in any scheme of colours', async () => {
    const { page } = gorse
    const all = Number(/(\d+) entries/.exec(await page.locator('.ctac-toolbar__count').innerText())?.[1])
    expect(all).toBeGreaterThan(8)
    const articles = page.locator('article.ctac-entry')
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await articles.count()).toBe(all)
    // As wide as the printed part of A4.
    await page.setViewportSize({ width: 680, height: 1_000 })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await page.screenshot({ path: picture('room-log-paper.png'), fullPage: true })
    for (const part of ['.ctac-composer', '.ctac-toolbar', '.ctac-room__bar', '.ctac-header']) expect(await page.locator(part).isVisible(), part).toBe(false)
    // Black on white, whatever the screen's colours are.
    expect(await articles.first().evaluate((it) => getComputedStyle(it).color)).toMatch(/rgb\((0, 0, 0|33, 43, 50)\)/)
    await page.emulateMedia({ media: null, colorScheme: 'light' })
    await page.setViewportSize(sizes.laptop)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await page.getByRole('feed', { name: 'Entries' }).waitFor()
  })

  it('nothing is lost while the service is dead, and nothing comes twice', async () => {
    await offline(dahlia.page)
    for (const one of [gorse, dahlia]) one.expects(DEAD)
    await service.kill()
    for (const text of ['Written in the dark, one', 'Written in the dark, two']) await note(dahlia.page, text)
    await expect.poll(() => dahlia.page.getByRole('list', { name: 'Posts on their way' }).getByRole('listitem').count()).toBe(2)
    await look(dahlia.page, 'room-offline')
    // What the device keeps is there again after the page was loaded anew without a service.
    await dahlia.page.reload()
    await expect.poll(() => dahlia.page.getByRole('list', { name: 'Posts on their way' }).getByRole('listitem').count()).toBe(2)
    await service.restart()
    for (const text of ['Written in the dark, one', 'Written in the dark, two']) {
      await entry(gorse.page, text).waitFor({ timeout: 40_000 })
      await entry(dahlia.page, text).waitFor({ timeout: 40_000 })
    }
    const entries = await lead.get<{ entries: { body: { text?: string } }[] }>(`/api/v1/incidents/${incident.id}/entries?after=0&limit=200`)
    const dark = entries.entries.map((it) => it.body?.text ?? '').filter((text) => text.startsWith('Written in the dark'))
    expect(dark).toEqual(['Written in the dark, one', 'Written in the dark, two'])
  })

  it('whoever is taken out while looking sees nothing more, and is told', async () => {
    dahlia.expects(/GET \/api\/v1\/incidents\/[^/]+(\/entries.*|\/runs)?: (403|404)/)
    await lead.delete(`/api/v1/incidents/${incident.id}/members/${responder.person}`)
    await expect.poll(() => dahlia.page.getByText('Radiology goes to paper').count(), { timeout: 5_000 }).toBe(0)
    await dahlia.page.getByRole('alert').first().waitFor()
    await look(dahlia.page, 'room-revoked')
    await dahlia.page.reload()
    await dahlia.page.getByRole('heading', { level: 1 }).waitFor()
    expect(await dahlia.page.getByText('Radiology goes to paper').count()).toBe(0)
  })

})

/** Waits until the page opens without a network: its service worker has what it needs and answers for this page. */
async function offline(page: Page) {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

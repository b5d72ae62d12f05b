// A call-out convened in the room: who is asked answers by the link without script, or by text message, the table fills while the
// lead looks, and nobody more is asked once it is stopped.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, sizes, visitor, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { look } from '../support/look'
import { message } from '../support/phone'
import { open, panels } from '../support/room'
import { Service } from '../support/service'

let service: Service
let browser: Browser
let gorse: Visitor
/** The built-in phone, in somebody's hand, with no script. */
let phone: Visitor
let lead: Client
let incident: { id: string; reference: string }

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  lead = await Client.signIn(service, 'gorse')
  incident = await lead.declare('Shares are being encrypted', 'S1')
  gorse = await signedIn(browser, service, 'gorse')
  phone = await visitor(browser, service, { javaScriptEnabled: false, viewport: sizes.phone })
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

const panel = (page: Page): Locator => page.locator('#panel-call-outs')
/** What stands in the table for somebody. */
const row = (name: string): Locator => panel(gorse.page).getByRole('row').filter({ hasText: name })
/** The phone of somebody, on the page that shows them all. */
const held = (name: string): Locator => phone.page.locator('section.phone').filter({ has: phone.page.getByRole('heading', { name: new RegExp(name) }) })
/** What asks them, among whatever else came: on the day before a handoff they are told of that too. */
const asks = (name: string): Locator => held(name).locator('article').filter({ hasText: /attend/i }).first()

describe('a call-out', () => {
  it('is convened, by thumb', async () => {
    const { page } = gorse
    await page.setViewportSize(sizes.phone)
    await open(page, incident.reference)
    await panels(page)
    await panel(page).locator('summary').first().click()
    await panel(page).locator('summary').filter({ hasText: 'Ask who can attend' }).click()
    await panel(page).locator('summary').filter({ hasText: 'Groups' }).click()
    await page.getByRole('checkbox', { name: 'Responders', exact: true }).check()
    await page.getByRole('spinbutton', { name: 'Responders' }).fill('3')
    await page.getByLabel('What for (optional, never sent)').fill('Hands on the file servers')
    await look(page, 'call-out-form')
    await page.getByRole('button', { name: 'Ask them now' }).click()
    await row('Dahlia Example').getByText('No answer').waitFor()
    await panel(page).getByText('0 of 3 responders – still needed').waitFor()
    await page.getByRole('button', { name: 'Ask them now' }).waitFor({ state: 'hidden' })
    await look(page, 'call-out-asked')
    await page.setViewportSize(sizes.laptop)
  })

  it('an answer by the link, without script, appears in the table', async () => {
    await message(phone.page, 'Dahlia', /attend/i)
    await asks('Dahlia').getByRole('link', { name: 'Open the link' }).click()
    const link = phone.page.url()
    // axe is script: another device looks at what the link shows, which answers nothing.
    const eyes = await visitor(browser, service)
    await eyes.page.goto(link)
    await look(eyes.page, 'attend')
    expect(await row('Dahlia Example').getByText('No answer').count()).toBe(1)
    await phone.page.getByRole('button', { name: /15 min/ }).first().click()
    await phone.page.getByText(/15 min/).first().waitFor()
    await eyes.page.goto(link)
    await look(eyes.page, 'attend-answered')
    await eyes.context.close()
    await row('Dahlia Example').getByText('Yes, in 15 min').waitFor()
    await row('Dahlia Example').getByText('by the link').waitFor()
  })

  it('an answer by text message does too', async () => {
    const asked = await message(phone.page, 'Ivy', /attend/i)
    const code = /Reply (\d+)/.exec(asked)?.[1] ?? ''
    await asks('Ivy').getByLabel(/Reply/).fill(`${code} 0`)
    await asks('Ivy').getByRole('button', { name: 'Send' }).click()
    await row('Ivy Example').getByText('Cannot').waitFor()
    await row('Ivy Example').getByText('by text message').waitFor()
    await panel(gorse.page).getByText('1 of 3 responders – still needed').waitFor()
    await look(gorse.page, 'call-out-answered')
  })

  it('is stopped, after a question', async () => {
    const { page } = gorse
    await panel(page).getByRole('button', { name: 'Stop: ask nobody more' }).click()
    const dialog = page.getByRole('dialog', { name: 'Stop this call-out' })
    await look(page, 'call-out-stop')
    await dialog.getByRole('button', { name: 'Go back' }).click()
    await panel(page).getByText('People are being asked: Hands on the file servers').waitFor()
    await panel(page).getByRole('button', { name: 'Stop: ask nobody more' }).click()
    await dialog.getByRole('button', { name: 'Stop' }).click()
    await panel(page).getByText('It was stopped: Hands on the file servers').waitFor()
    await panel(page).getByText('1 of 3 responders – not found').waitFor()
    await row('Dahlia Example').getByText('Yes, in 15 min').waitFor()
    await look(page, 'call-out-stopped')
  })
})

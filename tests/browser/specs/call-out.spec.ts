// A call-out convened in the room: who is asked answers on the phone, and the table fills while the lead looks.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, sizes, visitor, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { look } from '../support/look'
import { open, panels } from '../support/room'
import { Service } from '../support/service'

let service: Service
let browser: Browser
let gorse: Visitor
let incident: { id: string; reference: string }

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  const lead = await Client.signIn(service, 'gorse')
  incident = await lead.declare('Shares are being encrypted', 'S1')
  gorse = await signedIn(browser, service, 'gorse')
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

describe('a call-out', () => {
  it('is convened', async () => {
    const { page } = gorse
    await open(page, incident.reference)
    await panels(page)
    await page.locator('summary').filter({ hasText: 'Ask who can attend' }).click()
    await page.locator('summary').filter({ hasText: 'Groups' }).click()
    await page.getByRole('checkbox', { name: 'Responders', exact: true }).check()
    await page.getByRole('spinbutton', { name: 'Responders' }).fill('1')
    await look(page, 'call-out-form')
    await page.getByRole('button', { name: 'Ask them now' }).click()
    await page.getByText(/No answer yet|no answer yet/).first().waitFor()
  })

  it('an answer by the link, without script, appears in the table', async () => {
    const phone = await visitor(browser, service, { javaScriptEnabled: false, viewport: sizes.phone })
    const asked = phone.page.locator('section.phone').filter({ has: phone.page.getByRole('heading', { name: /Dahlia/ }) }).getByRole('link', { name: 'Open the link' }).first()
    await expect.poll(async () => {
      await phone.page.goto('/simulator')
      return asked.count()
    }, { timeout: 30_000 }).toBeGreaterThan(0)
    await asked.click()
    await look(phone.page, 'attend')
    await phone.page.getByRole('button', { name: /15 min/ }).first().click()
    await gorse.page.getByText(/15 min/).first().waitFor({ timeout: 20_000 })
    await look(gorse.page, 'call-out-answered')
    expect(gorse.faults).toEqual([])
  })
})

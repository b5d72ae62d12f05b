// Acknowledging and saying that one can attend need no script: on any phone, from the link in a text.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, visitor } from '../support/browser'
import { look } from '../support/look'
import { Service } from '../support/service'

let service: Service
let browser: Browser
const noScript = { javaScriptEnabled: false }

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

describe('without script', () => {
  it('the sign-in page stands by itself', async () => {
    const { page } = await visitor(browser, service)
    await page.goto('/sign-in')
    await look(page, 'sign-in')
  })

  it('the application leads back to the pages that need none', async () => {
    const { page, expects } = await signedIn(browser, service, 'gorse', noScript)
    // Chromium gives a script that may not run this word.
    expects(/\/app\/.*: csp/)
    // The page's own refresh may be quicker than the browser is with the page.
    await page.goto('/app/incidents').catch(() => undefined)
    await page.waitForURL((url) => url.pathname === '/')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Now')
  })

  it('a page is acknowledged by its link, and not by looking at it', async () => {
    await service.alert('Imaging archive unreachable', 'imaging')
    const phone = await visitor(browser, service, noScript)
    const link = phone.page.getByRole('link', { name: 'Open the link' }).first()
    await expect.poll(async () => {
      await phone.page.goto('/simulator')
      return link.count()
    }, { timeout: 20_000 }).toBeGreaterThan(0)
    await link.click()
    const acknowledge = phone.page.getByRole('button', { name: /acknowledge/i })
    await acknowledge.waitFor()
    await acknowledge.click()
    await phone.page.getByText(/acknowledged/i).first().waitFor()
  })
})

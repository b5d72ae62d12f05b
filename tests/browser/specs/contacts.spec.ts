// A contact is proved by the code sent to it, read from the phone itself; and until then nobody is paged there.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, type Visitor } from '../support/browser'
import { look } from '../support/look'
import { message } from '../support/phone'
import { Service } from '../support/service'

let service: Service
let browser: Browser
let dahlia: Visitor

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  dahlia = await signedIn(browser, service, 'dahlia')
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

describe('my contacts', () => {
  it('a number is added, and is not paged yet', async () => {
    const { page } = dahlia
    await page.goto('/app/me')
    await page.getByRole('radio', { name: 'Call', exact: true }).check()
    await page.getByLabel('Number or address').fill('07700 900987')
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.getByText('Not verified: you are not paged here').waitFor()
    await look(page, 'contacts-not-verified')
  })

  it('a wrong code is refused in words, and what was typed stays', async () => {
    const { page } = dahlia
    await page.getByRole('button', { name: /^Send a code/ }).click()
    await page.getByText(/A code is on its way/).waitFor()
    dahlia.expects(/\/verify: 422/)
    const field = page.getByLabel(/^The code that was sent to/)
    await field.fill('000000')
    await page.getByRole('button', { name: 'Verify' }).click()
    await page.getByRole('alert').first().waitFor()
    expect(await field.inputValue()).toBe('000000')
    await look(page, 'contacts-refused')
  })

  it('the code of the call proves it', async () => {
    const { page, context } = dahlia
    const phone = await context.newPage()
    const said = await message(phone, 'Dahlia', /code/i)
    // A call says each digit by itself.
    const code = /(\d[\s,.]*){6}/.exec(said.replace(/987|900/g, ''))?.[0].replace(/\D/g, '') ?? ''
    expect(code, said).toMatch(/^\d{6}$/)
    await page.getByLabel(/^The code that was sent to/).fill(code)
    await page.getByRole('button', { name: 'Verify' }).click()
    await expect.poll(() => page.getByText('Verified: you are paged here').count()).toBe(2)
    await look(page, 'contacts-verified')
  })
})

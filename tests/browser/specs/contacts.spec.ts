// A contact is proved by the code sent to it, read from the phone itself; and until then nobody is paged there.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, visitor, type Visitor } from '../support/browser'
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
    const code = /code is: ((\d[\s.]*){6})/.exec(said)?.[1]?.replace(/\D/g, '') ?? ''
    expect(code, said).toMatch(/^\d{6}$/)
    await page.getByLabel(/^The code that was sent to/).fill(code)
    await page.getByRole('button', { name: 'Verify' }).click()
    await expect.poll(() => page.getByText('Verified: you are paged here').count()).toBe(2)
    await look(page, 'contacts-verified')
  })
})

describe('my password', () => {
  const chosen = 'nine red herons wade'

  it('a wrong one is refused in words, and no password stays on the page', async () => {
    const { page } = dahlia
    await page.goto('/app/me/sessions')
    dahlia.expects(/PUT \/api\/v1\/me\/password: 422/)
    await page.getByLabel('The password you have').fill('not this one at all')
    await page.getByLabel('The new password').fill(chosen)
    await page.getByRole('button', { name: 'Change my password' }).click()
    await page.getByText(/This is not the password that you have/).waitFor()
    expect(await page.getByLabel('The password you have').inputValue()).toBe('')
    await look(page, 'password-refused')
  })

  it('the right one changes it: this browser goes on, and the new one signs in', async () => {
    const { page } = dahlia
    await page.getByLabel('The password you have').fill(service.password)
    await page.getByLabel('The new password').fill(chosen)
    await page.getByRole('button', { name: 'Change my password' }).click()
    await page.getByText('Your password was changed.').waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Change my password' }).waitFor()
    const anew = await visitor(browser, service)
    await anew.page.goto('/sign-in')
    anew.expects(/POST \/sign-in: 401/)
    await fillIn(anew.page, 'dahlia', service.password)
    await anew.page.getByText('There is nobody with this name and this password.').waitFor()
    await fillIn(anew.page, 'dahlia', chosen)
    await anew.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  })

  it('who forgot theirs is given a first one by an administrator, and replaces it before anything else', async () => {
    const aster = await signedIn(browser, service, 'aster')
    await aster.page.goto('/app/people')
    await aster.page.getByRole('link', { name: 'Elder Example' }).click()
    await aster.page.getByText('They sign in as elder.').waitFor()
    await look(aster.page, 'person-sign-in')
    await aster.page.getByRole('button', { name: 'Set a new first password' }).click()
    await aster.page.getByRole('button', { name: 'Set it' }).click()
    const first = await aster.page.locator('.ctac-secret code').textContent() ?? ''
    expect(first).toMatch(/^(\w{4}-){3}\w{4}$/)
    const elder = await visitor(browser, service)
    await elder.page.goto('/sign-in?next=/app/me/contacts')
    await fillIn(elder.page, 'elder', first)
    await elder.page.getByRole('heading', { name: 'Choose your own password' }).waitFor()
    await look(elder.page, 'password-first')
    // The application asks for it too, whatever one opens.
    elder.expects(/\/api\/v1\/.*: 403/)
    await elder.page.goto('/app/incidents')
    await elder.page.getByRole('heading', { name: 'Choose your own password' }).waitFor()
    await elder.page.getByLabel('The password you were given').fill(first)
    await elder.page.getByLabel('The new password', { exact: true }).fill('ten tall storks doze')
    await elder.page.getByLabel('The new password again').fill('ten tall storks doze')
    await elder.page.getByRole('button', { name: 'Change my password' }).click()
    await elder.page.waitForURL((url) => url.pathname === '/app/incidents')
    await elder.page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor()
    // Addresses of pages without script lead on.
    await elder.page.goto('/app/me/contacts')
    await elder.page.waitForURL((url) => url.pathname === '/app/me')
  })
})

async function fillIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Sign-in name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

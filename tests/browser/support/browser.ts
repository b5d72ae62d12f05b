// Debian's Chromium, and people in it: each in a context of their own, as on a device of their own.
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { watched, type Watched } from './faults'
import type { Service } from './service'

/** The devices that pages are looked at on. */
export const sizes = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1280, height: 900 },
  wall: { width: 2560, height: 1440 },
} as const

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CTAC_CHROMIUM'] ?? '/usr/bin/chromium',
    // Without them Chromium asks Google's hosts for things at every start.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

/** What goes wrong in any page of the context fails the test that it happens in: see `faults.ts`. */
export interface Visitor extends Watched {
  context: BrowserContext
  page: Page
}

/** A device without a session. */
export async function visitor(browser: Browser, service: Service, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: service.url, viewport: sizes.laptop, locale: 'en-GB', timezoneId: 'Europe/London', ...options })
  context.setDefaultTimeout(20_000)
  const watching = watched(context, service.url)
  return { context, page: await context.newPage(), ...watching }
}

/** A device on which somebody has signed in, by the page that needs no script. */
export async function signedIn(browser: Browser, service: Service, name: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const here = await visitor(browser, service, options)
  await here.page.goto('/sign-in')
  await signIn(here.page, service, name)
  return here
}

/** Fills in the sign-in page where one is. */
export async function signIn(page: Page, service: Service, name: string): Promise<void> {
  await page.getByLabel('Sign-in name').fill(name)
  await page.getByLabel('Password').fill(service.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

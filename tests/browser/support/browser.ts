// Debian's Chromium, and people in it: each in a context of their own, as on a device of their own.
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
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

export interface Visitor {
  context: BrowserContext
  page: Page
  /** What the page's console called an error, and every request that left for another host or was refused by the policy. */
  faults: string[]
}

/** A device without a session. */
export async function visitor(browser: Browser, service: Service, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: service.url, viewport: sizes.laptop, locale: 'en-GB', timezoneId: 'Europe/London', ...options })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) faults.push(message.text())
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== service.url) faults.push(`asked another host: ${url.origin}`)
  })
  return { context, page, faults }
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

// The built-in phone: what was sent to whom, newest first, as its page shows it.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Waits for a message to somebody whose words fit, and gives those words. */
export async function message(page: Page, name: string, words: RegExp): Promise<string> {
  let found = ''
  await expect.poll(async () => {
    await page.goto('/simulator')
    const phone = page.locator('section.phone').filter({ has: page.getByRole('heading', { level: 2, name: new RegExp(name) }) })
    const texts = await phone.locator('.message').allInnerTexts()
    found = texts.find((text) => words.test(text)) ?? ''
    return found
  }, { timeout: 30_000, interval: 300 }).not.toBe('')
  return found
}

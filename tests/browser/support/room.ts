// The room as a person finds it: opened, written in, read.
import type { Locator, Page } from 'playwright-core'

export async function open(page: Page, reference: string): Promise<void> {
  await page.goto(`/app/incidents/${reference}`)
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
}

/** An entry of the timeline by words that stand in it. */
export function entry(page: Page, words: string | RegExp): Locator {
  return page.getByRole('feed', { name: 'Entries' }).locator('article').filter({ hasText: words }).first()
}

/** Writes a note and posts it. */
export async function note(page: Page, text: string): Promise<void> {
  await compose(page, 'Note')
  await page.getByLabel('What you know, saw or did').or(page.locator('.ctac-composer textarea').first()).first().fill(text)
  await page.getByRole('button', { name: 'Post note' }).click()
}

/** Opens the composer for one kind of entry. */
export async function compose(page: Page, kind: 'Note' | 'Decision' | 'Action'): Promise<void> {
  const button = page.getByRole('group', { name: 'What you write' }).getByRole('button', { name: kind })
  if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
}

/** On a phone the panels are a part of their own; on a laptop they stand beside the timeline. */
export async function panels(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'People, actions and more' })
  if (await button.isVisible()) await button.click()
}

// The theme's contrast (WCAG 2.2, 1.4.3 and 1.4.11), light and dark, and that the design system's rules follow it.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { themed } from '../../scripts/theme'

const source = readFileSync('src/styles/_theme.scss', 'utf8')

/** The custom properties of one mixin of the theme. */
function colours(theme: 'light' | 'dark'): Record<string, string> {
  const body = source.split(`@mixin ${theme} {`)[1]?.split('\n}')[0] ?? ''
  return Object.fromEntries([...body.matchAll(/--ctac-([a-z-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1], found[2]]))
}

/** Relative luminance, by WCAG's formula. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  const all = colours(theme)
  const of = (use: string) => all[use] ?? expect.unreachable(`no --ctac-${use}`)

  it('has words that can be read on every ground they stand on', () => {
    const grounds = ['page', 'surface', 'callout', 'stripe']
    const words = ['text', 'secondary', 'link', 'link-hover', 'link-active', 'link-visited', 'error', 'success']
    for (const ground of grounds) for (const word of words) {
      expect(contrast(of(word), of(ground)), `${word} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    }
    for (const ground of ['sunken', 'hover', 'tint']) for (const word of ['text', 'link']) {
      expect(contrast(of(word), of(ground)), `${word} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    }
    for (const ground of ['brand', 'brand-strong']) expect(contrast('#ffffff', of(ground))).toBeGreaterThanOrEqual(4.5)
  })

  it('has edges of controls that can be seen', () => {
    for (const ground of ['page', 'surface']) expect(contrast(of('field-line'), of(ground))).toBeGreaterThanOrEqual(3)
  })
})

describe('the design system', () => {
  it('follows by use: the same white is a ground here and words there', () => {
    expect(themed('background-color', '#ffffff')).toBe('var(--ctac-surface)')
    expect(themed('color', '#ffffff')).toBe('#ffffff')
    expect(themed('border-bottom', '1px solid #d8dde0')).toBe('1px solid var(--ctac-line)')
    expect(themed('width', '1px')).toBe('1px')
  })
})

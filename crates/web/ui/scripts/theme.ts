// Makes the NHS design system follow the theme: its compiled rules name fixed colours, which become the custom properties of
// `src/styles/_theme.scss` by what each is used for. Done once, here, so that no component is forgotten and nothing is
// overridden rule by rule. What keeps its colours: the focus ring, tags, printing, what is white on a coloured ground.

import type { AtRule, Plugin, Rule } from 'postcss'

type Uses = Record<string, string>

const words: Uses = {
  '#212b32': 'text', '#000000': 'text', 'rgba(33, 43, 50, 0.99)': 'text', 'rgba(0, 0, 0, 0.99)': 'text', '#4c6272': 'secondary',
  '#005eb8': 'link', '#003087': 'link', '#7c2855': 'link-hover', '#002f5c': 'link-active', '#330072': 'link-visited',
  '#d5281b': 'error', '#951c13': 'error', '#007f3b': 'success', '#00662f': 'success', '#00401e': 'success',
}
const grounds: Uses = {
  '#ffffff': 'surface', '#f0f4f5': 'page', '#d8dde0': 'sunken', '#e0e4e6': 'hover', 'rgba(224, 228, 230, 0.5)': 'stripe',
  '#fff9c4': 'callout', '#005eb8': 'brand', '#004b93': 'brand-strong', '#d9e7f4': 'tint', '#c7dcef': 'tint-strong',
}
const lines: Uses = {
  '#d8dde0': 'line', '#f0f4f5': 'line', '#aeb7bd': 'line-strong', '#768692': 'line-strong', '#4c6272': 'field-line',
  '#005eb8': 'link', '#d5281b': 'error', '#004b93': 'brand-strong', '#337ec6': 'brand-line',
}

/** Which table a property's colours are looked up in. */
function usesOf(property: string): Uses | undefined {
  if (property === 'color' || property === 'fill') return words
  if (property.startsWith('background')) return grounds
  if (property.startsWith('border') || property === 'box-shadow' || property.startsWith('outline')) return lines
  return undefined
}

/** Whether a rule's colours belong together and to no theme: the focus ring is the same on every ground. */
function keepsItsColours(rule: Rule): boolean {
  if (/\bctac-|^:root$|nhsuk-tag|--reverse|card--care/.test(rule.selector)) return true
  if ((rule.parent as AtRule | undefined)?.params?.includes('print')) return true
  const focused = (selector: string) => selector.replace(/:not\([^)]*\)/g, '').includes(':focus')
  return rule.selectors.every(focused) || rule.some((node) => node.type === 'decl' && !node.prop.startsWith('border') && node.value.includes('#ffeb3b'))
}

const colour = /#[0-9a-f]{6}\b|rgba\([^)]*\)/gi

/** One declaration's value with the theme's properties in place of fixed colours. */
export function themed(property: string, value: string): string {
  const uses = usesOf(property)
  if (!uses) return value
  return value.replace(colour, (found) => {
    const use = uses[found.toLowerCase()]
    return use ? `var(--ctac-${use})` : found
  })
}

/** The PostCSS plugin. */
export const themes: Plugin = {
  postcssPlugin: 'ctac-theme',
  OnceExit(root) {
    root.walkRules((rule) => {
      if (keepsItsColours(rule)) return
      rule.walkDecls((declaration) => {
        const value = themed(declaration.prop, declaration.value)
        if (value !== declaration.value) declaration.value = value
      })
    })
  },
}

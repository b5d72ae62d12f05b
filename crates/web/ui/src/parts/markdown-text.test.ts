// What runbooks are written with comes apart as it is meant; what is hostile stays text, in bounded time.
import { describe, expect, it } from 'vitest'
import { blocksOf, wordsOf } from './markdown-text'

const said = (text: string) => JSON.stringify(blocksOf(text))

describe('blocks', () => {
  it('are told apart', () => {
    const text = 'One\ntwo.\n\n- [ ] Call\n  back\n- [x] Agree\n\n1. First\n2. Then\n\n> Said\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n###### Small'
    expect(blocksOf(text).map((block) => block.is)).toEqual(['paragraph', 'list', 'list', 'quote', 'table', 'code', 'heading'])
    const [first, checks] = blocksOf(text)
    expect(first).toEqual({ is: 'paragraph', words: ['One two.'] })
    expect(checks).toMatchObject({ ordered: false, items: [{ checked: false, blocks: [{ words: ['Call back'] }] }, { checked: true }] })
  })

  it('lie in one another', () => {
    const [list] = blocksOf('- Outer\n  - Inner\n  - Other\n- Next')
    expect(list).toMatchObject({ items: [{ blocks: [{ is: 'paragraph' }, { is: 'list', items: [{}, {}] }] }, {}] })
  })
})

describe('words', () => {
  it('carry their marks', () => {
    expect(wordsOf('Do **not** use `rm`, _ever_; see [the page](https://example.org/a).')).toEqual([
      'Do ', { is: 'strong', words: ['not'] }, ' use ', { is: 'code', text: 'rm' }, ', ', { is: 'emphasis', words: ['ever'] }, '; see ',
      { is: 'link', words: ['the page'], to: 'https://example.org/a' }, '.',
    ])
    expect(wordsOf('snake_case_name and 2 * 3 * 4')).toEqual(['snake_case_name and 2 * 3 * 4'])
    expect(wordsOf('\\*not\\*')).toEqual(['*not*'])
  })

  it('lead to no script', () => {
    for (const text of ['[x](javascript:alert(1))', '<javascript:alert(1)>', '[x](data:text/html,x)', '<script>alert(1)</script>']) {
      expect(said(text)).not.toContain('"link"')
    }
  })

  it('take bounded time, whatever they are', () => {
    const started = performance.now()
    for (const text of ['*'.repeat(20_000), '['.repeat(20_000), '`'.repeat(19_999), '> '.repeat(10_000), '- '.repeat(10_000), '|'.repeat(20_000), '_a'.repeat(10_000)]) said(text)
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})
